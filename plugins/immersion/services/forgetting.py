"""What goes when somebody asks to be forgotten; choices and places stay, for published figures must not change."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import delete, update

from core.tenancy.unit import Unit
from plugins.immersion.models import ImmersionHost, ImmersionTrainee


def forget_trainees(unit: Unit, registration_ids: Collection[uuid.UUID]) -> None:
    """Empty what the people of these registrations wrote of themselves; the profession stays, for the figures."""
    theirs = ImmersionTrainee.registration_id.in_(registration_ids)
    unit.session.execute(update(ImmersionTrainee).where(theirs).values(expectations=None))


def forget_deputies(unit: Unit, registration_ids: Collection[uuid.UUID]) -> None:
    """Delete who stood in for the people of these registrations."""
    unit.session.execute(delete(ImmersionHost).where(ImmersionHost.registration_id.in_(registration_ids)))
