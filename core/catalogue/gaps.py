"""What is asked for against what is offered in an edition, by sector and by territory (IM-21, IM-36)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from core.catalogue.editions import EditionCatalogue
from core.catalogue.facets import SECTOR, value_of
from core.catalogue.filling import Row, entries_of
from core.directory.terms import Names
from core.programme.models import Offer
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Gap:
    """How much of something is offered and asked for; `left` is None where an offer has no limit."""

    code: str
    name: str
    offers: int = 0
    places: int = 0
    taken: int = 0
    requests: int = 0
    unlimited: bool = False

    @property
    def short(self) -> bool:
        """Whether more people ask for it than there are places in all."""
        return not self.unlimited and self.requests > self.places

    def with_offer(self, row: Row) -> Gap:
        """Count one more offer."""
        return replace(
            self,
            offers=self.offers + 1,
            places=self.places + (row["places"] or 0),
            taken=self.taken + row["taken"],
            requests=self.requests + (row["requests"] or 0),
            unlimited=self.unlimited or row["places"] is None,
        )


@dataclass(frozen=True, slots=True)
class Gaps:
    """An edition by sector and by territory, and where a sector is not offered at all, by the territory's name."""

    sectors: Sequence[Gap]
    territories: Sequence[Gap]
    missing: Sequence[tuple[str, Sequence[str]]]


def gaps_of(unit: Unit, here: EditionCatalogue, names: Names) -> Gaps:
    """Count what is offered and asked for now; as many statements as for entries, and one.

    An offer of several sectors counts in each of them.
    """
    ids = unit.session.scalars(select(Offer.id).where(Offer.edition_id == here.edition.id)).all()
    published, rehearsed = entries_of(unit, ids, counted=True)
    rows = [*published, *rehearsed]
    sectors = {code: Gap(code, name) for code, name in names.sector.items()}
    territories = {code: Gap(code, name) for code, name in names.territory.items()}
    offered: set[tuple[str, str]] = set()
    for row in rows:
        territory = row["territory"] or ""
        if territory in territories:
            territories[territory] = territories[territory].with_offer(row)
        for code in _sectors(row, sectors):
            sectors[code] = sectors[code].with_offer(row)
            offered.add((territory, code))
    missing = [
        (name, [sectors[code].name for code in sectors if (territory, code) not in offered])
        for territory, name in names.territory.items()
    ]
    return Gaps(_most_wanted(sectors.values()), list(territories.values()), missing)


def _sectors(row: Row, known: Iterable[str]) -> list[str]:
    return [code for code in known if value_of(SECTOR.code, code) in row["facets"]]


def _most_wanted(gaps: Iterable[Gap]) -> list[Gap]:
    """Sort by how many people ask for each place, what nobody offers first of all."""
    return sorted(gaps, key=lambda gap: (gap.offers > 0, -(gap.requests / max(gap.places, 1)), gap.name))
