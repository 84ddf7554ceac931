"""What the page of a trainee says of what became of their place (IM-28)."""

from __future__ import annotations

from typing import Any

from core.programme.following.queries import refuses_reminders
from core.tenancy.unit import Unit
from plugins.immersion.access import FOLLOW
from plugins.immersion.lists.follow_up import STATE
from plugins.immersion.queries.trainees import TraineeDetail
from plugins.immersion.services.following import seen_by_staff
from plugins.immersion.views.follow_words import CONFLICTS, said_stretches, sayable, state_of, told_line


def followed_on_page(unit: Unit, found: TraineeDetail) -> dict[str, Any] | None:
    """Return what the page of a trainee says of what became of their place; None without one."""
    placed = seen_by_staff(unit, found.row.id)
    if placed is None:
        return None
    known = placed.known
    return {
        "state": state_of(placed, unit.today),
        "column": STATE,
        "conflict": CONFLICTS[known.conflict] if known.conflict else None,
        "contact_by": placed.contact_by,
        "dates": said_stretches(known.stretches) or None,
        "history": [told_line(each) for each in reversed(placed.told)],
        "acts": sayable(known) if unit.actor.may(FOLLOW) else (),
        "refuses": refuses_reminders(unit.session, found.row.id),
    }
