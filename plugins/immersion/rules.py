"""Decisions of the field on rounds and places, pure: plain values in, plain values out."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from core.programme.rules import PhaseDates, is_over
from plugins.immersion.enums import Pool, RoundState


@dataclass(frozen=True, slots=True)
class RoundMove:
    """A step from one state to another."""

    old: str | None
    new: str


#: A published round is never moved again; until then it can be taken back, and opened with the same draw.
ROUND_MOVES: Final = (
    RoundMove(RoundState.PLANNED, RoundState.OPEN),
    RoundMove(RoundState.OPEN, RoundState.PROPOSED),
    RoundMove(RoundState.OPEN, RoundState.PLANNED),
    RoundMove(RoundState.PROPOSED, RoundState.PLANNED),
    RoundMove(RoundState.PROPOSED, RoundState.PUBLISHED),
)


def is_a_move(moves: Iterable[RoundMove], old: str | None, new: str) -> bool:
    """Say whether a thing may go from `old` to `new` by the table `moves`; who may take it there, the rights say."""
    return any(move.old == old and move.new == new for move in moves)


def has_priority(institution: str, hosting: Container[str]) -> bool:
    """Who hosts comes first: people of an institution with an accepted offer this edition have priority (IM-17).

    `hosting` are those institutions. What a person says of their own service decides nothing.
    """
    return institution in hosting


def asks(current: Sequence[str] | None, *, ever_chose: bool) -> bool:
    """Whoever chose, and has no choice left that counts, asks for no place until they choose again (IM-28).

    So it is with those whose place was released: no round gives them the same one again unasked.
    """
    return bool(current) or not ever_chose


def is_in_pool(pool: Pool, *, priority: bool, has_place: bool, asks: bool) -> bool:
    """A round is for people who ask for a place and have none; a priority round for those of host services (IM-15)."""
    return asks and not has_place and (priority or pool is Pool.EVERYBODY)


def registrations_closed_for(pool: Pool, phases: Iterable[PhaseDates], today: date) -> bool:
    """Say whether nobody of the pool can register any more, so that the round may be frozen (IM-15)."""
    return is_over(phases, pool.registration, today)


def last_registration_day(pool: Pool, phases: Iterable[PhaseDates]) -> date | None:
    """Return the last day on which people of the pool may register; None if the edition has no such phase."""
    return max((phase.last_day for phase in phases if phase.kind == pool.registration), default=None)


def unpublished_before(number: int, states: Mapping[int, str]) -> int | None:
    """Return the first round before `number` that is not published, or None: a round sees what the others leave."""
    waiting = (other for other in sorted(states) if other < number and states[other] != RoundState.PUBLISHED)
    return next(waiting, None)


def begun_after(number: int, states: Mapping[int, str]) -> int | None:
    """Return the first round after `number` that is under way or published, or None: then `number` was passed over."""
    begun = (other for other in sorted(states) if other > number and states[other] != RoundState.PLANNED)
    return next(begun, None)


def commitment(seed: str) -> str:
    """Return what is published of a secret draw before it is revealed: the SHA-256 of its seed, in hexadecimal."""
    return fingerprint(seed)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal, as anybody can take it of a published file."""
    return hashlib.sha256(text.encode()).hexdigest()


def contact_deadline(published_on: date, contact_days: int) -> date:
    """Return the last day on which a trainee calls the host: so many days after the letter (IM-28)."""
    return published_on + timedelta(days=contact_days)


def last_day_for_new_choices(next_round: date) -> date:
    """Return the last day on which a new choice counts for a round: the day before it."""
    return next_round - timedelta(days=1)


def choices_wanted(after_round: int | None, before_round: int) -> str:
    """Return why somebody is asked for new choices, as letters keep it: whichever act asks, it is told once."""
    return f"choices after round {after_round or 0} for round {before_round}"


#: Why letters tell a host that it expects nobody and no round comes any more; each is told once.
NOBODY_COMES: Final = "nobody comes"


def round_after(number: int, numbers: Iterable[int]) -> int | None:
    """Return the round that comes after one, or None after the last: then hosts hear whether anybody comes (IM-20)."""
    return min((other for other in numbers if other > number), default=None)


def released(participation_id: UUID, version: int) -> str:
    """Return why letters tell that a place is released; `version` is that of the registration that was looked at."""
    return f"place {participation_id} released at version {version}"


def given_again(participation_id: UUID, version: int) -> str:
    """Return why letters tell that a released place is theirs again."""
    return f"place {participation_id} given again at version {version}"


def opened_on(offer: str, frozen: str | None) -> bool:
    """Say whether a round was opened on a place as a free one: whoever had it has it not in what was frozen (IM-28).

    `frozen` is the offer at which they had a place when the round was opened, if at any.
    """
    return frozen != offer


def own_institutions(offers: Mapping[str, str], trainees: Mapping[str, tuple[str, Sequence[str]]]) -> Mapping[str, str]:
    """Return a number for the institution of those for whom the rule of the own institution excludes something.

    `offers` map a printed reference to an institution, `trainees` to an institution and the offers chosen. The file of
    a round is for anybody, and pages say whose an offer is: an institution that it names would name somebody's
    employer. So it stands in the file only of a trainee who chose an offer of their own, and of that offer.
    """
    own = {
        name: (institution, {each for each in chosen if offers.get(each) == institution})
        for name, (institution, chosen) in trainees.items()
    }
    named = {name: institution for name, (institution, excluded) in own.items() if excluded}
    named |= {offer: offers[offer] for _, excluded in own.values() for offer in excluded}
    numbers: dict[str, str] = {}
    for reference in sorted(named):
        numbers.setdefault(named[reference], str(len(numbers) + 1))
    return {reference: numbers[institution] for reference, institution in named.items()}
