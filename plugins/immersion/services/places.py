"""Give places and take them back; the count of an opening follows by itself (its trigger)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from core.database.base import uuid7
from core.programme.models import Opening, Participation, StatusChange
from core.tenancy.unit import Unit
from plugins.immersion.enums import PlaceStatus
from plugins.immersion.models import ImmersionPlacement


@dataclass(frozen=True, slots=True)
class Place:
    """A place to be given: to whom, in which opening of which offer, and which of their choices it was (from 1)."""

    registration_id: uuid.UUID
    person_id: uuid.UUID
    offer_id: uuid.UUID
    opening_id: uuid.UUID
    rank: int


@dataclass(frozen=True, slots=True)
class LivePlace:
    """A place that somebody holds."""

    id: uuid.UUID
    registration_id: uuid.UUID
    offer_id: uuid.UUID
    participation_id: uuid.UUID
    opening_id: uuid.UUID


def lock_openings(unit: Unit, opening_ids: Iterable[uuid.UUID]) -> None:
    """Lock openings in the order of their keys, as everybody does, so that two acts never wait for each other."""
    query = select(Opening.id).where(Opening.id.in_(sorted(opening_ids))).order_by(Opening.id)
    unit.session.execute(query.with_for_update(key_share=True)).all()


def give(unit: Unit, edition_id: uuid.UUID, round_id: uuid.UUID, places: Sequence[Place]) -> None:
    """Write `places` as participations that hold a place, with their history; three statements.

    The caller has locked the openings and seen that there is room; the database refuses what is one too many anyway.
    """
    rows = [(uuid7(), place) for place in places]
    unit.session.insert_many(
        Participation,
        (
            {
                "id": participation_id,
                "edition_id": edition_id,
                "opening_id": place.opening_id,
                "registration_id": place.registration_id,
                "person_id": place.person_id,
                "status": PlaceStatus.PLACED.value,
                "holds_place": True,
            }
            for participation_id, place in rows
        ),
    )
    unit.session.insert_many(
        StatusChange,
        (
            {
                "participation_id": participation_id,
                "new": PlaceStatus.PLACED.value,
                "by": unit.actor.name,
                "at": unit.now,
            }
            for participation_id, _ in rows
        ),
    )
    unit.session.insert_many(
        ImmersionPlacement,
        (
            {
                "edition_id": edition_id,
                "registration_id": place.registration_id,
                "offer_id": place.offer_id,
                "participation_id": participation_id,
                "round_id": round_id,
                "rank": place.rank,
                "placed_at": unit.now,
            }
            for participation_id, place in rows
        ),
    )


def live_places(unit: Unit, registration_ids: Collection[uuid.UUID]) -> list[LivePlace]:
    """Return the places that these trainees hold; one statement."""
    query = (
        select(
            ImmersionPlacement.id,
            ImmersionPlacement.registration_id,
            ImmersionPlacement.offer_id,
            ImmersionPlacement.participation_id,
            Participation.opening_id,
        )
        .join(
            Participation,
            (Participation.tenant_id == ImmersionPlacement.tenant_id)
            & (Participation.id == ImmersionPlacement.participation_id),
        )
        .where(ImmersionPlacement.registration_id.in_(registration_ids), ImmersionPlacement.ended_at.is_(None))
    )
    return [LivePlace(*row) for row in unit.session.execute(query)]


def free(unit: Unit, places: Sequence[LivePlace], reasons: dict[uuid.UUID, str | None]) -> None:
    """End `places`, with their history; `reasons` are by registration. Four statements.

    The openings are locked first, for the trigger touches them in an order of its own.
    """
    if not places:
        return
    lock_openings(unit, {place.opening_id for place in places})
    unit.session.execute(
        update(Participation)
        .where(Participation.id.in_([place.participation_id for place in places]))
        .values(status=PlaceStatus.WITHDRAWN.value, holds_place=False)
        .execution_options(synchronize_session=False)
    )
    unit.session.execute(
        update(ImmersionPlacement)
        .where(ImmersionPlacement.id.in_([place.id for place in places]))
        .values(ended_at=unit.now)
        .execution_options(synchronize_session=False)
    )
    unit.session.insert_many(
        StatusChange,
        (
            {
                "participation_id": place.participation_id,
                "old": PlaceStatus.PLACED.value,
                "new": PlaceStatus.WITHDRAWN.value,
                "by": unit.actor.name,
                "at": unit.now,
                "reason": reasons.get(place.registration_id),
            }
            for place in places
        ),
    )
