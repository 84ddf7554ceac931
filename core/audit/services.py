"""Write into the trail, in the transaction of the act itself."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

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
