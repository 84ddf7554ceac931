"""How many places stand where after a round: what waits, and whether people contact their hosts (IM-28, IM-29)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select

from core.accounts.models import Person
from core.database.base import refers
from core.programme.following.rules import Stage
from core.programme.models import FollowUp, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
from plugins.immersion.access import READ_PLACEMENTS, visible_placements
from plugins.immersion.lists.follow_up import TO_PHONE, state, to_phone
from plugins.immersion.models import ImmersionPlacement


@dataclass(frozen=True, slots=True)
class FollowCounts:
    """Of the places of a territory, None for those of no territory: how many led to what."""

    territory: str | None
    places: int
    contacted: int
    agreed: int
    took_place: int
    did_not: int


def waiting_counts(unit: Unit, edition_id: uuid.UUID) -> Mapping[str, int]:
    """Return how many places that exist for the actor stand where, and how many people are to be phoned.

    One statement.
    """
    if not unit.actor.may(READ_PLACEMENTS):
        return {}
    query = (
        _places(edition_id)
        .with_only_columns(state().label("said"), func.count(), func.count().filter(to_phone()))
        .join(Person, refers(Registration.person_id, Person))
        .where(visible_placements(unit.actor))
        .group_by("said")
    )
    rows = unit.session.execute(query, {"today": unit.today.isoformat()}).all()
    return {TO_PHONE: sum(row[2] for row in rows), **{row[0]: row[1] for row in rows}}


def follow_counts(unit: Unit, edition_id: uuid.UUID) -> Sequence[FollowCounts]:
    """Return what became of the places of an edition, by territory of the trainee; a statement. Whoever asks may."""
    query = (
        _places(edition_id)
        .with_only_columns(
            Territory.code,
            func.count(),
            func.count(FollowUp.contacted_on),
            func.count(FollowUp.first_day),
            func.count().filter(and_(FollowUp.stage == Stage.TOOK_PLACE, FollowUp.conflict.is_(None))),
            func.count().filter(and_(FollowUp.stage == Stage.DID_NOT, FollowUp.conflict.is_(None))),
        )
        .outerjoin(Territory, refers(Registration.territory_id, Territory))
        .group_by(Territory.code)
        .order_by(Territory.code)
    )
    return [FollowCounts(*row) for row in unit.session.execute(query)]


def in_all(counts: Sequence[FollowCounts]) -> FollowCounts:
    """Return the sum of the counts of territories."""
    names = ("places", "contacted", "agreed", "took_place", "did_not")
    return FollowCounts(None, *(sum(getattr(each, name) for each in counts) for name in names))


def _places(edition_id: uuid.UUID) -> Select[Participation]:
    return (
        select(Participation)
        .join(ImmersionPlacement, refers(ImmersionPlacement.participation_id, Participation))
        .join(Registration, refers(Participation.registration_id, Registration))
        .outerjoin(FollowUp, refers(FollowUp.participation_id, Participation))
        .where(Participation.edition_id == edition_id, holds_place())
    )
