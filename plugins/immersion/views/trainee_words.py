"""What a trainee's page says: what became of each choice, and what happened when."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from core.language.dates import day_of
from core.listing.reading import ListRow
from core.programme.errors import FollowedError
from core.web.dates import said_day, said_moment
from plugins.immersion.enums import PlaceStatus, RoundState, Standing
from plugins.immersion.queries.frozen import Frozen
from plugins.immersion.queries.reasons import Told
from plugins.immersion.queries.released import PlaceStep
from plugins.immersion.queries.trainees import ChoiceLine, PlaceLine, TraineeDetail
from plugins.immersion.reasons import PersonReason
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import pgettext
from plugins.immersion.views.round_words import rank_words

#: The cause of a refusal by a round in which the offer was not.
_NOT_IN_THE_ROUND: Final = "unknown_offer"


@dataclass(frozen=True, slots=True)
class ChoiceOutcome:
    """A choice, and what became of it: a word, its tone, and more about it."""

    choice: ChoiceLine
    word: str
    tone: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a trainee."""

    at: datetime
    what: str
    note: str | None = None

    @property
    def moment(self) -> str:
        """When, as people say it."""
        return said_moment(self.at)


def not_in_the_round(told: Sequence[Told[PersonReason]]) -> frozenset[str]:
    """Return the offers that somebody chose and that were in none of the rounds that decided on them."""
    causes = [(refusal.offer, refusal.cause) for each in told for refusal in each.reason.reason.refusals]
    return frozenset(offer for offer, _cause in causes) - {
        offer for offer, cause in causes if cause != _NOT_IN_THE_ROUND
    }


def outcomes(
    trainee: ListRow,
    wave: Sequence[ChoiceLine],
    places: Iterable[PlaceLine],
    frozen: Iterable[Frozen],
    absent: Container[str] = (),
) -> list[ChoiceOutcome]:
    """Say what became of each choice of a wave (of one moment, by rank): what the rounds decided that froze just these.

    Choices that no published round looked at were not refused by any, whatever the days say. Offers that were `absent`
    from the rounds had no places that others could get.
    """
    chosen = tuple(choice.offer for choice in wave)
    decided = {each.round_number for each in frozen if each.choices == chosen and each.state == RoundState.PUBLISHED}
    given = {(place.offer, place.rank): place for place in places if place.round_number in decided}
    obtained = next((choice.rank for choice in wave if (choice.offer, choice.rank) in given), None)
    return [
        _outcome(choice, given.get((choice.offer, choice.rank)), obtained, _refused(choice, decided, absent), trainee)
        for choice in wave
    ]


def _refused(choice: ChoiceLine, decided: Collection[int], absent: Container[str]) -> str | None:
    """Say why a choice that no round gave was not obtained; None when no round has decided on it."""
    if not decided:
        return None
    said: str = _("it was not offered then") if choice.offer in absent else _("the places went to others")
    return said


def _outcome(
    choice: ChoiceLine, place: PlaceLine | None, obtained: int | None, refused: str | None, trainee: ListRow
) -> ChoiceOutcome:
    if place is not None and place.ended_at is None:
        note = _("in round %(number)s", number=place.round_number)
        return ChoiceOutcome(choice, pgettext("choice", "obtained"), "good", note)
    if place is not None:
        note = _("obtained in round %(number)s", number=place.round_number)
        released = place.status == PlaceStatus.RELEASED
        word = pgettext("choice", "released") if released else pgettext("choice", "given up")
        return ChoiceOutcome(choice, word, "neutral", note)
    if obtained is not None and choice.rank > obtained:
        return ChoiceOutcome(choice, pgettext("choice", "not needed"), "neutral", _("a better choice was obtained"))
    if refused:
        return ChoiceOutcome(
            choice, pgettext("choice", "not obtained"), "attention" if obtained is None else "neutral", refused
        )
    return _undecided(choice, trainee)


def _undecided(choice: ChoiceLine, trainee: ListRow) -> ChoiceOutcome:
    """Say what becomes of a choice on which no round has decided."""
    if trainee.standing == Standing.WITHDRAWN or not choice.current:
        return ChoiceOutcome(choice, pgettext("choice", "no longer asked for"), "neutral")
    if not choice.offered:
        note = _("the host has withdrawn its offer")
        return ChoiceOutcome(choice, pgettext("choice", "no longer offered"), "attention", note)
    return ChoiceOutcome(choice, pgettext("choice", "waits for a round"), "waiting")


def history(found: TraineeDetail) -> list[Event]:
    """Say what happened to a trainee, the latest first."""
    row = found.row
    events = [Event(row.registered_at, _("Registered"))]
    for wave, before in pairwise(found.waves):  # The latest first.
        old, new = (", ".join(choice.offer for choice in each) for each in (before, wave))
        note = _("%(new)s instead of %(old)s", new=new, old=old)
        events.append(Event(wave[0].received_at, _("New choices received"), note))
    for place in found.places:
        note = f"{place.offer} · {place.host}"
        rank = rank_words(place.rank)
        events.append(
            Event(
                place.placed_at, _("Placed in round %(number)s, %(rank)s", number=place.round_number, rank=rank), note
            )
        )
        if place.ended_at and place.status == PlaceStatus.WITHDRAWN:
            events.append(Event(place.ended_at, _("Place given up"), note))
    events += [_of_step(step) for step in found.steps]
    for undone in found.undone:
        since = said_day(day_of(undone.withdrawn_at), weekday=False)
        events.append(Event(undone.at, _("Withdrawal of %(day)s taken back", day=since), undone.by))
    if row.withdrawn_at:
        events.append(Event(row.withdrawn_at, _("Withdrew"), found.withdrawal_reason))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of_step(step: PlaceStep) -> Event:
    """Say that a place was released and why, or that it was given again; and by whom."""
    note = f"{step.offer} · {step.host} · {step.by}"
    if not step.released:
        return Event(step.at, _("Place given back to the person"), note)
    # Why is let go of before the rest of the history.
    what = _("Place released: %(reason)s", reason=step.reason) if step.reason else _("Place released")
    return Event(step.at, what, note)


def followed_words(error: FollowedError) -> str:
    """Say why a withdrawal, or the release of a place, cannot be undone any more."""
    said: str = {
        "registered again": _("The person has registered again meanwhile, as %(named)s.", named=error.named),
        "withdrawn": _("The person has withdrawn meanwhile. Undo the withdrawal first."),
        "placed elsewhere": _("The person has another place by now, at %(named)s.", named=error.named),
        "chosen again": _("The person has made new choices meanwhile, and takes part in the next round with them."),
        "round opened": _(
            "Round %(named)s was opened since, with the place among those that are free.", named=error.named
        ),
        "given to another": _("The place at %(named)s is somebody else’s by now.", named=error.named),
    }.get(error.followed, _("%(named)s is no longer offered.", named=error.named))
    return said


def wave_words(wave: Sequence[ChoiceLine]) -> str:
    """Name a wave of choices by the day on which they came."""
    day = said_day(day_of(wave[0].received_at), weekday=False)
    said: str = _("Choices of %(day)s", day=day) if wave[0].wave == 1 else _("New choices of %(day)s", day=day)
    return said
