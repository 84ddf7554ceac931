"""What somebody may choose, and whether they may choose now; pure. Files are held to the same, and to less: staff may
enter what nobody is offered any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from plugins.immersion.enums import PhaseCode
from plugins.immersion.rules import last_day_for_new_choices


@dataclass(frozen=True, slots=True)
class Choosable:
    """An offer as far as a choice of it is judged: its institution, whether it is accepted, and what is left."""

    institution: UUID
    accepted: bool
    #: None for no limit.
    left: int | None

    @property
    def open(self) -> bool:
        """Whether somebody can be placed there."""
        return self.accepted and (self.left is None or self.left > 0)


class WrongChoice(StrEnum):
    """What is wrong with one choice."""

    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    FULL = "full"
    TWICE = "twice"
    OWN_INSTITUTION = "own institution"


def wrong_choices(
    chosen: Sequence[str],
    offers: Mapping[str, Choosable],
    institution: UUID | None,
    had: Collection[str] = (),
) -> dict[int, WrongChoice]:
    """Return what is wrong with choices, by their position from 0; empty for choices without fault (IM-11).

    `institution` is that of the trainee, None for one that is new; `had` are the choices that they have already: one
    whose places are taken may stay, for a place can be free again.
    """
    found: dict[int, WrongChoice] = {}
    for position, reference in enumerate(chosen):
        wrong = _wrong(offers.get(reference), institution, had=reference in had)
        if reference in chosen[:position]:
            wrong = WrongChoice.TWICE
        if wrong is not None:
            found[position] = wrong
    return found


def _wrong(offer: Choosable | None, institution: UUID | None, *, had: bool) -> WrongChoice | None:
    if offer is None:
        return WrongChoice.UNKNOWN
    if offer.institution == institution:
        return WrongChoice.OWN_INSTITUTION
    if not offer.accepted:
        return WrongChoice.WITHDRAWN
    return WrongChoice.FULL if not offer.open and not had else None


def fewest_choices(least: int, offers: Mapping[str, Choosable], institution: UUID | None) -> int:
    """Return how many choices somebody makes at least: as many as the edition says, or as can be made at all."""
    possible = sum(1 for offer in offers.values() if offer.open and offer.institution != institution)
    return max(1, min(least, possible))


class Registering(StrEnum):
    """Whether somebody may register today."""

    OPEN = "open"
    #: Only people of host services may, for now (IM-17).
    HOSTS_ONLY = "hosts only"
    CLOSED = "closed"


def registering(*, is_open: bool, open_phases: Collection[str]) -> Registering:
    """Say who may register, by whether the page is open and by the phases that are open now (IM-17).

    Where a coordinator opened the page outside the calendar, everybody may.
    """
    if not is_open:
        return Registering.CLOSED
    only_priority = PhaseCode.PRIORITY_REGISTRATION in open_phases and PhaseCode.TRAINEE_REGISTRATION not in open_phases
    return Registering.HOSTS_ONLY if only_priority else Registering.OPEN


class NoChoosing(StrEnum):
    """Why somebody cannot change their choices now."""

    #: They do not take part any more.
    WITHDRAWN = "withdrawn"
    #: They have a place.
    PLACED = "placed"
    #: A round was opened on their choices, and is not published yet.
    FROZEN = "frozen"
    #: No round comes any more in which they would be.
    NO_ROUND = "no round"
    #: The next round is too near for whoever was asked to choose again.
    TOO_LATE = "too late"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a trainee stands, as far as it decides whether they may choose."""

    ended: bool
    has_place: bool
    #: Whether a round was opened on their choices and is not published.
    frozen: bool
    #: Whether they were asked to choose again: a round decided on choices of theirs, or their place was released.
    asked_again: bool
    #: The day of the next round in which they would be.
    next_round_on: date | None

    @property
    def reply_by(self) -> date | None:
        """The last day on which new choices count for the next round."""
        return last_day_for_new_choices(self.next_round_on) if self.next_round_on else None


def why_not_choose(stand: Stand, today: date) -> NoChoosing | None:
    """Return why somebody cannot change their choices on a day, or None when they can: until their pool is frozen.

    Whoever is asked to choose again can until the day that the letter names.
    """
    if stand.ended:
        return NoChoosing.WITHDRAWN
    if stand.has_place:
        return NoChoosing.PLACED
    if stand.frozen:
        return NoChoosing.FROZEN
    if stand.reply_by is None:
        return NoChoosing.NO_ROUND
    return NoChoosing.TOO_LATE if stand.asked_again and today > stand.reply_by else None
