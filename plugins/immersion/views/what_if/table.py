"""The proposal and its variants side by side, as the rows of two tables: figures, and territories (IM-14)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import format_decimal, format_percent

from core.language.wording import capital
from plugins.immersion.queries.variants import Comparison
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import ngettext
from plugins.immersion.variants import Measures, Share
from plugins.immersion.views.round_words import rank_words

#: A figure, and the base it is a part of, if any.
Figure = Callable[[Measures], tuple[int, int | None]]
#: More territories than this are counted.
MOST_NAMED: Final = 2
Names = Mapping[uuid.UUID | None, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column: a figure, and a second, quieter line."""

    text: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A measure, and what it is in each column; None in the column of a variant that no longer fits."""

    label: str
    cells: tuple[Cell | None, ...]


def figure_rows(comparison: Comparison, names: Names) -> list[Row]:
    """Return the measures: placed, choices, priority, new pairs, the territories with the least and the most."""
    proposed = measures_of(comparison)
    ranks = {1} | {rank for measures in proposed if measures for rank in measures.by_rank}
    base = next(measures for measures in proposed if measures)
    rows = [_figure(_("People with a place"), proposed, lambda m: (m.placed, m.pool))]
    rows += [_figure(capital(rank_words(rank)), proposed, _of_rank(rank)) for rank in sorted(ranks)]
    if 0 < base.priority < base.pool:
        rows += [
            _figure(_("Of host services, with a place"), proposed, lambda m: (m.priority_placed, m.priority)),
            _figure(_("Of host services, with their first choice"), proposed, lambda m: (m.priority_first, None)),
        ]
    rows.append(_figure(_("Institutions that meet for the first time"), proposed, lambda m: (m.new_pairs, None)))
    if len(base.by_territory) > 1:
        rows += [
            _extreme(_("Territory where the smallest part gets a place"), proposed, 0, names),
            _extreme(_("Territory where the largest part gets a place"), proposed, -1, names),
        ]
    return rows


def territory_rows(comparison: Comparison, names: Names) -> list[Row]:
    """Return how many are placed of those who ask, for each territory of the trainees' services."""
    proposed = measures_of(comparison)
    base = next(measures for measures in proposed if measures)
    return [
        Row(name, tuple(_share_cell(measures.by_territory[place]) if measures else None for measures in proposed))
        for place, name in names.items()
        if place in base.by_territory
    ]


def measures_of(comparison: Comparison) -> list[Measures | None]:
    """Return the measures of each column."""
    return [column.outcome.measures if column.outcome else None for column in comparison.columns]


def _figure(label: str, proposed: list[Measures | None], figure: Figure) -> Row:
    first: int | None = None
    cells: list[Cell | None] = []
    for measures in proposed:
        if measures is None:
            cells.append(None)
            continue
        value, base = figure(measures)
        first = value if first is None else first
        cells.append(Cell(_of(value, base), _difference(value, first)))
    return Row(label, tuple(cells))


def _of_rank(rank: int) -> Figure:
    return lambda measures: (measures.by_rank.get(rank, 0), None)


def _extreme(label: str, proposed: list[Measures | None], end: int, names: Names) -> Row:
    cells: list[Cell | None] = []
    for measures in proposed:
        if measures is None:
            cells.append(None)
            continue
        shares = {place: share.part for place, share in measures.by_territory.items()}
        extreme = sorted(shares.values())[end]
        there = [name for place, name in names.items() if shares.get(place) == extreme]
        cells.append(Cell(format_percent(extreme), _where(there, len(shares))))
    return Row(label, tuple(cells))


def _where(territories: list[str], of: int) -> str:
    """Name the territories that have the same share, or count them."""
    if len(territories) == of:
        return str(_("everywhere"))
    if len(territories) > MOST_NAMED:
        return str(ngettext("%(num)s territory", "%(num)s territories", len(territories)))
    return ", ".join(territories)


def _share_cell(share: Share) -> Cell:
    return Cell(_of(share.placed, share.asking), format_percent(share.part))


def _of(value: int, base: int | None) -> str:
    if base is None:
        return str(format_decimal(value))
    return str(_("%(part)s of %(whole)s", part=format_decimal(value), whole=format_decimal(base)))


def _difference(value: int, first: int) -> str | None:
    """Write how many more or fewer than in the proposal: "+2", "−1", nothing for as many."""
    if value == first:
        return None
    return f"{'+' if value > first else '−'}{format_decimal(abs(value - first))}"
