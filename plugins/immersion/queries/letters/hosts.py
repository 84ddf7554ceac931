"""The facts of the letters to hosts: whom they expect now, or that nobody comes this year."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from core.accounts.models import Person
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.programme.models import Offer, Opening, Registration
from plugins.immersion.enums import OfferStatus
from plugins.immersion.messages import Envelope, HostListFacts, HostNobodyFacts, OfferList, TraineeFacts
from plugins.immersion.models import ImmersionPlacement, ImmersionTrainee
from plugins.immersion.queries.letters.mailing import AnyRow, Institution, Mailing, full_name, grouped, service_name


def host_list_facts(
    mailing: Mailing,
    offer_ids: Collection[uuid.UUID],
    *,
    new: Collection[uuid.UUID] = (),
    withdrawn: Mapping[uuid.UUID, Sequence[str]] | None = None,
) -> Iterator[tuple[HostListFacts, str]]:
    """Yield the facts and the language of one letter to each host whose list changed in `offer_ids`; two statements.

    `new` are the registrations that have just got their place; `withdrawn` maps an offer to the names of those who have
    just left it. A host with several offers gets one letter with all those that changed.
    """
    expected = _expected(mailing.session, offer_ids, frozenset(new))
    left = withdrawn or {}
    for host, offers in _by_host(mailing.session, Offer.id.in_(offer_ids)):
        facts = HostListFacts(
            envelope=_envelope(mailing, host),
            published_on=mailing.written_on,
            contact_days=mailing.settings.contact_days,
            offers=tuple(
                OfferList(
                    reference=offer.offer_reference,
                    title=offer.title,
                    places=int(offer.places),
                    trainees=tuple(expected.get(offer.offer_id, ())),
                    withdrawn=tuple(left.get(offer.offer_id, ())),
                )
                for offer in offers
            ),
            commitments=mailing.settings.commitments_of_hosts,
            phases=mailing.phases,
        )
        yield facts, host.language


def host_nobody_facts(mailing: Mailing) -> Iterator[tuple[HostNobodyFacts, str]]:
    """Yield the facts and the language of the letter to each host of the edition that expects nobody; one statement."""
    busy = (
        select(Offer.registration_id)
        .join(
            ImmersionPlacement,
            and_(ImmersionPlacement.tenant_id == Offer.tenant_id, ImmersionPlacement.offer_id == Offer.id),
        )
        .where(Offer.edition_id == mailing.edition_id, ImmersionPlacement.ended_at.is_(None))
    )
    idle = and_(
        Offer.edition_id == mailing.edition_id,
        Offer.status == OfferStatus.ACCEPTED,
        Offer.registration_id.not_in(busy),
    )
    for host, offers in _by_host(mailing.session, idle):
        facts = HostNobodyFacts(
            envelope=_envelope(mailing, host),
            offers=tuple((offer.offer_reference, offer.title) for offer in offers),
            places=sum(int(offer.places) for offer in offers),
        )
        yield facts, host.language


def _by_host(session: TenantSession, criterion: Any) -> Iterator[tuple[AnyRow, list[AnyRow]]]:
    """Yield each host (its first row) with its offers that meet `criterion`, by reference; one statement."""
    places = (
        select(func.coalesce(func.sum(Opening.capacity), 0))
        .where(Opening.tenant_id == Offer.tenant_id, Opening.offer_id == Offer.id)
        .correlate(Offer)
        .scalar_subquery()
    )
    query = (
        select(
            Offer.id.label("offer_id"),
            Offer.reference.label("offer_reference"),
            Offer.title,
            places.label("places"),
            Registration.id,
            Registration.territory_id,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.language,
        )
        .join(Registration, and_(Registration.tenant_id == Offer.tenant_id, Registration.id == Offer.registration_id))
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .where(criterion)
        .order_by(Offer.reference)
    )
    rows = session.execute(query).all()
    for offers in grouped((row.id, row) for row in rows).values():
        yield offers[0], offers


def _expected(
    session: TenantSession, offer_ids: Collection[uuid.UUID], new: frozenset[uuid.UUID]
) -> dict[uuid.UUID, list[TraineeFacts]]:
    query = (
        select(
            ImmersionPlacement.offer_id,
            Registration.id,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.phone,
            Institution.name.label("institution"),
            service_name().label("service"),
            ImmersionTrainee.profession,
            ImmersionTrainee.expectations,
        )
        .join(
            Registration,
            and_(
                Registration.tenant_id == ImmersionPlacement.tenant_id,
                Registration.id == ImmersionPlacement.registration_id,
            ),
        )
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .join(Organisation, Organisation.id == Registration.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(
            ImmersionTrainee,
            and_(
                ImmersionTrainee.tenant_id == Registration.tenant_id,
                ImmersionTrainee.registration_id == Registration.id,
            ),
        )
        .where(ImmersionPlacement.offer_id.in_(offer_ids), ImmersionPlacement.ended_at.is_(None))
        .order_by(Person.last_name, Person.first_name, Registration.reference)
    )
    return grouped(
        (
            row.offer_id,
            TraineeFacts(
                name=full_name(row.first_name, row.last_name),
                institution=row.institution,
                service=row.service,
                profession=row.profession,
                email=row.email,
                phone=row.phone,
                expectations=row.expectations,
                new=row.id in new,
            ),
        )
        for row in session.execute(query)
    )


def _envelope(mailing: Mailing, row: AnyRow) -> Envelope:
    return mailing.envelope(full_name(row.first_name, row.last_name), row.email, row.id, row.territory_id)
