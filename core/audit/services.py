"""Write into the trail, in the transaction of the act itself."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.audit.models import AuditEntry

if TYPE_CHECKING:
    from core.tenancy.unit import Unit


def record(unit: Unit, act: str, subject_id: uuid.UUID | None = None, **details: Any) -> None:
    """Record that the unit's actor did `act` (`room.subject.verb_in_past`) to the row `subject_id`.

    `details` are plain values that explain the act to a reader: never what somebody wrote about a person, such as why
    they withdrew, and never the content of a dossier. Nothing in the trail can be corrected; names and details can be
    emptied (`core.audit.retention`).
    """
    unit.session.add(
        AuditEntry(
            act=act,
            subject_id=subject_id,
            by_account_id=unit.actor.account_id,
            by_name=unit.actor.name,
            counted_at=unit.now,
            details=details,
        )
    )


def done_before(unit: Unit, acts: Collection[str], subject_id: uuid.UUID | None = None, **details: Any) -> bool:
    """Say whether the unit's actor has done one of `acts` already, with these details among others.

    For the second press of a button: what carries the version that was looked at can be done once.
    """
    return what_was_done(unit, acts, subject_id, **details) is not None


def what_was_done(
    unit: Unit, acts: Collection[str], subject_id: uuid.UUID | None = None, **details: Any
) -> Mapping[str, Any] | None:
    """Return the details of what `done_before` finds, so that a second press is answered as the first; or None."""
    query = select(AuditEntry.details).where(
        AuditEntry.act.in_(acts),
        AuditEntry.by_account_id == unit.actor.account_id,
        AuditEntry.details.contains(details),
        *([AuditEntry.subject_id == subject_id] if subject_id else []),
    )
    return unit.session.scalar(query.limit(1))
