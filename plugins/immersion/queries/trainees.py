"""One trainee of an edition with their history."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.database.rows import grouped
from core.listing.reading import ListRow, read_rows
from core.messages.queries import LetterLine, letters_about
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import title_for
from core.programme.returning import GivenBack, Undone, given_back, undone_withdrawals
from core.tenancy.unit import Unit
from plugins.immersion.enums import TOOK_BACK, OfferStatus, Standing
from plugins.immersion.lists.placed import Host as HostOrganisation
from plugins.immersion.lists.placed import HostInstitution
from plugins.immersion.lists.trainees import TRAINEES
from plugins.immersion.models import ImmersionChoice, ImmersionPlacement, ImmersionRound, ImmersionTrainee
from plugins.immersion.queries.frozen import Frozen, frozen_choices
from plugins.immersion.queries.released import PlaceStep, place_steps
from plugins.immersion.queries.rounds import Host, hosts_by_reference
from plugins.immersion.returning import RELEASE, WITHDRAWAL


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
    #: Whether it is offered still.
    offered: bool = True


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
    status: str


@dataclass(frozen=True, slots=True)
class TraineeDetail:
    """One trainee, whole: what they said, their waves of choices (the latest first), places and letters."""

    row: ListRow
    expectations: str | None
    said_host_service: bool | None
    withdrawal_reason: str | None
    waves: tuple[tuple[ChoiceLine, ...], ...]
    #: On what rounds decided, and those of it that are no wave any more, by the round's number.
    frozen: Sequence[Frozen]
    changed_since: Mapping[int, Sequence[ChoiceLine]]
    places: tuple[PlaceLine, ...]
    #: Which withdrawals were taken back, and what a withdrawal gave back that can be had again.
    undone: Sequence[Undone]
    given_back: Sequence[GivenBack]
    #: When places were released or given again, the latest first; and what was released and can be had again.
    steps: Sequence[PlaceStep]
    released: Sequence[GivenBack]
    version: int
    territory_id: uuid.UUID | None
    letters: tuple[LetterLine, ...]


def find_trainee(unit: Unit, edition_id: uuid.UUID, reference: str) -> TraineeDetail | None:
    """Return one trainee by reference, or None when none exists for the actor; as many statements for any."""
    found = read_rows(unit, TRAINEES, {"edition": edition_id}, Registration.reference == reference)
    if not found:
        return None
    row = found[0]
    said = unit.session.execute(
        select(
            *(ImmersionTrainee.expectations, ImmersionTrainee.said_host_service),
            *(Registration.withdrawal_reason, Registration.version, Registration.territory_id),
        )
        .outerjoin_from(Registration, ImmersionTrainee)
        .where(Registration.id == row.id)
    ).one()
    waves = _waves(unit, row.id)
    frozen = frozen_choices(unit.session, edition_id, row.reference)
    return TraineeDetail(
        row=row,
        expectations=said.expectations,
        said_host_service=said.said_host_service,
        withdrawal_reason=said.withdrawal_reason,
        waves=waves,
        frozen=frozen,
        changed_since=_changed_since(unit, edition_id, frozen, waves),
        places=_places(unit, row.id),
        undone=undone_withdrawals(unit, TOOK_BACK, row.id),
        given_back=given_back(unit, row.id, WITHDRAWAL) if row.withdrawn_at else (),
        steps=place_steps(unit, row.id),
        released=given_back(unit, row.id, RELEASE) if row.standing == Standing.WITHOUT_PLACE else (),
        version=said.version,
        territory_id=said.territory_id,
        letters=letters_about(unit, row.id),
    )


def _changed_since(
    unit: Unit, edition_id: uuid.UUID, frozen: Sequence[Frozen], waves: Sequence[Sequence[ChoiceLine]]
) -> dict[int, Sequence[ChoiceLine]]:
    """Return the choices that rounds froze and that nobody has any more; a statement if there are any."""
    kept = {tuple(line.offer for line in wave) for wave in waves}
    lost = [each for each in frozen if each.choices not in kept and each.choices]
    named = {offer for each in lost for offer in each.choices}
    hosts = hosts_by_reference(unit.session, edition_id, named) if lost else {}
    return {
        each.round_number: [
            ChoiceLine(0, rank, each.frozen_at, False, offer, host.title or "", host.name or offer)
            for rank, offer in enumerate(each.choices, start=1)
            for host in [hosts.get(offer, Host(None, None, None))]
        ]
        for each in lost
    }


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
            Offer.status != OfferStatus.WITHDRAWN,
        )
        .join_from(ImmersionChoice, Offer)
        .join(HostOrganisation, HostOrganisation.id == Offer.organisation_id)
        .join(HostInstitution, HostInstitution.id == HostOrganisation.institution_id)
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
            Participation.status,
        )
        .join_from(Participation, ImmersionPlacement)
        .join_from(Participation, Opening)
        .join_from(Opening, Offer)
        .join(HostOrganisation, HostOrganisation.id == Offer.organisation_id)
        .join(HostInstitution, HostInstitution.id == HostOrganisation.institution_id)
        .join_from(ImmersionPlacement, ImmersionRound)
        .where(Participation.registration_id == registration_id)
        .order_by(Participation.begun_at.desc())
    )
    return tuple(PlaceLine(*values) for values in unit.session.execute(query))
