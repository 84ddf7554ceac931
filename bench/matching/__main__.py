"""Prints the figures of the matching: `python -m bench.matching [--sizes 290] [--shapes hard chain] [--seed 1]`."""

from __future__ import annotations

import argparse

from bench.matching.cells import LARGE, NATIVES, PURE, Cell
from bench.matching.page import SIZES, cells, memory_lines, ratio_head, ratio_line
from bench.shapes import SHAPES


def seconds_line(cell: Cell) -> str:
    """The medians behind a row, in milliseconds; they are those of one machine and stand in no file."""
    ours = f"compiled {1000 * cell.seconds('ours'):.2f} ms, pure {1000 * cell.seconds(PURE):.2f}"
    theirs = (
        f"{name} {1000 * cell.seconds(name):.2f} (call {1000 * cell.seconds(name, 'call'):.2f})" for name in NATIVES
    )
    return ", ".join((ours, *theirs))


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES[:2])
    parser.add_argument("--shapes", nargs="+", default=tuple(SHAPES), choices=SHAPES)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(*ratio_head(), sep="\n")
    large = []
    for cell in cells(arguments.sizes, arguments.shapes, arguments.seed):
        print(ratio_line(cell), f"    {seconds_line(cell)}", flush=True)
        if cell.n >= LARGE:
            large.append(cell)
    if large:
        print(*memory_lines(large), sep="\n")


if __name__ == "__main__":
    main()
