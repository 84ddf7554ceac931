"""Reads for whoever chooses: the offers there are, and where they stand themselves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from core.contract.standing import Standing
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution, municipality_name, service_name
from core.messages.envelope import Words
from core.programme.capacity import left_in_all, over_openings
from core.programme.models import Offer, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.models import Municipality
from plugins.immersion.choosing import Choosable, Stand
from plugins.immersion.enums import OfferStatus, PlaceStatus, RoundState
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.queries.frozen import frozen_choices
from plugins.immersion.queries.released import next_round_of


@dataclass(frozen=True, slots=True)
class OfferToChoose:
    """An offer as whoever chooses reads it."""

    reference: str
    title: Words
    institution: str
    service: str | None
    municipality: Words
    territory_id: uuid.UUID | None
    facts: Choosable


def offers_to_choose_from(session: TenantSession, edition_id: uuid.UUID) -> Sequence[OfferToChoose]:
    """Return the offers of an edition, those that can be chosen and those that cannot any more; one statement.

    In the order of their institutions, then of their references.
    """
    query = (
        select(Offer.reference, Offer.title, Institution.name, service_name(), municipality_name(), Offer.territory_id)
        .add_columns(Institution.id, Offer.status == OfferStatus.ACCEPTED, over_openings(left_in_all()))
        .join_from(Offer, Organisation)
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(Municipality, Municipality.nis == Organisation.nis)
        .where(Offer.edition_id == edition_id)
        .order_by(Institution.name_key, Offer.reference)
    )
    found = []
    for reference, title, name, service, town, territory_id, institution, accepted, left in session.execute(query):
        facts = Choosable(institution, accepted, left)
        found.append(OfferToChoose(reference, title, name, service, town, territory_id, facts))
    return found


def judged_by(offers: Sequence[OfferToChoose]) -> Mapping[str, Choosable]:
    """Return what choices are judged by, by the reference of the offer."""
    return {each.reference: each.facts for each in offers}


def stand_of(session: TenantSession, registration: Registration) -> Stand:
    """Return where a trainee stands, as far as it decides whether they may choose now; six statements."""
    of_them = Participation.registration_id == registration.id
    has_place = bool(session.scalar(select(exists().where(of_them, holds_place()))))
    released = bool(session.scalar(select(exists().where(of_them, Participation.status == PlaceStatus.RELEASED))))
    frozen = frozen_choices(session, registration.edition_id, registration.reference)
    following = next_round_of(session, registration.edition_id, registration.id)
    return Stand(
        ended=registration.standing == Standing.ENDED,
        has_place=has_place,
        frozen=any(each.state != RoundState.PUBLISHED for each in frozen),
        asked_again=released or bool(frozen),
        next_round_on=following.planned_day if following else None,
    )


def chosen_references(session: TenantSession, registration_id: uuid.UUID) -> tuple[str, ...]:
    """Return the offers that somebody chooses now, by their references, the first choice first; one statement."""
    query = (
        select(Offer.reference)
        .join_from(ImmersionChoice, Offer)
        .where(ImmersionChoice.registration_id == registration_id, ImmersionChoice.current)
        .order_by(ImmersionChoice.rank)
    )
    return tuple(session.scalars(query))


def institution_of(session: TenantSession, registration: Registration) -> uuid.UUID | None:
    """Return the institution for which somebody takes part; one statement."""
    query = select(Organisation.institution_id).where(Organisation.id == registration.organisation_id)
    return session.scalar(query)
