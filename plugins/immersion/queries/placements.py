"""The places that rounds gave: the list with its filters, and those of one offer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from core.accounts.models import Person
from core.contract.acting import require
from core.database.base import refers
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place, title_for
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
from plugins.immersion.access import READ_PLACEMENTS, visible_placements
from plugins.immersion.models import ImmersionPlacement, ImmersionRound, ImmersionTrainee
from plugins.immersion.queries.listing import PAGE_SIZE, Listed, contains, in_territory, part_of

_Host = aliased(Organisation, name="host")
_HostInstitution = aliased(Organisation, name="host_institution")
_HostRegistration = aliased(Registration, name="host_registration")
_HostPerson = aliased(Person, name="host_person")
_HostTerritory = aliased(Territory, name="host_territory")


@dataclass(frozen=True, slots=True)
class PlacementFilters:
    """What a list of placements is narrowed to; an empty value narrows nothing."""

    #: The number of a round.
    round: int | None = None
    #: The code of a territory: the trainee's or the host's.
    territory: str = ""
    #: Which of the trainee's choices it was, from 1.
    rank: int | None = None
    #: Words in references, names and institutions.
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A place that somebody has; territories are language to text."""

    placement_id: uuid.UUID
    round_number: int
    rank: int
    placed_at: datetime
    reference: str
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    institution: str
    service: str | None
    profession: str | None
    territory_code: str | None
    territory: dict[str, str] | None
    offer: str
    title: str
    host: str
    host_territory_code: str | None
    host_territory: dict[str, str] | None
    contact_first: str
    contact_last: str
    contact_email: str | None
    contact_phone: str | None


def list_placements(
    unit: Unit,
    edition_id: uuid.UUID,
    filters: PlacementFilters = PlacementFilters(),
    *,
    limit: int | None = PAGE_SIZE,
    offset: int = 0,
) -> Listed[PlacementRow]:
    """Return the places that people have in an edition and that exist for the actor, by round and reference (IM-23).

    The same number of statements for any list. Raises NotAllowedError without the right.
    """
    require(unit.actor, READ_PLACEMENTS)
    query = (
        _placements(unit)
        .where(Participation.edition_id == edition_id, visible_placements(unit.actor), *_criteria(filters))
        .order_by(ImmersionRound.number, Registration.reference)
    )
    return part_of(unit.session, query, PlacementRow, limit=limit, offset=offset)


def placements_of_offer(unit: Unit, offer_id: uuid.UUID) -> Sequence[PlacementRow]:
    """Return the trainees whom an offer expects and who exist for the actor, by name; one statement."""
    require(unit.actor, READ_PLACEMENTS)
    query = _placements(unit).where(Offer.id == offer_id, visible_placements(unit.actor))
    query = query.order_by(Person.last_name, Person.first_name, Registration.reference)
    return part_of(unit.session, query, PlacementRow, limit=None, offset=0).rows


def _criteria(filters: PlacementFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.round is not None:
        found.append(ImmersionRound.number == filters.round)
    if filters.rank is not None:
        found.append(ImmersionPlacement.rank == filters.rank)
    if filters.territory:
        sides = (Registration.territory_id.expression, Offer.territory_id.expression)
        found.append(or_(*(in_territory(side, filters.territory) for side in sides)))
    if filters.text.strip():
        trainee = (Registration.reference, Person.first_name, Person.last_name, Institution.name)
        host = (Offer.reference, _HostInstitution.name, _HostPerson.last_name)
        found.append(contains(filters.text, *(column.expression for column in (*trainee, *host))))
    return found


def _placements(unit: Unit) -> Select[*tuple[Any, ...]]:
    place = ImmersionPlacement
    return (
        select(
            place.id,
            ImmersionRound.number,
            place.rank,
            Participation.begun_at,
            Registration.reference,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.phone,
            Institution.name,
            service_name(),
            ImmersionTrainee.profession,
            Territory.code,
            Territory.name,
            Offer.reference,
            title_for(unit),
            _HostInstitution.name,
            _HostTerritory.code,
            _HostTerritory.name,
            _HostPerson.first_name,
            _HostPerson.last_name,
            _HostPerson.email,
            _HostPerson.phone,
        )
        .select_from(Participation)
        .join(place, refers(place.participation_id, Participation))
        .join(ImmersionRound, refers(place.round_id, ImmersionRound))
        .join(Registration, refers(Participation.registration_id, Registration))
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .join(Organisation, Organisation.id == Registration.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(
            ImmersionTrainee,
            and_(
                ImmersionTrainee.tenant_id == place.tenant_id,
                ImmersionTrainee.registration_id == Participation.registration_id,
            ),
        )
        .outerjoin(Territory, and_(Territory.tenant_id == place.tenant_id, Territory.id == Registration.territory_id))
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .join(_Host, _Host.id == Offer.organisation_id)
        .join(_HostInstitution, _HostInstitution.id == _Host.institution_id)
        .join(
            _HostRegistration,
            and_(_HostRegistration.tenant_id == place.tenant_id, _HostRegistration.id == Offer.registration_id),
        )
        .join(
            _HostPerson,
            and_(_HostPerson.tenant_id == place.tenant_id, _HostPerson.id == _HostRegistration.person_id),
        )
        .outerjoin(
            _HostTerritory,
            and_(_HostTerritory.tenant_id == place.tenant_id, _HostTerritory.id == Offer.territory_id),
        )
        .where(holds_place())
    )
