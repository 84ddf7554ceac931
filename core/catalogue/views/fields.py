"""The fields above the list: facets with their numbers, and by what it is sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import gettext as _

from core.catalogue import asked as order
from core.catalogue.asked import Asked
from core.catalogue.facets import PLACE, Counts
from core.catalogue.mapping import Point, points, radius
from core.catalogue.saying import Saying
from core.catalogue.words import query_of
from core.contract.catalogue import Facet
from core.language.folding import fold
from core.tenancy.geography import municipality
from core.web.addresses import this_page


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen, in words, with what the list would have."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetField:
    """A facet with its values."""

    code: str
    label: str
    first: bool
    options: Sequence[Option]

    @property
    def chosen(self) -> str:
        """What was chosen of it, in words."""
        return ", ".join(option.label for option in self.options if option.chosen)


@dataclass(frozen=True, slots=True)
class Tag:
    """Something that narrows the list, and the address of the list without it."""

    label: str
    url: str


def fields_of(facets: Sequence[Facet], counts: Counts, asked: Asked, saying: Saying) -> list[FacetField]:
    """Return the facets of which there is anything to choose."""
    found = []
    for facet in facets:
        numbers = counts.by_facet.get(facet.code, {})
        values = {*numbers, *asked.chosen.values.get(facet.code, ())}
        options = [
            Option(value, saying.value(facet, value), numbers.get(value, 0), asked.chosen.has(facet.code, value))
            for value in saying.ordered(facet, values)
        ]
        if options:
            found.append(FacetField(facet.code, str(facet.label), facet.first, options))
    return found


def tags_of(fields: Sequence[FacetField], asked: Asked, language: str) -> list[Tag]:
    """Return what narrows the list, each with the address of the list without it."""
    beginning = {"after": None, "before": None, "page": None}
    found = [Tag(_("“%(words)s”", words=asked.typed), this_page(q=None, **beginning))] if asked.typed else []
    for field in fields:
        chosen = [option for option in field.options if option.chosen]
        found += [Tag(option.label, without(field.code, option.value, chosen)) for option in chosen]
    places = sorted(asked.chosen.values.get(PLACE, ()))
    return found + [Tag(place_name(nis, language), this_page(place=None, **beginning)) for nis in places]


def without(code: str, value: str, chosen: Sequence[Option]) -> str:
    """Return the address of this page without one value of a facet."""
    rest = [option.value for option in chosen if option.value != value]
    page = this_page(**{code: None}, after=None, before=None, page=None)
    query = urlencode([(code, each) for each in rest])
    return page if not query else f"{page}{'&' if '?' in page else '?'}{query}"


def place_name(nis: str, language: str) -> str:
    """Return the name of a municipality; a code that is none stays as it is."""
    row = municipality(nis)
    return nis if row is None else row.nl if language == "nl" else row.fr


@dataclass(frozen=True, slots=True)
class Dot:
    """A municipality on the map: how many entries lie there, and the address of their list."""

    name: str
    count: int
    url: str
    point: Point
    radius: float


def dots_of(counts: Counts, language: str) -> list[Dot]:
    """Return the municipalities in which something is found, by their names; the larger dots are drawn first."""
    found = [
        Dot(
            place_name(nis, language),
            count,
            this_page(place=nis, view=None, after=None, before=None, page=None),
            points()[nis],
            radius(count),
        )
        for nis, count in counts.by_facet.get(PLACE, {}).items()
        if nis in points()
    ]
    return sorted(found, key=lambda dot: fold(dot.name))


def sorts_of(asked: Asked) -> list[tuple[str, str, bool]]:
    """Return by what the list can be sorted: value, words, and whether it is."""
    words = {
        order.BEST: _("Best match"),
        order.NAME: _("Name of the organisation"),
        order.PLACE: _("Municipality"),
        order.MOST_LEFT: _("Most places left"),
        order.NEWEST: _("Newest"),
    }
    offered = order.SORTS if query_of(asked.typed) else order.SORTS[1:]
    return [(value, str(words[value]), value == asked.sort) for value in offered]
