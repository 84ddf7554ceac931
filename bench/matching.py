"""Times the matching on five shapes; run it from the root with ``python -m bench.matching [--large] [--seed N]``.

Every figure is the median CPU time of seven runs on one parsed instance, in this one process. The named baseline is
serial dictatorship, the floor: it answers an easier question, and reads the same table. A textbook solver (successive
shortest paths with Bellman and Ford's queue, no draw) shows at 290 trainees what the prices save.
"""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import process_time

from bench.shapes import SHAPES
from plugins.immersion.matching import Instance, solve
from plugins.immersion.matching.objective import digit_width, packed, worth
from plugins.immersion.matching.sharing import share_out
from plugins.immersion.matching.table import Table, open_table

RUNS = 7
TEXTBOOK_LIMIT = 300


def share(instance: Instance) -> None:
    """What is timed as "ours": table, optimum and draw, as the other solvers' figures have it."""
    share_out(instance)


def textbook(instance: Instance) -> int:
    """The greatest packed value by successive shortest paths; returns it so that it can be compared."""
    table = open_table(instance)
    width = digit_width(len(table.requests))
    seats: list[int | None] = [None] * len(table.requests)
    while True:
        gain, moves = _best_chain(table, seats, width)
        if gain <= 0:
            return sum(_value(table, row, seat, width) for row, seat in enumerate(seats) if seat is not None)
        for row, column in moves:
            seats[row] = column


def _value(table: Table, row: int, column: int, width: int) -> int:
    rank = table.ranks[row][table.choices[row].index(column)]
    return packed(worth("priority", table.requests[row].priority, rank), width)


def _best_chain(table: Table, seats: list[int | None], width: int) -> tuple[int, list[tuple[int, int]]]:
    """The most valuable chain of moves that begins with a request without a place and ends at a free place."""
    holders: list[list[int]] = [[] for _ in table.places]
    for row, seat in enumerate(seats):
        if seat is not None:
            holders[seat].append(row)
    best = _best_arrivals(table, seats, holders, width)
    ends = [column for column in best if len(holders[column]) < table.places[column]]
    if not ends:
        return 0, []
    end: int | None = max(ends, key=lambda column: best[column][0])
    gain = max(best[column][0] for column in ends)
    moves = []
    while end is not None:
        _, row, origin = best[end]
        moves.append((row, end))
        end = origin
    return gain, moves


def _best_arrivals(
    table: Table, seats: list[int | None], holders: list[list[int]], width: int
) -> dict[int, tuple[int, int, int | None]]:
    """For each column, the most valuable way to arrive there: (gain, request that arrives, column it comes from)."""
    best: dict[int, tuple[int, int, int | None]] = {}
    queue: deque[int] = deque()

    def arrive(row: int, origin: int | None, gain: int) -> None:
        for column in table.choices[row]:
            total = gain + _value(table, row, column, width)
            if column != origin and (column not in best or total > best[column][0]):
                best[column] = (total, row, origin)
                queue.append(column)

    for row, seat in enumerate(seats):
        if seat is None:
            arrive(row, None, 0)
    while queue:
        column = queue.popleft()
        for row in holders[column]:
            arrive(row, column, best[column][0] - _value(table, row, column, width))
    return best


def timed(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median CPU seconds of some runs."""
    times = []
    for _ in range(runs):
        start = process_time()
        work()
        times.append(process_time() - start)
    return median(times)


def measure(shape: str, n: int, seed: int = 1) -> dict[str, float]:
    """Return the CPU seconds of serial dictatorship, ours, the whole result and, at 290, the textbook solver."""
    instance = SHAPES[shape](n, seed)
    serial = replace(instance, objective="serial")
    times = {
        "serial": timed(lambda: share(serial)),
        "ours": timed(lambda: share(instance)),
        "whole result": timed(lambda: solve(instance)),
    }
    if n <= TEXTBOOK_LIMIT:
        times["textbook"] = timed(lambda: textbook(instance), runs=1)
    return times


def row_of(shape: str, n: int, seed: int) -> str:
    """One line of the table: milliseconds, and ratios to serial dictatorship on the same instance."""
    times = measure(shape, n, seed)
    floor = times.pop("serial")
    cells = "".join(f"  {name} {time * 1000:9.2f} ms ({time / floor:6.2f})" for name, time in times.items())
    return f"{shape:10} n={n:<6} serial {floor * 1000:8.2f} ms (1.00){cells}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--large", action="store_true", help="also time 30,000 trainees")
    parser.add_argument("--seed", type=int, default=1, help="seed of the shapes")
    arguments = parser.parse_args()
    for n in (290, 3_000, 30_000) if arguments.large else (290, 3_000):
        for shape in SHAPES:
            print(row_of(shape, n, arguments.seed), flush=True)


if __name__ == "__main__":
    main()
