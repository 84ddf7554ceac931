"""The trainees of an edition: the list with its filters, and one trainee with their history."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from core.accounts.models import Person
from core.contract.acting import require
from core.database.base import refers
from core.database.rows import grouped
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.messages.access import visible_letters
from core.messages.models import Message
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place, title_for
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
from plugins.immersion.access import READ_TRAINEES, visible_trainees
from plugins.immersion.enums import ParticipantKind, RegistrationStatus, Standing
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound, ImmersionTrainee
from plugins.immersion.queries.listing import (
    PAGE_SIZE,
    Listed,
    contains,
    has_sector,
    hosting_institutions,
    in_territory,
    part_of,
    sectors_of,
)

_Host = aliased(Organisation, name="host")
_HostInstitution = aliased(Organisation, name="host_institution")


@dataclass(frozen=True, slots=True)
class TraineeFilters:
    """What a list of trainees is narrowed to; an empty value narrows nothing."""

    #: The code of a territory, and that of a sector.
    territory: str = ""
    sector: str = ""
    standing: Standing | None = None
    priority: bool | None = None
    #: The number of the round that gave the place they have.
    round: int | None = None
    #: The reference of an offer that they name now.
    offer: str = ""
    #: Words in the reference, the name, the address, the institution or the service.
    text: str = ""


@dataclass(frozen=True, slots=True)
class TraineeRow:
    """A trainee as a list shows them. `territory` is language to text, `choices` are references by rank."""

    registration_id: uuid.UUID
    reference: str
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    language: str
    institution: str
    service: str | None
    sectors: Sequence[str] | None
    #: A code of the vocabulary, or a word it does not know.
    profession: str | None
    territory_code: str | None
    territory: dict[str, str] | None
    priority: bool
    choices: Sequence[str] | None
    #: The place they have now: offer, host, which choice it was, and the round that gave it.
    offer: str | None
    host: str | None
    rank: int | None
    round_number: int | None
    status: str
    registered_at: datetime
    withdrawn_at: datetime | None

    @property
    def standing(self) -> Standing:
        """Whether they have a place, wait for one, or withdrew."""
        if self.status == RegistrationStatus.WITHDRAWN:
            return Standing.WITHDRAWN
        return Standing.PLACED if self.offer else Standing.WITHOUT_PLACE


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One choice of a wave."""

    wave: int
    rank: int
    received_at: datetime
    current: bool
    offer: str
    title: str
    host: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place that a trainee has or had."""

    round_number: int
    rank: int
    offer: str
    title: str
    host: str
    placed_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter about a registration."""

    id: uuid.UUID
    kind: str
    subject: str
    to_address: str
    state: str
    written_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class TraineeDetail:
    """One trainee, whole: what they said, their waves of choices (the latest first), places and letters."""

    row: TraineeRow
    expectations: str | None
    said_host_service: bool | None
    withdrawal_reason: str | None
    waves: tuple[tuple[ChoiceLine, ...], ...]
    places: tuple[PlaceLine, ...]
    letters: tuple[LetterLine, ...]


def list_trainees(
    unit: Unit,
    edition_id: uuid.UUID,
    filters: TraineeFilters = TraineeFilters(),
    *,
    limit: int | None = PAGE_SIZE,
    offset: int = 0,
) -> Listed[TraineeRow]:
    """Return the trainees of an edition that exist for the actor, by reference (IM-08, IM-23).

    The same number of statements for any list. Raises NotAllowedError without the right.
    """
    require(unit.actor, READ_TRAINEES)
    seen = visible_trainees(unit.actor)
    query = _trainees(edition_id).where(seen, *_criteria(filters, edition_id)).order_by(Registration.reference)
    return part_of(unit.session, query, TraineeRow, limit=limit, offset=offset)


def find_trainee(unit: Unit, edition_id: uuid.UUID, reference: str) -> TraineeDetail | None:
    """Return one trainee by reference, or None when none exists for the actor; as many statements for any."""
    require(unit.actor, READ_TRAINEES)
    query = _trainees(edition_id).where(Registration.reference == reference, visible_trainees(unit.actor))
    found = part_of(unit.session, query, TraineeRow, limit=None, offset=0).rows
    if not found:
        return None
    row = found[0]
    said = unit.session.execute(
        select(ImmersionTrainee.expectations, ImmersionTrainee.said_host_service, Registration.withdrawal_reason)
        .select_from(Registration)
        .outerjoin(ImmersionTrainee, _of_registration(ImmersionTrainee))
        .where(Registration.id == row.registration_id)
    ).one()
    return TraineeDetail(
        row=row,
        expectations=said.expectations,
        said_host_service=said.said_host_service,
        withdrawal_reason=said.withdrawal_reason,
        waves=_waves(unit, row.registration_id),
        places=_places(unit, row.registration_id),
        letters=letters_about(unit, row.registration_id),
    )


def letters_about(unit: Unit, registration_id: uuid.UUID) -> tuple[LetterLine, ...]:
    """Return the letters about a registration that the actor may read, the newest first; one statement."""
    columns = (Message.id, Message.kind, Message.subject, Message.to_address)
    query = (
        select(*columns, Message.state, Message.written_at, Message.sent_at)
        .where(Message.about_id == registration_id, visible_letters(unit.actor))
        .order_by(Message.written_at.desc(), Message.id.desc())
    )
    return tuple(LetterLine(*values) for values in unit.session.execute(query))


def _of_registration(model: type[ImmersionTrainee] | type[Participation]) -> ColumnElement[bool]:
    return and_(model.tenant_id == Registration.tenant_id, model.registration_id == Registration.id)


def _criteria(filters: TraineeFilters, edition_id: uuid.UUID) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.territory:
        found.append(in_territory(Registration.territory_id.expression, filters.territory))
    if filters.sector:
        found.append(has_sector(Registration.organisation_id.expression, filters.sector))
    if filters.standing is not None:
        found.append(_standing(filters.standing))
    if filters.priority is not None:
        priority = _priority(edition_id)
        found.append(priority if filters.priority else ~priority)
    if filters.round is not None:
        found.append(ImmersionRound.number == filters.round)
    if filters.offer:
        found.append(_names_now(filters.offer))
    if filters.text.strip():
        names = (Registration.reference, Person.first_name, Person.last_name, Person.email)
        found.append(contains(filters.text, *(c.expression for c in (*names, Institution.name, Organisation.name))))
    return found


def _standing(standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.WITHDRAWN:
        return Registration.status == RegistrationStatus.WITHDRAWN
    place = Participation.id.is_not(None) if standing is Standing.PLACED else Participation.id.is_(None)
    return and_(Registration.status == RegistrationStatus.REGISTERED, place)


def _priority(edition_id: uuid.UUID) -> ColumnElement[bool]:
    return Organisation.institution_id.in_(hosting_institutions(edition_id))


def _names_now(reference: str) -> ColumnElement[bool]:
    chosen = aliased(Offer)
    return (
        select(ImmersionChoice.id)
        .join(chosen, and_(chosen.tenant_id == ImmersionChoice.tenant_id, chosen.id == ImmersionChoice.offer_id))
        .where(
            ImmersionChoice.tenant_id == Registration.tenant_id,
            ImmersionChoice.registration_id == Registration.id,
            ImmersionChoice.current,
            chosen.reference == reference,
        )
        .correlate(Registration)
        .exists()
    )


def _choices() -> ScalarSelect[Any]:
    chosen = aliased(Offer)
    return (
        select(func.array_agg(aggregate_order_by(chosen.reference, ImmersionChoice.rank)))
        .select_from(ImmersionChoice)
        .join(chosen, and_(chosen.tenant_id == ImmersionChoice.tenant_id, chosen.id == ImmersionChoice.offer_id))
        .where(
            ImmersionChoice.tenant_id == Registration.tenant_id,
            ImmersionChoice.registration_id == Registration.id,
            ImmersionChoice.current,
        )
        .correlate(Registration)
        .scalar_subquery()
    )


@lru_cache(maxsize=64)  # A statement of two dozen columns takes longer to put together than to run.
def _trainees(edition_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.id,
            Registration.reference,
            Person.first_name,
            Person.last_name,
            Person.email,
            Person.phone,
            Person.language,
            Institution.name,
            service_name(),
            sectors_of(Registration.organisation_id.expression),
            ImmersionTrainee.profession,
            Territory.code,
            Territory.name,
            _priority(edition_id),
            _choices(),
            Offer.reference,
            _HostInstitution.name,
            ImmersionPlacement.rank,
            ImmersionRound.number,
            Registration.status,
            Registration.registered_at,
            Registration.withdrawn_at,
        )
        .select_from(Registration)
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .join(Organisation, Organisation.id == Registration.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(ImmersionTrainee, _of_registration(ImmersionTrainee))
        .outerjoin(
            Territory, and_(Territory.tenant_id == Registration.tenant_id, Territory.id == Registration.territory_id)
        )
        .outerjoin(Participation, and_(_of_registration(Participation), holds_place()))
        .outerjoin(ImmersionPlacement, refers(ImmersionPlacement.participation_id, Participation))
        .outerjoin(Opening, refers(Participation.opening_id, Opening))
        .outerjoin(Offer, refers(Opening.offer_id, Offer))
        .outerjoin(_Host, _Host.id == Offer.organisation_id)
        .outerjoin(_HostInstitution, _HostInstitution.id == _Host.institution_id)
        .outerjoin(ImmersionRound, refers(ImmersionPlacement.round_id, ImmersionRound))
        .where(Registration.edition_id == edition_id, Registration.role == ParticipantKind.TRAINEE)
    )


def _waves(unit: Unit, registration_id: uuid.UUID) -> tuple[tuple[ChoiceLine, ...], ...]:
    query = (
        select(
            ImmersionChoice.wave,
            ImmersionChoice.rank,
            ImmersionChoice.received_at,
            ImmersionChoice.current,
            Offer.reference,
            title_for(unit),
            _HostInstitution.name,
        )
        .join(Offer, and_(Offer.tenant_id == ImmersionChoice.tenant_id, Offer.id == ImmersionChoice.offer_id))
        .join(_Host, _Host.id == Offer.organisation_id)
        .join(_HostInstitution, _HostInstitution.id == _Host.institution_id)
        .where(ImmersionChoice.registration_id == registration_id)
        .order_by(ImmersionChoice.wave.desc(), ImmersionChoice.rank)
    )
    lines = [ChoiceLine(*values) for values in unit.session.execute(query)]
    return tuple(tuple(wave) for wave in grouped((line.wave, line) for line in lines).values())


def _places(unit: Unit, registration_id: uuid.UUID) -> tuple[PlaceLine, ...]:
    query = (
        select(
            ImmersionRound.number,
            ImmersionPlacement.rank,
            Offer.reference,
            title_for(unit),
            _HostInstitution.name,
            Participation.begun_at,
            Participation.ended_at,
        )
        .select_from(Participation)
        .join(ImmersionPlacement, refers(ImmersionPlacement.participation_id, Participation))
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .join(_Host, _Host.id == Offer.organisation_id)
        .join(_HostInstitution, _HostInstitution.id == _Host.institution_id)
        .join(ImmersionRound, refers(ImmersionPlacement.round_id, ImmersionRound))
        .where(Participation.registration_id == registration_id)
        .order_by(Participation.begun_at.desc())
    )
    return tuple(PlaceLine(*values) for values in unit.session.execute(query))
