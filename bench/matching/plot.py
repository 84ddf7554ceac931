"""The picture of the figures: CPU time against the number of trainees, a panel for each shape."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, StrMethodFormatter

from bench.matching.cells import NATIVES, PURE, Cell

LOOKS = {
    "ours": ("#0b5fa5", "o", "-"),
    "pure": ("#7fb2dc", "o", "-"),
    "LEMON": ("#b3451b", "s", "--"),
    "OR-tools": ("#5c6b2f", "^", ":"),
}
LABELS = {
    "ours": "Liaison, compiled, with the draw",
    "pure": "Liaison, pure Python, with the draw",
    "LEMON": "LEMON network simplex",
    "OR-tools": "OR-tools SimpleMinCostFlow",
}


def draw(measured: Sequence[Cell], path: Path) -> None:
    """Draw the cells into a file; an engine that was ended has no point there."""
    mpl.rcParams["font.size"] = 10
    shapes = list(dict.fromkeys(cell.shape for cell in measured))
    figure = Figure(figsize=(2.6 * len(shapes) + 0.6, 3.9), layout="constrained")
    panels = figure.subplots(1, len(shapes), sharey=True, squeeze=False)[0]
    for panel, shape in zip(panels, shapes, strict=True):
        panel.set_title(shape)
        panel.set(xscale="log", yscale="log", xlabel="trainees")
        sizes = sorted({cell.n for cell in measured})
        panel.set_xticks(sizes, [f"{n / 1000:g}k" if n >= 1000 else str(n) for n in sizes])
        panel.xaxis.set_minor_locator(NullLocator())
        panel.yaxis.set_major_formatter(StrMethodFormatter("{x:,.15g}"))
        panel.grid(visible=True, color="#dddddd", linewidth=0.6)
        for engine in ("ours", PURE, *NATIVES):
            points = [(cell.n, 1000 * cell.seconds(engine)) for cell in measured if reached(cell, shape, engine)]
            colour, mark, line = LOOKS[engine]
            panel.plot(*zip(*points, strict=True), color=colour, marker=mark, linestyle=line, label=LABELS[engine])
    panels[0].set_ylabel("CPU milliseconds\nfrom the parsed instance")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, dpi=120, metadata={"Software": None})


def reached(cell: Cell, shape: str, engine: str) -> bool:
    """Whether a cell has a point for this engine in the panel of this shape."""
    return cell.shape == shape and engine not in cell.ended
