"""What somebody saw of a colleague or of an invitation, as an act on it carries along."""

from __future__ import annotations

import uuid

from core.staff.inviting import version_of_invitation
from core.staff.queries import colleague, invitation_of
from core.tenancy.unit import Unit


def version_of_colleague(unit: Unit, account_id: uuid.UUID) -> str:
    """Return the version of a colleague as the unit's actor sees them."""
    return colleague(unit.session, unit.actor, account_id).version


def seen_invitation(unit: Unit, invitation_id: uuid.UUID) -> str:
    """Return the version of an invitation as the unit's actor sees it."""
    return version_of_invitation(invitation_of(unit.session, unit.actor, invitation_id).invitation)
