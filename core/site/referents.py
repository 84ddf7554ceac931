"""Whom to turn to: the referent of where somebody works, found by postal code or by municipality (IM-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.database.base import refers
from core.messages.envelope import Contact, coordination
from core.site.errors import NoPlaceError
from core.tenancy.geography import (
    MunicipalityRow,
    SpecialPostalCodeError,
    UnclearPlaceError,
    UnknownPostalCodeError,
    code_and_place,
    is_name_of,
    load_municipalities,
    municipality_of,
)
from core.tenancy.models import Territory, TerritoryMunicipality
from core.tenancy.queries import territories
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Referent:
    """Whom to turn to in a part of the network."""

    territory: Territory
    contact: Contact


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom somebody turns to who works in a municipality."""

    municipality: MunicipalityRow
    #: Where it lies in the network; None for one outside.
    territory: Territory | None
    #: The referent there, else the coordination.
    contact: Contact
    #: Whether that is the coordination, since nobody else is named.
    coordination: bool


def referents_of(unit: Unit) -> list[Referent]:
    """Return whom to turn to in each territory that has a referent; one statement."""
    return [Referent(row, contact_in(row)) for row in territories(unit.session) if row.referent_name]


def contact_in(territory: Territory) -> Contact:
    """Return the referent of a territory."""
    return Contact(territory.referent_name or "", territory.referent_email, territory.referent_phone)


def places_named(written: str, nis: str | None = None) -> Sequence[MunicipalityRow]:
    """Return the municipalities that somebody can mean by a postal code or a name; one alone where that is clear.

    `nis` is the one that was chosen of several. Raises NoPlaceError for what is neither, and for a code of one large
    receiver of mail, which lies nowhere.
    """
    code, place = code_and_place(written)
    try:
        found: Sequence[MunicipalityRow] = [municipality_of(code, place)]
    except UnclearPlaceError as error:
        found = error.candidates
    except SpecialPostalCodeError:
        raise NoPlaceError(special=True) from None
    except UnknownPostalCodeError:
        found = [row for row in load_municipalities() if not code.isdigit() and is_name_of(written, row)]
    if not found:
        raise NoPlaceError(special=False)
    chosen = [row for row in found if row.nis == nis]
    return chosen or found


def whom_in(unit: Unit, municipality: MunicipalityRow) -> Answer:
    """Return whom to turn to from a municipality: its referent, else the coordination; one statement."""
    query = (
        select(Territory)
        .join(TerritoryMunicipality, refers(TerritoryMunicipality.territory_id, Territory))
        .where(TerritoryMunicipality.nis == municipality.nis)
    )
    territory = unit.session.scalar(query)
    if territory is None or not territory.referent_name:
        return Answer(municipality, territory, coordination(unit.tenant), coordination=True)
    return Answer(municipality, territory, contact_in(territory), coordination=False)
