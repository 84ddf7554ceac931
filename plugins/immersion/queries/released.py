"""Places that were released: what happened to a trainee's, who has to choose again, and what followed (IM-28)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from core.database.base import refers
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.programme.errors import FollowedError
from core.programme.models import Offer, Opening, Participation, Registration, StatusChange
from core.programme.queries import holds_place
from core.programme.returning import GivenBack, what_followed_release
from core.tenancy.unit import Unit
from plugins.immersion.enums import OfferStatus, ParticipantKind, PlaceStatus, Pool, RegistrationStatus, RoundState
from plugins.immersion.lists.placed import Host as HostOrganisation
from plugins.immersion.lists.placed import HostInstitution
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound
from plugins.immersion.queries.rounds import rounds_of
from plugins.immersion.rules import begun_after, opened_on


@dataclass(frozen=True, slots=True)
class PlaceStep:
    """A place was released, or given again: when, by whom, and why it was released."""

    offer: str
    host: str
    released: bool
    at: datetime
    by: str
    reason: str | None


def place_steps(unit: Unit, registration_id: uuid.UUID) -> Sequence[PlaceStep]:
    """Return when places of a trainee were released or given again, the latest first; one statement."""
    query = (
        select(
            *(Offer.reference, HostInstitution.name, StatusChange.new == PlaceStatus.RELEASED),
            *(StatusChange.at, StatusChange.by, StatusChange.reason),
        )
        .join_from(StatusChange, Participation)
        .join_from(Participation, Opening)
        .join_from(Opening, Offer)
        .join(HostOrganisation, HostOrganisation.id == Offer.organisation_id)
        .join(HostInstitution, HostInstitution.id == HostOrganisation.institution_id)
        .where(Participation.registration_id == registration_id)
        .where(or_(StatusChange.new == PlaceStatus.RELEASED, StatusChange.old == PlaceStatus.RELEASED))
        .order_by(StatusChange.id.desc())
    )
    return [PlaceStep(*values) for values in unit.session.execute(query)]


def released_places(session: TenantSession, edition_id: uuid.UUID) -> int:
    """Return how many places of an edition were released and not given again; one statement."""
    query = select(func.count()).where(
        Participation.edition_id == edition_id, Participation.status == PlaceStatus.RELEASED
    )
    return session.scalars(query).one()


def to_choose_again(session: TenantSession, edition_id: uuid.UUID, pool: Pool) -> Sequence[uuid.UUID]:
    """Return who would be in a pool if they asked: their place was released, and they have not chosen since.

    One statement; what it says of who asks is what rules.asks says of values.
    """
    chosen = exists().where(ImmersionChoice.registration_id == Registration.id)
    placed = exists().where(Participation.registration_id == Registration.id, holds_place())
    query = (
        select(Registration.id)
        .where(
            Registration.edition_id == edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.status == RegistrationStatus.REGISTERED,
        )
        .where(chosen, ~chosen.where(ImmersionChoice.current), ~placed)
        .order_by(Registration.reference)
    )
    return session.scalars(query.where(_hosts_too()) if pool is Pool.PRIORITY else query).all()


def _hosts_too() -> ColumnElement[bool]:
    """Return the criterion that the institution of a Registration hosts in its edition: rules.has_priority."""
    own, host = aliased(Organisation), aliased(Organisation)
    return exists().where(
        own.id == Registration.organisation_id,
        host.institution_id == own.institution_id,
        Offer.organisation_id == host.id,
        Offer.edition_id == Registration.edition_id,
        Offer.status == OfferStatus.ACCEPTED,
    )


def next_rounds(session: TenantSession, edition_id: uuid.UUID) -> Sequence[ImmersionRound]:
    """Return the rounds that are still planned and can be opened: they see a place that is free now."""
    rounds = rounds_of(session, edition_id)
    states = {each.number: each.state for each in rounds}
    return [each for each in rounds if each.state == RoundState.PLANNED and begun_after(each.number, states) is None]


def next_round_of(session: TenantSession, edition_id: uuid.UUID, registration_id: uuid.UUID) -> ImmersionRound | None:
    """Return the first of these rounds in which somebody without a place would be, once they choose; two statements."""
    first = has_priority(session, registration_id)
    planned = next_rounds(session, edition_id)
    return next((each for each in planned if each.pool == Pool.EVERYBODY or first), None)


def has_priority(session: TenantSession, registration_id: uuid.UUID) -> bool:
    """Say whether the institution of a registration hosts in its edition (IM-17); one statement."""
    return bool(session.scalars(select(_hosts_too()).where(Registration.id == registration_id)).one())


def what_followed(unit: Unit, registration_id: uuid.UUID, places: Sequence[GivenBack]) -> FollowedError | None:
    """Return what followed the release of a trainee's places, by which they cannot have them again, or None (IM-28).

    What what_followed_release says; new choices of theirs; a round that was opened on a place as a free one. Four
    statements.
    """
    if found := what_followed_release(unit, registration_id, places):
        return found
    chosen = select(ImmersionChoice.id).where(ImmersionChoice.registration_id == registration_id)
    if unit.session.scalar(chosen.where(ImmersionChoice.current).limit(1)):
        return FollowedError("chosen again", places[0].offer)
    return next((found for place in places if (found := _opened_since(unit, place))), None)


def _opened_since(unit: Unit, place: GivenBack) -> FollowedError | None:
    """Return the first round that was opened after the one that gave a place, and on it as a free one."""
    given, later = aliased(ImmersionRound), aliased(ImmersionRound)
    frozen = cast(later.snapshot, JSONB)["fixed"][Registration.reference].astext
    query = (
        select(later.number, frozen)
        .select_from(Participation)
        .join(Registration, refers(Participation.registration_id, Registration))
        .join(ImmersionPlacement, refers(ImmersionPlacement.participation_id, Participation))
        .join(given, refers(ImmersionPlacement.round_id, given))
        .join(later, and_(later.tenant_id == given.tenant_id, later.edition_id == given.edition_id))
        .where(Participation.id == place.participation_id, later.number > given.number)
        .where(later.state != RoundState.PLANNED, later.snapshot.is_not(None))
        .order_by(later.number)
    )
    for number, had in unit.session.execute(query):
        if opened_on(place.offer, had):
            return FollowedError("round opened", str(number))
    return None
