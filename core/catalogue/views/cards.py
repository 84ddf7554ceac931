"""What a list shows of each entry."""

from __future__ import annotations

from core.catalogue.demand import DemandShown, demand_shown
from core.catalogue.saying import demand, has_room, places_left, saying, values_in, where
from core.catalogue.views.linking import entry_url
from core.database.rows import AnyRow
from core.directory.terms import Names
from core.tenancy.unit import Unit


class Cards:
    """Says entries in words; what a network shows of their demand is read once."""

    def __init__(self, unit: Unit, names: Names) -> None:
        self._names = names
        self._numbers = demand_shown(unit) is DemandShown.NUMBERS

    def card(self, row: AnyRow) -> dict[str, object]:
        """Return an entry in words."""
        said = saying(self._names)
        return {
            "url": entry_url(row),
            "title": row.title,
            "who": ", ".join(filter(None, (row.institution, row.service))),
            "where": where(row, self._names),
            "sectors": self._names.sectors(values_in(row, "sector")),
            "professions": self._names.professions(values_in(row, "profession")),
            "weekdays": said.weekdays(values_in(row, "weekday")),
            "left": places_left(row),
            "has_room": has_room(row),
            "demand": demand(row, numbers=self._numbers),
        }
