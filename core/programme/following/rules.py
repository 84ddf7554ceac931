"""What may be said of a place after it was given, and where it stands by what was said. Pure (IM-28).

Two sides speak: the guest, who has the place, and the host. Staff write down what a side told them, or say what they
know as the team, which settles what the sides disagreed on until one of them speaks again. Nothing that was said is
ever overwritten: where the sides contradict each other, that is what is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from core.language.dates import day_of

#: On so many days a stay may be agreed.
MOST_STRETCHES: Final = 5


class Side(StrEnum):
    """Whose word it is."""

    GUEST = "guest"
    HOST = "host"
    TEAM = "team"


class Step(StrEnum):
    """What can be said of a place; ANEW is said by the act that gives one again: what was said before is history."""

    ANEW = "anew"
    CONTACTED = "contacted"
    NO_NEWS = "no_news"
    AGREED = "agreed"
    TOOK_PLACE = "took_place"
    DID_NOT = "did_not"


class Stage(StrEnum):
    """Where a place stands by what was said."""

    WAITING = "waiting"
    NO_NEWS = "no_news"
    CONTACTED = "contacted"
    AGREED = "agreed"
    TOOK_PLACE = "took_place"
    DID_NOT = "did_not"


class Conflict(StrEnum):
    """In what the two sides contradict each other."""

    CONTACT = "contact"
    DATES = "dates"
    OUTCOME = "outcome"


class Refusal(StrEnum):
    """Why something cannot be said now."""

    NOT_THEIRS = "not theirs"
    OVER = "over"
    TOO_EARLY = "too early"
    NO_SUCH_DAY = "no such day"
    CONFIRMED = "confirmed"
    NO_DATES = "no dates"
    UNORDERED = "unordered"


class Oddness(StrEnum):
    """What is unusual about dates that were agreed: asked about, and taken with a word of why."""

    PAST = "past"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which the guest is there; from midnight to midnight when only the day is known."""

    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return day_of(self.starts_at)

    @property
    def last_day(self) -> date:
        """The day on which it ends; midnight belongs to the day before."""
        return day_of(self.ends_at - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said on a day (`on`): of a contact its `day`, of a date its stretches, of a failure why."""

    side: Side
    step: Step
    on: date
    day: date | None = None
    stretches: tuple[Stretch, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a place stands."""

    stage: Stage = Stage.WAITING
    conflict: Conflict | None = None
    contacted_on: date | None = None
    stretches: tuple[Stretch, ...] = ()
    reason: str | None = None
    #: How often dates were said: whoever says others has seen the last ones, or looks at them first.
    dates_said: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What it is measured by: since when the place is theirs, by when contact is made, and what time it is."""

    given_on: date
    due_on: date
    now: datetime

    @property
    def today(self) -> date:
        """The day it is."""
        return day_of(self.now)


_OUTCOMES: Final = (Step.TOOK_PLACE, Step.DID_NOT)
_CONTACTS: Final = (Step.CONTACTED, Step.AGREED)
#: What one statement answers: a side's later one on the same question takes its place.
_QUESTION: Final = {
    Step.CONTACTED: "contact",
    Step.NO_NEWS: "contact",
    Step.AGREED: "dates",
    Step.TOOK_PLACE: "outcome",
    Step.DID_NOT: "outcome",
}


def followed(steps: Sequence[Said]) -> Followed:
    """Return where a place stands by what was said of it, in that order."""
    counting = _since_anew(steps)
    outcomes = _since_agreed(counting)
    contacts = [each for each in counting if each.step in _CONTACTS]
    denial = _denial(counting)
    conflict = next(
        (
            kind
            for kind, found in (
                (Conflict.OUTCOME, _two_outcomes(outcomes)),
                (Conflict.DATES, not outcomes and _two_dates(counting)),
                (Conflict.CONTACT, bool(denial and contacts and not outcomes and _denied(counting, denial))),
            )
            if found
        ),
        None,
    )
    dated = [each for each in counting if each.stretches]
    if outcomes:
        stage = Stage(outcomes[-1].step)
    elif dated:
        stage = Stage.AGREED
    elif contacts:
        stage = Stage.CONTACTED
    else:
        stage = Stage.NO_NEWS if denial else Stage.WAITING
    return Followed(
        stage=stage,
        conflict=conflict,
        contacted_on=min((each.day or each.on for each in contacts), default=None),
        stretches=dated[-1].stretches if dated else (),
        reason=outcomes[-1].reason if outcomes else None,
        dates_said=sum(bool(each.stretches) for each in steps),
    )


def refused(steps: Sequence[Said], new: Said, terms: Terms) -> Refusal | None:
    """Return why `new` cannot be said after `steps`, or None when it can."""
    known = followed(steps)
    over = known.stage in (Stage.TOOK_PLACE, Stage.DID_NOT)
    found: Refusal | None = None
    if new.step is Step.ANEW or (new.step is Step.NO_NEWS and new.side is not Side.HOST):
        found = Refusal.NOT_THEIRS
    elif new.stretches and not _in_order(new.stretches):
        found = Refusal.UNORDERED
    elif new.step in (Step.CONTACTED, Step.NO_NEWS) and over:
        found = Refusal.OVER
    elif new.step is Step.CONTACTED and not (new.day and terms.given_on <= new.day <= terms.today):
        found = Refusal.NO_SUCH_DAY
    elif new.step is Step.NO_NEWS:
        found = _no_news_refused(_since_anew(steps), known, terms)
    elif new.step is Step.AGREED:
        settled = known.stage is Stage.TOOK_PLACE or known.conflict is Conflict.OUTCOME
        found = Refusal.OVER if settled else None if new.stretches else Refusal.NO_DATES
    elif new.step is Step.TOOK_PLACE:
        stretches = new.stretches or known.stretches
        too_early = bool(stretches) and stretches[-1].starts_at > terms.now
        found = Refusal.TOO_EARLY if too_early else None if stretches else Refusal.NO_DATES
    return found


def repeats(steps: Sequence[Said], new: Said) -> bool:
    """Say whether a side has said just this already, and nothing would be otherwise if it were said again."""
    question = _QUESTION.get(new.step)
    theirs = [each for each in _since_anew(steps) if each.side is new.side and _QUESTION.get(each.step) == question]
    if not theirs:
        return False
    last, after = theirs[-1], followed([*steps, new])
    same = (last.step, last.day, last.stretches, last.reason) == (new.step, new.day, new.stretches, new.reason)
    known = followed(steps)
    return same and (after.stage, after.conflict, after.stretches) == (known.stage, known.conflict, known.stretches)


def unusual(stretches: Sequence[Stretch], usual: tuple[date, date] | None, today: date) -> frozenset[Oddness]:
    """Return what is unusual about dates: they are over, or lie outside the days of the programme, if it has any."""
    found = set()
    if any(each.last_day < today for each in stretches):
        found.add(Oddness.PAST)
    if usual and any(each.day < usual[0] or each.last_day > usual[1] for each in stretches):
        found.add(Oddness.OUTSIDE)
    return frozenset(found)


def has_begun(known: Followed, now: datetime) -> bool:
    """Say whether the last agreed day has come: only then can one ask whether it took place."""
    return bool(known.stretches) and known.stretches[-1].starts_at <= now


def _since_anew(steps: Sequence[Said]) -> Sequence[Said]:
    """Return what was said since the place was given again, if it was."""
    begins = max((position + 1 for position, each in enumerate(steps) if each.step is Step.ANEW), default=0)
    return steps[begins:]


def _since_agreed(counting: Sequence[Said]) -> Sequence[Said]:
    """Return the outcomes that count: another date begins the question anew."""
    begins = max((position + 1 for position, each in enumerate(counting) if each.step is Step.AGREED), default=0)
    return [each for each in counting[begins:] if each.step in _OUTCOMES]


def _denial(counting: Sequence[Said]) -> Said | None:
    """Return the host's latest "no news", unless the host or the team has known of a contact since."""
    found = None
    for each in counting:
        if each.step is Step.NO_NEWS:
            found = each
        elif each.side is not Side.GUEST and each.step in _CONTACTS:
            found = None
    return found


def _denied(counting: Sequence[Said], denial: Said) -> bool:
    """Say whether "no news" contradicts the contacts that were said: none was made and said after it."""
    since = counting[len(counting) - 1 - list(reversed(counting)).index(denial) :]
    return not any(each.step in _CONTACTS and (each.day or each.on) >= denial.on for each in since)


def _two_dates(counting: Sequence[Said]) -> bool:
    """Say whether a side insists on dates that the other has replaced."""
    agreed = [each for each in counting if each.step is Step.AGREED]
    begins = max((position for position, each in enumerate(agreed) if each.side is Side.TEAM), default=0)
    agreed = agreed[begins:]
    if not agreed:
        return False
    last = agreed[-1]
    others = [position for position, each in enumerate(agreed) if each.side not in (last.side, Side.TEAM)]
    if not others or agreed[others[-1]].stretches == last.stretches:
        return False
    before = agreed[: others[-1]]
    return any(each.side is last.side and each.stretches == last.stretches for each in before)


def _two_outcomes(outcomes: Sequence[Said]) -> bool:
    """Say whether the latest words of the sides differ, of those that were said since the team's."""
    begins = max((position for position, each in enumerate(outcomes) if each.side is Side.TEAM), default=0)
    return len({step for _, step in {each.side: each.step for each in outcomes[begins:]}.items()}) > 1


def _no_news_refused(counting: Sequence[Said], known: Followed, terms: Terms) -> Refusal | None:
    """Return why a host cannot say that it has no news: it said otherwise itself, or nobody is late yet."""
    if any(each.side is Side.HOST and each.step in _CONTACTS for each in counting):
        return Refusal.CONFIRMED
    late = terms.today > terms.due_on or known.stage in (Stage.CONTACTED, Stage.AGREED)
    return None if late else Refusal.TOO_EARLY


def _in_order(stretches: Sequence[Stretch]) -> bool:
    """Say whether there are few enough, each ends after it begins, and none begins before the one before it ends."""
    return (
        len(stretches) <= MOST_STRETCHES
        and all(each.starts_at < each.ends_at for each in stretches)
        and all(one.ends_at <= other.starts_at for one, other in pairwise(stretches))
    )
