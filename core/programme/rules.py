"""Decisions on dates and places, pure: which days a phase has, what is open on a day, where places come and go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.contract.module import PhaseDay, PhasePlan

PAST, CURRENT, FUTURE = "past", "current", "future"


@dataclass(frozen=True, slots=True)
class Moved:
    """Which days a phase had when it was first told of, and why it has others now, in one or more languages (IM-04)."""

    first_day: date
    last_day: date
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PhaseDates:
    """A phase of an edition: its kind, its first and its last day, both included (IM-03)."""

    kind: str
    first_day: date
    last_day: date
    #: None for a phase that is as it was told.
    moved: Moved | None = None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.first_day, self.last_day

    @property
    def extended(self) -> bool:
        """Whether it has become longer, and nothing else."""
        moved = self.moved
        return moved is not None and moved.first_day == self.first_day and moved.last_day < self.last_day


def day_of_year(day: PhaseDay, year: int) -> date:
    """Return the day as it falls in the edition of `year`; 29 February falls on the 28th in a common year."""
    calendar_year = year + day.year_offset
    try:
        return date(calendar_year, day.month, day.day)
    except ValueError:
        return date(calendar_year, day.month, day.day - 1)


def phases_of_year(plans: Iterable[PhasePlan], year: int) -> tuple[PhaseDates, ...]:
    """Return the phases of the edition of `year` from the tenant's yearly plan, in its order."""
    return tuple(PhaseDates(plan.kind, day_of_year(plan.first, year), day_of_year(plan.last, year)) for plan in plans)


def phase_state(first_day: date, last_day: date, today: date) -> str:
    """Say whether a phase is past, current or still to come; it lasts to the end of its last day."""
    if today < first_day:
        return FUTURE
    return CURRENT if today <= last_day else PAST


def is_over(phases: Iterable[PhaseDates], kind: str, today: date) -> bool:
    """Say whether the phase `kind` has ended; an edition without that phase waits for nothing."""
    return all(phase.last_day < today for phase in phases if phase.kind == kind)


@dataclass(frozen=True, slots=True)
class Room:
    """The places of an opening, and how many of them are taken; without a capacity there is always room."""

    capacity: int | None
    taken: int

    @property
    def left(self) -> int | None:
        """How many places nobody has; None when there is no limit."""
        return None if self.capacity is None else self.capacity - self.taken

    def with_taken(self, seats: int) -> Room:
        """Return the room when so many more are taken."""
        return Room(self.capacity, self.taken + seats)

    def fits(self, seats: int) -> bool:
        """Say whether so many more can be taken."""
        return self.left is None or seats <= self.left


#: What no opening at all has together.
NO_ROOM: Final = Room(0, 0)


def in_all(rooms: Iterable[Room]) -> Room:
    """Return the room of openings together: without a limit when one of them has none.

    core/programme/capacity.py asks the same of the database.
    """
    found = list(rooms)
    capacities = [room.capacity for room in found if room.capacity is not None]
    return Room(sum(capacities) if len(capacities) == len(found) else None, sum(room.taken for room in found))


def first_that_fit(waiting: Iterable[int], room: Room) -> list[int]:
    """Return who of a waiting list gets a place: the positions of those whose seats fit in what is left, in order.

    Whoever needs more than is left goes on waiting, and holds up nobody behind.
    """
    left = room.left
    chosen = []
    for position, seats in enumerate(waiting):
        if left is None:
            chosen.append(position)
        elif seats <= left:
            chosen.append(position)
            left -= seats
    return chosen


def spread(rooms: Sequence[Room], wanted: int | None) -> list[int | None]:
    """Return the capacities of the openings of an offer, in order, so that it has `wanted` places in all.

    The first opening grows; what becomes less is taken from the last one with free places, then from the one before.
    Without a limit in all (None), no opening has one; an opening that had none begins with what is taken. An offer
    without openings gets its first. `wanted` is at least what is taken.
    """
    if wanted is None:
        return [None] * max(1, len(rooms))
    if not rooms:
        return [wanted] if wanted else []
    sizes = [room.taken if room.capacity is None else room.capacity for room in rooms]
    sizes[0] += max(0, wanted - sum(sizes))
    for index in reversed(range(len(rooms))):
        given_up = min(sizes[index] - rooms[index].taken, max(0, sum(sizes) - wanted))
        sizes[index] -= given_up
    return [*sizes]
