"""The figures of an edition as its first page shows them: by territory and by sector, each with the way to its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from core.directory.terms import Names
from core.programme.figures import EditionFigures

#: The address of the list of those who offer places, narrowed; None for whoever may not see it.
ListOf = Callable[..., str | None]


def territory_lines(figures: EditionFigures, names: Names, list_of: ListOf) -> list[Mapping[str, Any]]:
    """Return the territories with their figures and the way to those who offer places there."""
    return [
        {
            "name": names.territory[line.code] if line.code else _("outside the network"),
            "counts": line.counts,
            "url": list_of(territory=line.code) if line.code else None,
        }
        for line in figures.territories
    ]


def sector_bars(figures: EditionFigures, names: Names, list_of: ListOf) -> list[Mapping[str, Any]]:
    """Return the sectors as bars, the most named first; they are counted, and listed, in all territories."""
    return [
        {
            "label": names.sectors([line.sector]),
            "value": line.offering,
            "url": list_of(sector=line.sector, territory=None),
        }
        for line in figures.sectors
    ]
