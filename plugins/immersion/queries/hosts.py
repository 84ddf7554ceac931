"""The hosts of an edition: the list with its filters, and one host with those it expects."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, func, select

from core.accounts.models import Person
from core.contract.acting import require
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.programme.models import Offer, Opening, Registration
from core.programme.queries import title_for, titles
from core.tenancy.models import Municipality, Territory
from core.tenancy.unit import Unit
from plugins.immersion.access import READ_HOSTS, visible_hosts
from plugins.immersion.enums import RegistrationStatus
from plugins.immersion.models import ImmersionChoice, ImmersionOffer
from plugins.immersion.queries.listing import (
    PAGE_SIZE,
    Listed,
    contains,
    has_sector,
    in_territory,
    part_of,
    places_of,
    sectors_of,
)


@dataclass(frozen=True, slots=True)
class HostFilters:
    """What a list of hosts is narrowed to; an empty value narrows nothing."""

    #: The code of a territory, and that of a sector.
    territory: str = ""
    sector: str = ""
    #: Words in the reference, the names, the contact, the title or the municipality.
    text: str = ""
    #: True: places are left; False: none is.
    places_left: bool | None = None
    #: The status of the offer.
    status: str = ""


@dataclass(frozen=True, slots=True)
class HostRow:
    """An offer with its host, as a list shows it. Names in several languages are language to text."""

    offer_id: uuid.UUID
    registration_id: uuid.UUID
    reference: str
    title: str
    status: str
    institution: str
    service: str | None
    sectors: Sequence[str] | None
    territory_code: str | None
    territory: dict[str, str] | None
    postal_code: str | None
    municipality_fr: str | None
    municipality_nl: str | None
    contact_first: str
    contact_last: str
    email: str | None
    phone: str | None
    places: int
    taken: int
    #: How many trainees who still take part name the offer now, in all and at each of the first three ranks.
    requests: int
    first: int
    second: int
    third: int
    registered_at: datetime

    @property
    def left(self) -> int:
        """The places nobody has."""
        return self.places - self.taken


@dataclass(frozen=True, slots=True)
class OfferDetails:
    """What the host says of the stay; days are ISO dates, weekdays 1 (Monday) to 7."""

    description: str
    professions: Sequence[str]
    ages: str | None
    modality: str | None
    weekdays: Sequence[int]
    dates: Sequence[str]
    duration_days: Decimal | None
    conditions: str | None
    street: str | None


@dataclass(frozen=True, slots=True)
class HostDetail:
    """One offer, whole."""

    row: HostRow
    details: OfferDetails | None


def list_hosts(
    unit: Unit,
    edition_id: uuid.UUID,
    filters: HostFilters = HostFilters(),
    *,
    limit: int | None = PAGE_SIZE,
    offset: int = 0,
) -> Listed[HostRow]:
    """Return the offers of an edition by reference. The number of statements is the same for any list.

    Every referent sees every host. Raises NotAllowedError without the right.
    """
    require(unit.actor, READ_HOSTS)
    query = _hosts(unit, edition_id).where(visible_hosts(unit.actor), *_criteria(filters)).order_by(Offer.reference)
    return part_of(unit.session, query, HostRow, limit=limit, offset=offset)


def find_host(unit: Unit, edition_id: uuid.UUID, reference: str) -> HostDetail | None:
    """Return one offer by its printed reference, or None; two statements."""
    require(unit.actor, READ_HOSTS)
    query = _hosts(unit, edition_id).where(visible_hosts(unit.actor), Offer.reference == reference)
    found = part_of(unit.session, query, HostRow, limit=None, offset=0).rows
    if not found:
        return None
    row = found[0]
    details = unit.session.execute(
        select(
            ImmersionOffer.description,
            ImmersionOffer.professions,
            ImmersionOffer.ages,
            ImmersionOffer.modality,
            ImmersionOffer.weekdays,
            ImmersionOffer.dates,
            ImmersionOffer.duration_days,
            ImmersionOffer.conditions,
            Organisation.street,
        )
        .join(Offer, and_(Offer.tenant_id == ImmersionOffer.tenant_id, Offer.id == ImmersionOffer.offer_id))
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .where(ImmersionOffer.offer_id == row.offer_id)
    ).one_or_none()
    return HostDetail(row, OfferDetails(*details) if details else None)


def _criteria(filters: HostFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.territory:
        found.append(in_territory(Offer.territory_id.expression, filters.territory))
    if filters.sector:
        found.append(has_sector(Offer.organisation_id.expression, filters.sector))
    if filters.status:
        found.append(Offer.status == filters.status)
    if filters.text.strip():
        names = (Offer.reference, Institution.name, Organisation.name, Person.first_name)
        others = (Person.last_name, Person.email, Municipality.fr, Municipality.nl)
        found.append(contains(filters.text, *(column.expression for column in (*names, *others)), *titles()))
    if filters.places_left is not None:
        left = places_of(Offer, (Opening.capacity - Opening.taken).self_group())
        found.append(left > 0 if filters.places_left else left <= 0)
    return found


def _requests(edition_id: uuid.UUID) -> CTE:
    """Count, for each offer, the trainees who still take part and name it now."""
    return (
        select(
            ImmersionChoice.offer_id,
            func.count().label("requests"),
            *(
                func.count().filter(ImmersionChoice.rank == rank).label(name)
                for rank, name in ((1, "first"), (2, "second"), (3, "third"))
            ),
        )
        .join(
            Registration,
            and_(
                Registration.tenant_id == ImmersionChoice.tenant_id, Registration.id == ImmersionChoice.registration_id
            ),
        )
        .where(
            Registration.edition_id == edition_id,
            Registration.status == RegistrationStatus.REGISTERED,
            ImmersionChoice.current,
        )
        .group_by(ImmersionChoice.offer_id)
        .cte("asked")
        .prefix_with("MATERIALIZED")  # Counted once, not anew for each host.
    )


def _hosts(unit: Unit, edition_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    asked = _requests(edition_id)
    return (
        select(
            Offer.id,
            Offer.registration_id,
            Offer.reference,
            title_for(unit),
            Offer.status,
            Institution.name,
            service_name(),
            sectors_of(Offer.organisation_id.expression),
            Territory.code,
            Territory.name,
            Organisation.postal_code,
            Municipality.fr,
            Municipality.nl,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.phone,
            places_of(Offer, Opening.capacity.expression),
            places_of(Offer, Opening.taken.expression),
            func.coalesce(asked.c.requests, 0),
            func.coalesce(asked.c.first, 0),
            func.coalesce(asked.c.second, 0),
            func.coalesce(asked.c.third, 0),
            Registration.registered_at,
        )
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join(Registration, and_(Registration.tenant_id == Offer.tenant_id, Registration.id == Offer.registration_id))
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .outerjoin(Territory, and_(Territory.tenant_id == Offer.tenant_id, Territory.id == Offer.territory_id))
        .outerjoin(asked, asked.c.offer_id == Offer.id)
        .where(Offer.edition_id == edition_id)
    )
