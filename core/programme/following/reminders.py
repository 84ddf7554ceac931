"""Who wants no reminders, and says so with one press (IM-33)."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from core.audit.services import record
from core.database.base import uuid7
from core.programme.models import Registration, ReminderRefusal
from core.tenancy.unit import Unit


def want_reminders(unit: Unit, registration: Registration, *, wanted: bool) -> None:
    """Let the person of a registration get no reminders any more, or again; done again it changes nothing.

    An act on what is the actor's own; whoever calls this has found the registration so. What decides something about
    them is told all the same.
    """
    person_id = registration.person_id
    if wanted:
        changed = unit.session.scalars(
            delete(ReminderRefusal).where(ReminderRefusal.person_id == person_id).returning(ReminderRefusal.id)
        ).all()
    else:
        row = {"tenant_id": unit.session.tenant_id, "id": uuid7(), "person_id": person_id, "since": unit.now}
        statement = insert(ReminderRefusal).values(row).on_conflict_do_nothing().returning(ReminderRefusal.id)
        changed = unit.session.scalars(statement).all()
    if changed:
        record(unit, "programme.reminders.wanted" if wanted else "programme.reminders.refused", registration.id)
