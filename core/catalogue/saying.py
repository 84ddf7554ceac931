"""How the values of facets and details are said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from babel.dates import get_day_names
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.catalogue.demand import Demand, demand_of
from core.contract.catalogue import Detail, Facet, Shown
from core.contract.module import Label
from core.database.rows import AnyRow
from core.directory.terms import Names
from core.language import wording
from core.language.spoken import LOCALES
from core.web.dates import said_day
from core.web.locale import current_language

LANGUAGES: Final[Mapping[str, Label]] = {
    "fr": _l("French"),
    "nl": _l("Dutch"),
    "de": _l("German"),
    "en": _l("English"),
}
_WEEKDAYS: Final = frozenset("1234567")
_DEMAND: Final[Mapping[Demand, Label]] = {
    Demand.LITTLE: _l("Little asked for"),
    Demand.SOME: _l("Asked for"),
    Demand.MUCH: _l("Much asked for"),
}


@dataclass(frozen=True, slots=True)
class Saying:
    """Says values in one language, with the names of the network's codes."""

    names: Names
    language: str

    def value(self, facet: Facet, value: str) -> str:
        """Return one value of a facet in words; one that nobody knows stays as it was written."""
        if facet.shown is Shown.CHOICE:
            return str(facet.choices.get(value, value))
        if facet.shown is Shown.LANGUAGE:
            return str(LANGUAGES.get(value, value))
        if facet.shown is Shown.WEEKDAY:
            return weekday(value, self.language)
        if facet.shown is Shown.DAY:
            return day(value)
        known: Mapping[Shown, Mapping[str, str]] = {
            Shown.SECTOR: self.names.sector,
            Shown.PROFESSION: self.names.profession,
            Shown.TERRITORY: self.names.territory,
        }
        return known.get(facet.shown, {}).get(value, value)

    def ordered(self, facet: Facet, values: Iterable[str]) -> list[str]:
        """Return values of a facet in the order in which one looks for them."""
        if facet.shown in (Shown.WEEKDAY, Shown.DAY):
            return sorted(values)
        orders = {
            Shown.CHOICE: list(facet.choices),
            Shown.TERRITORY: list(self.names.territory),
            Shown.SECTOR: list(self.names.sector),
            Shown.PROFESSION: list(self.names.profession),
        }
        place = {value: number for number, value in enumerate(orders.get(facet.shown, ()))}
        return sorted(values, key=lambda value: (place.get(value, len(place)), value))

    def weekdays(self, values: Sequence[str]) -> str:
        """Return weekdays in one line: "le mardi ou le jeudi"."""
        return wording.weekdays([int(each) for each in values if each in _WEEKDAYS], self.language)

    def detail(self, detail: Detail, value: Any) -> Any:
        """Return what a detail says: a text in several languages as such, everything else in words."""
        if detail.shown in (Shown.TEXT, Shown.PLAIN):
            return value
        if detail.shown is Shown.DURATION:
            return wording.duration(Decimal(str(value)), self.language)
        if detail.shown is Shown.WEEKDAY:
            return self.weekdays(value)
        said = Facet(detail.code, detail.label, detail.shown, choices=detail.choices)
        return ", ".join(self.value(said, each) for each in self.ordered(said, value))


def weekday(value: str, language: str) -> str:
    """Return the name of a weekday, "1" being Monday."""
    names = get_day_names("wide", locale=LOCALES[language])
    return wording.capital(names[int(value) - 1]) if value in _WEEKDAYS else value


def day(value: str) -> str:
    """Return an ISO day as people say it; what is none stays as it was written."""
    try:
        return said_day(date.fromisoformat(value))
    except ValueError:
        return value


def values_in(row: AnyRow, facet: str) -> list[str]:
    """Return the values that an entry has of a facet."""
    beginning = f"{facet}="
    return [kept.removeprefix(beginning) for kept in row.facets if kept.startswith(beginning)]


def where(row: AnyRow, names: Names) -> str:
    """Return in which municipality and territory an entry lies, a name that both have said once."""
    language = "nl" if current_language() == "nl" else "fr"
    said = (row.municipality.get(language, ""), names.territory.get(row.territory or "", ""))
    return ", ".join(dict.fromkeys(filter(None, said)))


def places_left(row: AnyRow) -> str:
    """Say how many places are left."""
    if row.places is None:
        return str(_("No limit to the places"))
    left = max(row.places - row.taken, 0)
    if left == 0:
        return str(_("No place left"))
    return str(ngettext("%(num)s place left", "%(num)s places left", left))


def has_room(row: AnyRow) -> bool:
    """Say whether a place is left."""
    return row.places is None or row.taken < row.places


def demand(row: AnyRow, *, numbers: bool) -> str | None:
    """Say how much an entry is asked for, as its network lets it be seen; None where it does not."""
    if row.requests is None:
        return None
    if numbers:
        return str(ngettext("%(num)s person asks for it", "%(num)s people ask for it", row.requests))
    left = None if row.places is None else max(row.places - row.taken, 0)
    return str(_DEMAND[demand_of(row.requests, left)])


def saying(names: Names) -> Saying:
    """Return what says values in the language of this page."""
    return Saying(names, current_language())
