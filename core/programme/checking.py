"""What to look at again in a calendar: nothing that is impossible, and much that is often a slip; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from core.programme.rules import PhaseDates


class Doubt(StrEnum):
    """What may be a slip."""

    #: The phase is over already.
    PAST = "past"
    #: It lies in another year than one beside that of the edition.
    FAR = "far"
    #: It begins before the phase that comes before it.
    EARLIER = "earlier"
    #: It begins while the phase before it goes on.
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A phase to look at again, and the phase before it where the two do not follow one another."""

    doubt: Doubt
    phase: PhaseDates
    before: PhaseDates | None = None


def doubts_of(phases: Sequence[PhaseDates], year: int, today: date) -> tuple[Doubtful, ...]:
    """Return what to look at again in the calendar of an edition of `year`, phase by phase (IM-03)."""
    return tuple(_doubts(phases, year, today))


def _doubts(phases: Sequence[PhaseDates], year: int, today: date) -> Iterator[Doubtful]:
    for phase in phases:
        if any(abs(day.year - year) > 1 for day in phase.days):
            yield Doubtful(Doubt.FAR, phase)
        elif phase.last_day < today:
            yield Doubtful(Doubt.PAST, phase)
    for before, phase in pairwise(phases):
        if phase.first_day < before.first_day:
            yield Doubtful(Doubt.EARLIER, phase, before)
        elif phase.first_day <= before.last_day:
            yield Doubtful(Doubt.OVERLAP, phase, before)
