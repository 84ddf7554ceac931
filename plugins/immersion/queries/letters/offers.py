"""The offers that letters describe: those where somebody has a place, and those where places are left."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from core.accounts.models import Person
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.programme.models import Offer, Opening, Registration
from core.tenancy.models import Municipality
from plugins.immersion.enums import OfferStatus
from plugins.immersion.matching import Refusal
from plugins.immersion.messages import Contact, FreeOffer, HostFacts, RefusedChoice
from plugins.immersion.models import ImmersionOffer
from plugins.immersion.queries.letters.mailing import AnyRow, Institution, full_name, service_name, words


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer with places left, and where it lies."""

    offer: FreeOffer
    territory_id: uuid.UUID | None
    institution_id: uuid.UUID


def hosts_of(session: TenantSession, offer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, HostFacts]:
    """Return what a trainee needs to know of each of the offers, by offer; one statement."""
    query = _hosts().where(Offer.id.in_(offer_ids))
    return {row.id: _host(row) for row in session.execute(query)}


def refused_choices(
    session: TenantSession, edition_id: uuid.UUID, refusals: Mapping[uuid.UUID, Sequence[Refusal]]
) -> dict[uuid.UUID, tuple[RefusedChoice, ...]]:
    """Return the choices of each registration that a round refused, by rank, as letters tell of them; one statement."""
    references = {refusal.offer for each in refusals.values() for refusal in each}
    query = (
        select(Offer.reference, Offer.title, Institution.name)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.edition_id == edition_id, Offer.reference.in_(references))
    )
    known = {reference: (title, institution) for reference, title, institution in session.execute(query)}
    return {
        registration_id: tuple(
            RefusedChoice(refusal.offer, *known.get(refusal.offer, ("", "")), refusal) for refusal in each
        )
        for registration_id, each in refusals.items()
    }


def offers_with_places(session: TenantSession, edition_id: uuid.UUID) -> list[OpenOffer]:
    """Return the accepted offers of an edition with places left, by reference; one statement."""
    left = func.sum(Opening.capacity - Opening.taken)
    query = (
        select(
            Offer.reference,
            Offer.title,
            Offer.territory_id,
            Institution.name.label("institution"),
            Institution.id.label("institution_id"),
            Municipality.fr,
            Municipality.nl,
            Municipality.de,
            left.label("left"),
        )
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join(Opening, and_(Opening.tenant_id == Offer.tenant_id, Opening.offer_id == Offer.id))
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .where(Offer.edition_id == edition_id, Offer.status == OfferStatus.ACCEPTED)
        .group_by(Offer.tenant_id, Offer.id, Institution.id, Municipality.nis)
        .having(left > 0)
        .order_by(Offer.reference)
    )
    return [
        OpenOffer(
            FreeOffer(
                reference=row.reference,
                title=row.title,
                institution=row.institution,
                municipality=words(row.fr, row.nl, row.de),
                places_left=int(row.left),
            ),
            territory_id=row.territory_id,
            institution_id=row.institution_id,
        )
        for row in session.execute(query)
    ]


def _hosts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Offer.id,
            Offer.reference,
            Offer.title,
            Institution.name.label("institution"),
            service_name().label("service"),
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.phone,
            Organisation.street,
            Organisation.postal_code,
            Municipality.fr,
            Municipality.nl,
            Municipality.de,
            ImmersionOffer.conditions,
            ImmersionOffer.dates,
            ImmersionOffer.weekdays,
            ImmersionOffer.duration_days,
        )
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join(Registration, and_(Registration.tenant_id == Offer.tenant_id, Registration.id == Offer.registration_id))
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .outerjoin(
            ImmersionOffer, and_(ImmersionOffer.tenant_id == Offer.tenant_id, ImmersionOffer.offer_id == Offer.id)
        )
    )


def _host(row: AnyRow) -> HostFacts:
    return HostFacts(
        reference=row.reference,
        title=row.title,
        institution=row.institution,
        service=row.service,
        contact=Contact(full_name(row.first_name, row.last_name), row.email, row.phone),
        street=row.street,
        postal_code=row.postal_code,
        municipality=words(row.fr, row.nl, row.de),
        conditions=row.conditions,
        dates=tuple(date.fromisoformat(day) for day in row.dates or ()),
        weekdays=tuple(row.weekdays or ()),
        duration_days=row.duration_days,
    )
