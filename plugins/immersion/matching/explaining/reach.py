"""Which columns could reach which by a chain of moves: most pairs that cannot are told apart by two numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


def levels(count: int, onward: Callable[[int], Iterable[int]]) -> list[int]:
    """Number the points 0 to ``count`` - 1 so that every step of ``onward`` leads to an equal or a lower number.

    Points have the same number when each can reach the other, and none ever reaches one of a higher number. These are
    the strongly connected components in Tarjan's order, found without recursion, in one pass over all steps.
    """
    level = [-1] * count
    entered = [-1] * count
    lowest = [0] * count
    open_points: list[int] = []
    found = time = 0
    for first in range(count):
        if entered[first] >= 0:
            continue
        path: list[tuple[int, Iterator[int]]] = []
        point: int | None = first
        while point is not None or path:
            if point is not None:
                entered[point] = lowest[point] = time
                time += 1
                open_points.append(point)
                path.append((point, iter(onward(point))))
            here, steps = path[-1]
            point = _next_new(here, steps, entered, level, lowest)
            if point is not None:
                continue
            path.pop()
            if path:
                lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[here])
            if lowest[here] == entered[here]:
                while level[here] < 0:
                    level[open_points.pop()] = found
                found += 1
    return level


def _next_new(here: int, steps: Iterator[int], entered: list[int], level: list[int], lowest: list[int]) -> int | None:
    """The next point ahead that was not entered yet; those entered and still open tell how far back they lead."""
    for point in steps:
        if entered[point] < 0:
            return point
        if level[point] < 0:
            lowest[here] = min(lowest[here], entered[point])
    return None
