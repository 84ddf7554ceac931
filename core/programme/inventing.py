"""People and institutions that nobody can take for real ones, with which an edition is tried out (IM-25).

Their names say that they are invented, and their addresses lie in a domain that exists nowhere. The same network gets
the same ones each time, so that a trial can be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Final

from sqlalchemy import func, select

from core.database.rows import grouped
from core.tenancy.models import Municipality, PostalCode, Territory, TerritoryMunicipality
from core.tenancy.unit import Unit

#: Enough for queues and for places that stay free, and few enough to read through.
INSTITUTIONS: Final = 20
PEOPLE: Final = 52

#: No mail leaves for it: the name is reserved (RFC 2606).
DOMAIN: Final = "invented.example"
_FIRST_NAMES: Final = ("Alix", "Sacha", "Camille", "Noa", "Charlie", "Robin", "Andrea", "Kim", "Sam", "Dominique")
_LAST_NAME: Final[Mapping[str, str]] = {"fr": "Fictif", "nl": "Verzonnen", "en": "Invented"}
_INSTITUTION: Final[Mapping[str, str]] = {
    "fr": "Institution fictive",
    "nl": "Verzonnen organisatie",
    "en": "Invented institution",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality, by one of its postal codes."""

    postal_code: str
    municipality: str


@dataclass(frozen=True, slots=True)
class InventedInstitution:
    """An institution that there is not, at a place that there is."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Somebody who does not exist, and where they would work."""

    first_name: str
    last_name: str
    email: str
    institution: InventedInstitution

    @property
    def name(self) -> str:
        """The first and the last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Invented:
    """Whom a module enters into an edition in rehearsal: as many as it needs, from the first on.

    Person and institution of the same number belong together, and begin again once the institutions are used up.
    """

    institutions: tuple[InventedInstitution, ...]
    people: tuple[InventedPerson, ...]


def invent(unit: Unit) -> Invented:
    """Return the invented people and institutions of a network, in each of its territories in turn; one statement."""
    language = unit.tenant.language if unit.tenant.language in _LAST_NAME else "en"
    places = in_turn(_places(unit))
    institutions = tuple(
        InventedInstitution(f"{_INSTITUTION[language]} {number:02}", places[(number - 1) % len(places)])
        for number in range(1, INSTITUTIONS + 1)
    )
    people = tuple(
        InventedPerson(
            _FIRST_NAMES[(number - 1) % len(_FIRST_NAMES)],
            f"{_LAST_NAME[language]}-{number:02}",
            f"person-{number:02}@{DOMAIN}",
            institutions[(number - 1) % INSTITUTIONS],
        )
        for number in range(1, PEOPLE + 1)
    )
    return Invented(institutions, people)


def wishes(number: int, offers: int, most: int, *, own: int) -> list[int]:
    """Return which of `offers` the person `number` wishes, best first: some are wished often, `own` never; pure."""
    wished = [(number * number + step * (1 + number % 5)) % offers for step in range(offers)]
    return [offer for offer in dict.fromkeys([*wished, *range(offers)]) if offer != own][:most]


def in_turn(lists: list[list[Place]]) -> list[Place]:
    """Return the first of each list, then the second of each, as long as there are any; pure."""
    rounds = takewhile(bool, ([each[step] for each in lists if step < len(each)] for step in count()))
    return [place for each in rounds for place in each]


def _places(unit: Unit) -> list[list[Place]]:
    """Return municipalities of each territory, in their order; of Brussels for a network without territories."""
    code = func.min(PostalCode.code)
    query = (
        select(Territory.id, code, Municipality.fr)
        .join_from(Territory, TerritoryMunicipality, TerritoryMunicipality.territory_id == Territory.id)
        .join(Municipality, Municipality.nis == TerritoryMunicipality.nis)
        .join(PostalCode, PostalCode.nis == Municipality.nis)
        .group_by(Territory.id, Territory.position, Municipality.nis)
        .order_by(Territory.position, Municipality.nis)
    )
    rows = grouped((id, Place(postal_code, name)) for id, postal_code, name in unit.session.execute(query))
    return [places[:INSTITUTIONS] for places in rows.values()] or [[Place("1000", "Bruxelles")]]
