"""Let go of invitations: those that ended long enough ago, and those to an address that is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, delete, func, select

from core.database.session import TenantSession
from core.staff.models import Invitation, InvitedRole


def forget_ended_invitations(session: TenantSession, *, before: datetime) -> int:
    """Delete the invitations that were accepted, were withdrawn or expired before a moment; return how many."""
    ended_at = func.coalesce(Invitation.accepted_at, Invitation.withdrawn_at, Invitation.expires_at)
    return _delete(session, ended_at < before)


def forget_invitations_of(session: TenantSession, address_key: str) -> int:
    """Delete the invitations of an address, open ones as well: their links lead nowhere from now on."""
    return _delete(session, Invitation.email_key == address_key)


def _delete(session: TenantSession, which: ColumnElement[bool]) -> int:
    theirs = InvitedRole.invitation_id.in_(select(Invitation.id).where(which))
    session.execute(delete(InvitedRole).where(theirs).execution_options(synchronize_session=False))
    gone = session.execute(delete(Invitation).where(which).execution_options(synchronize_session=False))
    return gone.rowcount if isinstance(gone, CursorResult) else 0
