"""Step 3: the six counts are those of the assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.instance import Instance

Assignment = Mapping[str, str | None]
Possible = Mapping[str, Mapping[str, int]]


def parts_of(objective: str, priority: bool, rank: int) -> tuple[int, ...]:
    """Which of the six counts one placement raises: their positions, from 0.

    priority, serial: (P placed, P 1st, P 2nd, N placed, N 1st, N 2nd).
    coverage: (all placed, P placed, P 1st, P 2nd, N 1st, N 2nd).
    """
    placed: tuple[int, ...]
    if objective == "coverage":
        placed, first = ((0, 1), 2) if priority else ((0,), 4)
    else:
        placed, first = ((0,), 1) if priority else ((3,), 4)
    return (*placed, first + rank - 1) if rank <= 2 else placed


def vector_of(instance: Instance, assignment: Assignment, possible: Possible) -> list[int]:
    """The six counts of an assignment over the requests in ``possible``."""
    vector = [0] * 6
    for name, choices in possible.items():
        seat = assignment[name]
        if seat is not None:
            for part in parts_of(instance.objective, instance.requests[name].priority, choices[seat]):
                vector[part] += 1
    return vector


def check_vector(claimed: Sequence[int], counted: Sequence[int]) -> None:
    """Compare what the result says of itself with what was counted."""
    for number, (said, count) in enumerate(zip(claimed, counted, strict=True), start=1):
        if said != count:
            raise RefusedError("vector_differs", number=number, said=said, count=count)
