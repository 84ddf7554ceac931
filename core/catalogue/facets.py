"""Facets: by what the catalogue is narrowed, of every module and of a module's own, and what somebody chose; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask_babel import lazy_gettext as _l

from core.contract.catalogue import Catalogue, Facet, Shown

#: Whose facet stands in every entry, said by the core itself.
TERRITORY: Final = Facet("territory", _l("Province or area"), Shown.TERRITORY, first=True)
SECTOR: Final = Facet("sector", _l("Sector"), Shown.SECTOR, first=True)
LEFT: Final = Facet("left", _l("Places"), Shown.CHOICE, choices={"yes": _l("With places left")})
#: Where an entry lies: a map narrows by it, and no list of boxes.
PLACE: Final = "place"
#: The value that every entry has: counted with the others, it says how many there are.
EVERY: Final = "="
#: Of one facet nobody chooses more values.
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose: values by facet, each facet with one at least."""

    values: Mapping[str, frozenset[str]]

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets that narrow something, in a fixed order."""
        return tuple(sorted(self.values))

    def has(self, facet: str, value: str) -> bool:
        """Say whether a value was chosen."""
        return value in self.values.get(facet, frozenset())


#: Nobody chose anything.
NOTHING: Final = Chosen(MappingProxyType({}))


def facets_of(catalogues: Iterable[Catalogue]) -> tuple[Facet, ...]:
    """Return the facets of some modules together, the core's among them, those first that stand above a list."""
    found = {facet.code: facet for facet in (TERRITORY, SECTOR)}
    for catalogue in catalogues:
        for facet in catalogue.facets:
            found.setdefault(facet.code, facet)
    found[LEFT.code] = LEFT
    return tuple(sorted(found.values(), key=lambda facet: not facet.first))


def value_of(facet: str, value: str) -> str:
    """Return how an entry keeps a value of a facet."""
    return f"{facet}={value}"


def kept_values(facets: Mapping[str, Iterable[str]]) -> list[str]:
    """Return values by facet as an entry keeps them: each once, in order."""
    return sorted({value_of(facet, value) for facet, values in facets.items() for value in values if value})


def read_chosen(facets: Sequence[Facet], said: Mapping[str, Sequence[str]]) -> Chosen:
    """Read from an address what was chosen; what is no facet chooses nothing."""
    codes = (*(facet.code for facet in facets), PLACE)
    values = {code: frozenset(filter(_is_value, said.get(code, ())[:_MOST])) for code in codes}
    return Chosen({code: chosen for code, chosen in values.items() if chosen})


def _is_value(said: str) -> bool:
    """Say whether anything could be called so; a text that holds a zero byte is none to the database."""
    return bool(said.strip()) and "\0" not in said


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are, and how many each value would leave: by facet, then by value."""

    total: int
    by_facet: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, counted: Iterable[tuple[str, int]]) -> Counts:
        """Read values as entries keep them, with their numbers."""
        found: dict[str, dict[str, int]] = {}
        total = 0
        for kept, number in counted:
            facet, _, value = kept.partition("=")
            if kept == EVERY:
                total = number
            else:
                found.setdefault(facet, {})[value] = number
        return cls(total, found)
