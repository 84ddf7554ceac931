"""The letters to hosts: whom they expect now, or that nobody comes this year."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, select

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.database.rows import AnyRow, grouped
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.directory.vocabulary import professions
from core.messages.envelope import Words
from core.messages.letter import Letter
from core.programme.capacity import capacity_in_all, over_openings
from core.programme.mailing import Mailing
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place, title_of
from core.programme.rules import Room, in_all
from plugins.immersion import messages
from plugins.immersion.messages import HostListFacts, HostNobodyFacts, OfferList, TraineeFacts
from plugins.immersion.models import ImmersionTrainee
from plugins.immersion.queries.hosts import expects_nobody
from plugins.immersion.queries.letters.trainees import envelope
from plugins.immersion.rules import NOBODY_COMES, contact_deadline
from plugins.immersion.settings import ImmersionSettings


def host_list_letters(
    mailing: Mailing,
    offer_ids: Collection[uuid.UUID],
    *,
    coming: Mapping[uuid.UUID, uuid.UUID] = MappingProxyType({}),
    withdrawn: Mapping[uuid.UUID, Sequence[str]] = MappingProxyType({}),
    returned: Mapping[uuid.UUID, Sequence[str]] = MappingProxyType({}),
    released: Mapping[uuid.UUID, Sequence[str]] = MappingProxyType({}),
    cause: str | None = None,
) -> Iterator[Letter]:
    """Yield one letter to each host whose list changed in `offer_ids`; three statements.

    `coming` maps the registrations that get their place in the same act to the offer; `withdrawn` an offer to the names
    of those who have just left it, `released` to those whose place was released, `returned` to those of who come after
    all. A host with several offers gets one letter with all those that changed.
    """
    settings = ImmersionSettings.from_json(mailing.edition.settings)
    expected = _expected(mailing.unit.session, offer_ids, coming)
    for host, offers in by_host(mailing.unit.session, Offer.id.in_(offer_ids)):
        lists = [
            OfferList(
                reference=offer.offer_reference,
                title=offer.title,
                places=offer.places,
                trainees=expected.get(offer.offer_id, ()),
                withdrawn=withdrawn.get(offer.offer_id, ()),
                returned=returned.get(offer.offer_id, ()),
                released=released.get(offer.offer_id, ()),
            )
            for offer in offers
        ]
        trainees = [trainee for offer in lists for trainee in offer.trainees]
        facts = HostListFacts(
            contact_by=contact_deadline(mailing.today, settings.contact_days),
            offers=lists,
            total=len(trainees),
            new=sum(trainee.new for trainee in trainees),
            commitments=settings.commitments_of_hosts,
            phases=mailing.phases,
            today=mailing.today,
        )
        yield envelope(mailing, host).letter(messages.HOST_LIST, facts, cause=cause)


def hosts_of_offers(session: TenantSession, offer_ids: Collection[uuid.UUID]) -> Sequence[uuid.UUID]:
    """Return the registrations of the hosts of offers; one statement."""
    query = select(Offer.registration_id).where(Offer.id.in_(offer_ids), Offer.registration_id.is_not(None)).distinct()
    return [id_ for id_ in session.scalars(query) if id_]


def host_nobody_letters(mailing: Mailing, expecting: Collection[uuid.UUID]) -> Iterator[Letter]:
    """Yield the letter to each host of the edition that expects nobody, nor has one of the offers `expecting`.

    One statement. It is told once, whatever rounds still come.
    """
    hosts = select(Offer.registration_id).where(Offer.id.in_(expecting))
    nobody = and_(expects_nobody(mailing.edition.id), Offer.registration_id.not_in(hosts))
    for host, offers in by_host(mailing.unit.session, nobody):
        named = [(offer.offer_reference, offer.title) for offer in offers]
        facts = HostNobodyFacts(offers=named, places=in_all(Room(each.places, 0) for each in offers).capacity)
        yield envelope(mailing, host).letter(messages.HOST_NOBODY, facts, cause=NOBODY_COMES)


def by_host(session: TenantSession, criterion: ColumnElement[bool]) -> Iterator[tuple[AnyRow, list[AnyRow]]]:
    """Yield each host (its first row) with its offers that meet `criterion`, by reference; one statement."""
    query = (
        select(
            *(Offer.id.label("offer_id"), Offer.reference.label("offer_reference")),
            title_of(Person.language.expression).label("title"),
            *(over_openings(capacity_in_all()).label("places"), Registration.id, Registration.territory_id),
            *(Person.first_name, Person.last_name, Person.email, Person.language),
        )
        .join_from(Offer, Registration)
        .join_from(Registration, Person)
        .where(criterion)
        .order_by(Offer.reference)
    )
    for offers in grouped((row.id, row) for row in session.execute(query)).values():
        yield offers[0], offers


def _expected(
    session: TenantSession, offer_ids: Collection[uuid.UUID], coming: Mapping[uuid.UUID, uuid.UUID]
) -> dict[uuid.UUID, list[TraineeFacts]]:
    held = select(Participation.registration_id, Opening.offer_id).join_from(Opening, Participation)
    held = held.where(Opening.offer_id.in_(offer_ids), holds_place())
    offer_of = {**{registration: offer for registration, offer in session.execute(held)}, **coming}
    query = (
        select(
            *(Registration.id, Person.first_name, Person.last_name, Person.email, Person.phone),
            *(Institution.name.label("institution"), service_name().label("service")),
            *(ImmersionTrainee.profession, ImmersionTrainee.expectations),
        )
        .join_from(Registration, Person)
        .join_from(Registration, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .join_from(Registration, ImmersionTrainee, isouter=True)
        .where(Registration.id.in_(offer_of))
        .order_by(Person.last_name, Person.first_name, Registration.reference)
    )
    return grouped(
        (
            offer_of[row.id],
            TraineeFacts(
                name=full_name(row.first_name, row.last_name),
                institution=row.institution,
                service=row.service,
                profession=_profession(row.profession),
                email=row.email,
                phone=row.phone,
                expectations=row.expectations,
                new=row.id in coming,
            ),
        )
        for row in session.execute(query)
    )


def _profession(said: str | None) -> Words | str | None:
    term = professions().get(said) if said else None
    return term.label.as_json() if term else said
