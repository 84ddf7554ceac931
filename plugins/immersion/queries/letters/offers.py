"""The offers that letters describe: those where somebody has a place, and those where places are left."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution, municipality_name, service_name
from core.messages.envelope import Contact
from core.programme.capacity import any_left, left_in_all
from core.programme.models import Offer, Opening, Registration
from core.tenancy.models import Municipality
from plugins.immersion.enums import OfferStatus
from plugins.immersion.matching import Refusal
from plugins.immersion.messages import FreeOffer, HostFacts, RefusedChoice
from plugins.immersion.models import ImmersionOffer


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer with places left, and where it lies."""

    offer: FreeOffer
    territory_id: uuid.UUID | None
    institution_id: uuid.UUID


def hosts_of(session: TenantSession, offer_ids: Collection[uuid.UUID], today: date) -> dict[uuid.UUID, HostFacts]:
    """Return what a trainee needs to know of each of the offers, by offer; one statement.

    A suggested day that is over `today` helps nobody, and is left out.
    """
    facts = (
        *(
            Offer.reference,
            Offer.title,
            Institution.name.label("institution"),
            service_name().label("service"),
        ),
        *(Organisation.street, Organisation.postal_code, municipality_name().label("municipality")),
        *(ImmersionOffer.conditions, ImmersionOffer.duration_days),
    )
    query = (
        select(
            *(Offer.id, Person.first_name, Person.last_name, Person.email, Person.phone),
            *(ImmersionOffer.dates, ImmersionOffer.weekdays, *facts),
        )
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join_from(Offer, Registration)
        .join_from(Registration, Person)
        .join_from(Organisation, Municipality, isouter=True)
        .join_from(Offer, ImmersionOffer, isouter=True)
        .where(Offer.id.in_(offer_ids))
    )
    return {
        row.id: HostFacts(
            contact=Contact(full_name(row.first_name, row.last_name), row.email, row.phone),
            dates=[day for day in map(date.fromisoformat, row.dates or ()) if day > today],
            weekdays=row.weekdays or (),
            **{column.key: getattr(row, column.key) for column in facts},
        )
        for row in session.execute(query)
    }


def refused_choices(
    session: TenantSession, edition_id: uuid.UUID, refusals: Mapping[uuid.UUID, Sequence[Refusal]]
) -> dict[uuid.UUID, tuple[RefusedChoice, ...]]:
    """Return the choices of each registration that a round refused, by rank, as letters tell of them; one statement."""
    references = {refusal.offer for each in refusals.values() for refusal in each}
    query = (
        select(Offer.reference, Offer.title, Institution.name)
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.edition_id == edition_id, Offer.reference.in_(references))
    )
    known = {reference: (title, institution) for reference, title, institution in session.execute(query)}
    return {
        registration_id: tuple(
            RefusedChoice(refusal.offer, *known.get(refusal.offer, ({}, "")), refusal) for refusal in each
        )
        for registration_id, each in refusals.items()
    }


def offers_with_places(
    session: TenantSession, edition_id: uuid.UUID, given: Mapping[uuid.UUID, int]
) -> list[OpenOffer]:
    """Return the accepted offers of an edition with places left, by reference; one statement.

    `given` are places, by offer, that are given in the same act.
    """
    left = left_in_all()
    query = (
        select(
            *(Offer.id, Offer.reference, Offer.title, Institution.name, municipality_name(), left),
            *(Offer.territory_id, Institution.id),
        )
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join_from(Offer, Opening)
        .join_from(Organisation, Municipality, isouter=True)
        .where(Offer.edition_id == edition_id, Offer.status == OfferStatus.ACCEPTED)
        .group_by(Offer.tenant_id, Offer.id, Institution.id, Municipality.nis)
        .having(any_left(left))
        .order_by(Offer.reference)
    )
    found = []
    for id_, reference, title, institution, municipality, places, *where in session.execute(query):
        still = places - given.get(id_, 0) if places is not None else None
        if still is None or still > 0:
            found.append(OpenOffer(FreeOffer(reference, title, institution, municipality, still), *where))
    return found
