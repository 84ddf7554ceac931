"""Reads of what was said of places, and of the times that were agreed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, func, literal, select

from core.database.rows import grouped
from core.database.session import TenantSession
from core.programme.following.rules import Said, Side, Stage, Step, Stretch
from core.programme.models import FollowUp, FollowUpStep, Registration, ReminderRefusal


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was said of a place, for its history."""

    said: Said
    at: datetime
    by: str | None
    words: str | None


def told_of(session: TenantSession, participation_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Told]]:
    """Return what was said of places, by participation, in the order in which it was said; one statement."""
    query = (
        select(FollowUpStep)
        .where(FollowUpStep.participation_id.in_(participation_ids))
        .order_by(FollowUpStep.id)
        .execution_options(populate_existing=True)
    )
    return grouped((row.participation_id, _told(row)) for row in session.scalars(query))


def said_of(session: TenantSession, participation_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Said]]:
    """Return what was said of places as the rules take it; one statement."""
    return {id_: [each.said for each in told] for id_, told in told_of(session, participation_ids).items()}


def stage() -> ColumnElement[str]:
    """Return the stage of a place in a statement that joins its FollowUp, if it has any."""
    return func.coalesce(FollowUp.stage, literal(Stage.WAITING.value), type_=String())


def refuses_reminders(session: TenantSession, registration_id: uuid.UUID) -> bool:
    """Say whether the person of a registration wants no reminders; one statement."""
    query = select(ReminderRefusal.id).join(Registration, Registration.person_id == ReminderRefusal.person_id)
    return session.scalar(query.where(Registration.id == registration_id)) is not None


def _told(row: FollowUpStep) -> Told:
    stretches = tuple(Stretch(*map(datetime.fromisoformat, pair)) for pair in row.stretches or ())
    said = Said(Side(row.side), Step(row.step), row.said_on, row.day, stretches, row.reason)
    return Told(said, row.at, row.by, row.words)
