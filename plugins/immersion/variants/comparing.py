"""Two assignments of one pool beside each other: who changes, and the first count that goes down or up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from plugins.immersion.matching import Instance, Objective

Count = Literal[
    "placed",
    "priority_placed",
    "priority_first",
    "priority_second",
    "others_placed",
    "others_first",
    "others_second",
]
Assignment = Mapping[str, str | None]

_BY_PRIORITY: Final[tuple[Count, ...]] = (
    "priority_placed",
    "priority_first",
    "priority_second",
    "others_placed",
    "others_first",
    "others_second",
)
#: The six counts of V, in the order in which they decide (docs/matching.md).
COUNTS: Final[Mapping[Objective, tuple[Count, ...]]] = {
    "priority": _BY_PRIORITY,
    "serial": _BY_PRIORITY,
    "coverage": ("placed", "priority_placed", "priority_first", "priority_second", "others_first", "others_second"),
}


@dataclass(frozen=True, slots=True)
class Reassignment:
    """Somebody who obtains something else: the offers before and after, None for no place."""

    trainee: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A count of V that differs, and by how many (always above 0: whether lower or higher is the asker's question)."""

    count: Count
    by: int


def counts_of(instance: Instance, assignment: Assignment) -> dict[Count, int]:
    """Count over the pool whatever an objective may count: people placed, first and second choices, by priority."""
    found: dict[Count, int] = dict.fromkeys(("placed", *_BY_PRIORITY), 0)
    for request in instance.pool:
        offer = assignment[request.id]
        if offer is None:
            continue
        rank = request.choices.index(offer) + 1
        found["placed"] += 1
        found["priority_placed" if request.priority else "others_placed"] += 1
        if rank == 1:
            found["priority_first" if request.priority else "others_first"] += 1
        elif rank == 2:
            found["priority_second" if request.priority else "others_second"] += 1
    return found


def reassignments(before: Assignment, after: Assignment) -> tuple[Reassignment, ...]:
    """Return everybody who obtains something else after than before, by reference."""
    return tuple(
        Reassignment(trainee, before[trainee], after[trainee])
        for trainee in sorted(before)
        if before[trainee] != after[trainee]
    )


def first_lower(objective: Objective, before: Mapping[Count, int], after: Mapping[Count, int]) -> Difference | None:
    """Return what it costs: the first count of V that is lower after than before; None where none is."""
    lower = (count for count in COUNTS[objective] if after[count] < before[count])
    return next((Difference(count, before[count] - after[count]) for count in lower), None)


def first_higher(objective: Objective, before: Mapping[Count, int], after: Mapping[Count, int]) -> Difference | None:
    """Return what it brings: the first count of V that is higher after than before; None where none is."""
    return first_lower(objective, after, before)
