"""One trainee of an edition with their history."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.database.rows import grouped
from core.listing.reading import ListRow, read_rows
from core.messages.access import visible_letters
from core.messages.models import Message
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import title_for
from core.tenancy.unit import Unit
from plugins.immersion.lists.placed import Host, HostInstitution
from plugins.immersion.lists.trainees import TRAINEES
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound, ImmersionTrainee


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

    row: ListRow
    expectations: str | None
    said_host_service: bool | None
    withdrawal_reason: str | None
    waves: tuple[tuple[ChoiceLine, ...], ...]
    places: tuple[PlaceLine, ...]
    letters: tuple[LetterLine, ...]


def find_trainee(unit: Unit, edition_id: uuid.UUID, reference: str) -> TraineeDetail | None:
    """Return one trainee by reference, or None when none exists for the actor; as many statements for any."""
    found = read_rows(unit, TRAINEES, {"edition": edition_id}, Registration.reference == reference)
    if not found:
        return None
    row = found[0]
    said = unit.session.execute(
        select(ImmersionTrainee.expectations, ImmersionTrainee.said_host_service, Registration.withdrawal_reason)
        .outerjoin_from(Registration, ImmersionTrainee)
        .where(Registration.id == row.id)
    ).one()
    return TraineeDetail(
        row=row,
        expectations=said.expectations,
        said_host_service=said.said_host_service,
        withdrawal_reason=said.withdrawal_reason,
        waves=_waves(unit, row.id),
        places=_places(unit, row.id),
        letters=letters_about(unit, row.id),
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


def _waves(unit: Unit, registration_id: uuid.UUID) -> tuple[tuple[ChoiceLine, ...], ...]:
    query = (
        select(
            ImmersionChoice.wave,
            ImmersionChoice.rank,
            ImmersionChoice.received_at,
            ImmersionChoice.current,
            Offer.reference,
            title_for(unit),
            HostInstitution.name,
        )
        .join_from(ImmersionChoice, Offer)
        .join(Host, Host.id == Offer.organisation_id)
        .join(HostInstitution, HostInstitution.id == Host.institution_id)
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
            HostInstitution.name,
            Participation.begun_at,
            Participation.ended_at,
        )
        .join_from(Participation, ImmersionPlacement)
        .join_from(Participation, Opening)
        .join_from(Opening, Offer)
        .join(Host, Host.id == Offer.organisation_id)
        .join(HostInstitution, HostInstitution.id == Host.institution_id)
        .join_from(ImmersionPlacement, ImmersionRound)
        .where(Participation.registration_id == registration_id)
        .order_by(Participation.begun_at.desc())
    )
    return tuple(PlaceLine(*values) for values in unit.session.execute(query))
