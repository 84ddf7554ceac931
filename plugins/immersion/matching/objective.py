"""What an assignment is worth: six counts, the first that differs decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from plugins.immersion.matching.instance import Instance, Objective

Vector = tuple[int, int, int, int, int, int]

NOTHING: Vector = (0, 0, 0, 0, 0, 0)
#: One of each count and nothing of the others.
EACH: Final[tuple[Vector, ...]] = (
    (1, 0, 0, 0, 0, 0),
    (0, 1, 0, 0, 0, 0),
    (0, 0, 1, 0, 0, 0),
    (0, 0, 0, 1, 0, 0),
    (0, 0, 0, 0, 1, 0),
    (0, 0, 0, 0, 0, 1),
)


def worth(objective: Objective, priority: bool, rank: int) -> Vector:
    """What one placement adds to the six counts, for a trainee with or without priority, at a rank from 1.

    "priority" and "serial": priority trainees placed, with 1st choice, with 2nd, then the same three for the others.
    "coverage": everybody placed, priority trainees placed, then 1st and 2nd choices of either. Rule: docs/matching.md.
    """
    first, second = int(rank == 1), int(rank == 2)
    if objective == "coverage":
        return (1, 1, first, second, 0, 0) if priority else (1, 0, 0, 0, first, second)
    return (1, first, second, 0, 0, 0) if priority else (0, 0, 0, 1, first, second)


def total(worths: Iterable[Vector]) -> Vector:
    """Add the six counts up."""
    columns = list(zip(*worths, strict=True))
    return (
        (sum(columns[0]), sum(columns[1]), sum(columns[2]), sum(columns[3]), sum(columns[4]), sum(columns[5]))
        if columns
        else NOTHING
    )


def vector_of(instance: Instance, assignment: Mapping[str, str | None]) -> Vector:
    """The six counts of an assignment over the pool; a pinned request counts at its rank, a fixed one not at all."""
    tally: dict[tuple[bool, int], int] = {}
    for request in instance.pool:
        offer = assignment[request.id]
        if offer is not None:
            kind = (request.priority, request.choices.index(offer) + 1)
            tally[kind] = tally.get(kind, 0) + 1
    return total(times(count, worth(instance.objective, priority, rank)) for (priority, rank), count in tally.items())


def times(count: int, vector: Vector) -> Vector:
    """The six counts of ``count`` equal placements."""
    a, b, c, d, e, f = vector
    return (count * a, count * b, count * c, count * d, count * e, count * f)
