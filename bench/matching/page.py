"""The figures of the matching as tables of bench/README.md: ratios, and memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bench.matching.cells import NATIVES, Cell, measure
from bench.shapes import SHAPES

SIZES = (290, 3_000, 30_000, 100_000)
NO_SLOWER = 1.25
BARS = {"realistic": NO_SLOWER, "tight": NO_SLOWER, "hard": 1.5, "chain": 1.5, "critical": 3.0}
MEMORY_BAR = 250


def cells(sizes: Iterable[int] = SIZES, shapes: Iterable[str] = tuple(SHAPES), seed: int = 1) -> Iterator[Cell]:
    """Time every shape at every size, the small ones first."""
    return (measure(shape, n, seed) for n in sizes for shape in shapes)


def ratio_head() -> Iterator[str]:
    """The head of the table of ratios."""
    yield "| shape | trainees | native from the instance | | its call alone | | bar | to serial | whole result |"
    yield "|---|---|---|---|---|---|---|---|---|"


def ratio_line(cell: Cell) -> str:
    """One row: ours against the faster native both ways, and against serial dictatorship."""
    serial = cell.seconds("serial")
    texts = [cell.shape, f"{cell.n:,}"]
    for key in ("whole", "call"):
        ratio, bound = cell.ratio(key)
        texts += [("< " if bound else "") + times(ratio), "each ended" if bound else cell.fastest(key)]
    texts += [f"{BARS[cell.shape]:g}", *(times(cell.seconds(name) / serial) for name in ("ours", "whole result"))]
    return f"| {' | '.join(texts)} |"


def times(ratio: float) -> str:
    """Write a ratio: two digits after the point, none once it is large."""
    return f"{ratio:.2f}" if ratio < 100 else f"{ratio:.0f}"


def memory_lines(measured: Iterable[Cell]) -> Iterator[str]:
    """The table of memory, from the largest cells."""
    yield "| shape | trainees | ours, MB | " + " | ".join(f"{name}, MB" for name in NATIVES) + " | bar |"
    yield "|---|---|---|" + "---|" * len(NATIVES) + "---|"
    for cell in measured:
        peaks = [str(cell.peak(name) or "–") for name in ("ours", *NATIVES)]
        yield f"| {cell.shape} | {cell.n:,} | {' | '.join(peaks)} | {MEMORY_BAR} |"
