"""The figures of the matching as tables of bench/README.md: ratios, and memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bench.matching.cells import NATIVES, PURE, Cell, measure
from bench.shapes import SHAPES

SIZES = (290, 3_000, 30_000, 100_000)
BARS = {"realistic": 1.0, "tight": 1.0, "hard": 1.0, "chain": 1.0, "critical": 1.5}
MEMORY_BAR = 250


def cells(sizes: Iterable[int] = SIZES, shapes: Iterable[str] = tuple(SHAPES), seed: int = 1) -> Iterator[Cell]:
    """Time every shape at every size, the small ones first."""
    return (measure(shape, n, seed) for n in sizes for shape in shapes)


def ratio_head() -> Iterator[str]:
    """The head of the table of ratios."""
    heads = [
        "compiled",
        "native",
        "bar",
        "pure",
        "compiled, to its call",
        "native",
        "pure",
        "to serial",
        "whole result",
    ]
    yield f"| shape | trainees | {' | '.join(heads)} |"
    yield "|---" * (2 + len(heads)) + "|"


def ratio_line(cell: Cell) -> str:
    """One row: both forms of ours against the faster native both ways, and the compiled one to serial dictatorship."""
    serial = cell.seconds("serial")
    texts = [cell.shape, f"{cell.n:,}"]
    for key in ("whole", "call"):
        compiled, name = against(cell, key, "ours")
        bar = [f"{BARS[cell.shape]:g}"] if key == "whole" else []
        texts += [compiled, name, *bar, against(cell, key, PURE)[0]]
    texts += [times(cell.seconds(name) / serial) for name in ("ours", "whole result")]
    return f"| {' | '.join(texts)} |"


def against(cell: Cell, key: str, engine: str) -> tuple[str, str]:
    """A ratio to the faster native as it is written, and the name of that native."""
    ratio, bound = cell.ratio(key, engine)
    return ("< " if bound else "") + times(ratio), "each ended" if bound else cell.fastest(key)


def times(ratio: float) -> str:
    """Write a ratio: two digits after the point, none once it is large."""
    return f"{ratio:.2f}" if ratio < 100 else f"{ratio:.0f}"


def memory_lines(measured: Iterable[Cell]) -> Iterator[str]:
    """The table of memory, from the largest cells."""
    yield "| shape | trainees | compiled, MB | pure, MB | " + " | ".join(f"{name}, MB" for name in NATIVES) + " | bar |"
    yield "|---|---|---|---|" + "---|" * len(NATIVES) + "---|"
    for cell in measured:
        peaks = [str(cell.peak(name) or "–") for name in ("ours", PURE, *NATIVES)]
        yield f"| {cell.shape} | {cell.n:,} | {' | '.join(peaks)} | {MEMORY_BAR} |"
