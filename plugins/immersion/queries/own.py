"""Reads for the pages on which trainees and hosts find what is theirs; who may see them is asked before."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.database.base import refers
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution, municipality_name, service_name
from core.messages.envelope import Words
from core.programme.capacity import capacity_in_all
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.models import Municipality
from plugins.immersion.models import ImmersionChoice, ImmersionTrainee


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """How a registration stands, as far as its card says it."""

    role: str
    status: str
    #: Of a trainee: the title of the offer in which they have a place; how many choices count now.
    place: Words | None
    choices: int
    #: Of a host: the offers by their status, and how many people are expected.
    offers: Mapping[str, int]
    expected: int


@dataclass(frozen=True, slots=True)
class OwnChoice:
    """A choice of a trainee that counts now."""

    rank: int
    reference: str
    title: Words
    institution: str
    municipality: Words | None


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer of a host."""

    id: uuid.UUID
    reference: str
    title: Words
    status: str
    places: int | None


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody whom a host expects: both know each other's details once they are matched (IM-20)."""

    offer_id: uuid.UUID
    participation_id: uuid.UUID
    name: str
    email: str | None
    phone: str | None
    institution: str | None
    service: str | None
    expectations: str | None


def own_standings(session: TenantSession, registration_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, OwnStanding]:
    """Return how registrations stand; four statements."""
    ids = list(registration_ids)
    held = _places(ids).with_only_columns(Participation.registration_id, Offer.title)
    places: dict[uuid.UUID, Words] = {registration_id: title for registration_id, title in session.execute(held)}
    chosen = (
        select(ImmersionChoice.registration_id, func.count())
        .where(ImmersionChoice.registration_id.in_(ids), ImmersionChoice.current)
        .group_by(ImmersionChoice.registration_id)
    )
    choices: dict[uuid.UUID, int] = {registration_id: count for registration_id, count in session.execute(chosen)}
    offers: dict[uuid.UUID, dict[str, int]] = {}
    expected: dict[uuid.UUID, int] = {}
    counted = (
        select(Registration.id, Offer.status, func.count(Offer.id.distinct()), func.count(Participation.id))
        .join_from(Registration, Offer, refers(Offer.registration_id, Registration))
        .outerjoin(Opening, refers(Opening.offer_id, Offer))
        .outerjoin(Participation, and_(refers(Participation.opening_id, Opening), holds_place()))
        .where(Registration.id.in_(ids))
        .group_by(Registration.id, Offer.status)
    )
    for registration_id, status, count, people in session.execute(counted):
        offers.setdefault(registration_id, {})[status] = count
        expected[registration_id] = expected.get(registration_id, 0) + people
    query = select(Registration.id, Registration.role, Registration.status).where(Registration.id.in_(ids))
    return {
        id_: OwnStanding(role, status, places.get(id_), choices.get(id_, 0), offers.get(id_, {}), expected.get(id_, 0))
        for id_, role, status in session.execute(query)
    }


def own_choices(session: TenantSession, registration_id: uuid.UUID) -> Sequence[OwnChoice]:
    """Return the choices of a trainee that count now, by rank; one statement."""
    query = (
        select(ImmersionChoice.rank, Offer.reference, Offer.title, Institution.name, municipality_name())
        .join_from(ImmersionChoice, Offer, refers(ImmersionChoice.offer_id, Offer))
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .where(ImmersionChoice.registration_id == registration_id, ImmersionChoice.current)
        .order_by(ImmersionChoice.rank)
    )
    return [OwnChoice(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class OwnSaid:
    """What a trainee said of themselves that they may change."""

    phone: str | None
    expectations: str | None


def own_said(session: TenantSession, registration_id: uuid.UUID) -> OwnSaid:
    """Return what a trainee said that they may change; one statement."""
    query = (
        select(Person.phone, ImmersionTrainee.expectations)
        .join_from(Registration, Person, refers(Registration.person_id, Person))
        .outerjoin(ImmersionTrainee, refers(ImmersionTrainee.registration_id, Registration))
        .where(Registration.id == registration_id)
    )
    return OwnSaid(*session.execute(query).one())


def own_place(session: TenantSession, registration_id: uuid.UUID) -> uuid.UUID | None:
    """Return the offer in which a trainee has a place, None without one; one statement."""
    return session.scalar(_places([registration_id]).with_only_columns(Offer.id))


def own_offers(session: TenantSession, registration_id: uuid.UUID) -> Sequence[OwnOffer]:
    """Return the offers of a host, by reference; one statement."""
    query = (
        select(Offer.id, Offer.reference, Offer.title, Offer.status, capacity_in_all())
        .outerjoin(Opening, refers(Opening.offer_id, Offer))
        .where(Offer.registration_id == registration_id)
        .group_by(Offer.tenant_id, Offer.id)
        .order_by(Offer.reference)
    )
    return [OwnOffer(*row) for row in session.execute(query)]


def expected_at(session: TenantSession, registration_id: uuid.UUID) -> Sequence[Expected]:
    """Return whom a host expects at its offers, by name; one statement."""
    query = (
        select(Offer.id, Participation.id, Person.first_name, Person.last_name, Person.email, Person.phone)
        .add_columns(Institution.name, service_name(), ImmersionTrainee.expectations)
        .join_from(Offer, Opening, refers(Opening.offer_id, Offer))
        .join(Participation, and_(refers(Participation.opening_id, Opening), holds_place()))
        .join(Registration, refers(Participation.registration_id, Registration))
        .join(Person, refers(Registration.person_id, Person))
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .outerjoin(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(ImmersionTrainee, refers(ImmersionTrainee.registration_id, Registration))
        .where(Offer.registration_id == registration_id)
        .order_by(Person.search)
    )
    return [
        Expected(offer_id, place_id, full_name(first, last), *rest)
        for offer_id, place_id, first, last, *rest in session.execute(query)
    ]


def _places(registration_ids: list[uuid.UUID]) -> Select[Participation]:
    """Return the statement of the places that registrations hold, with their offers."""
    return (
        select(Participation)
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .where(Participation.registration_id.in_(registration_ids), holds_place())
    )
