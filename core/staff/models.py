"""Invitations to the staff of a network, and the roles that each promises."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_alive, one_per_tenant, utc_now
from core.database.walls import application_may

#: What the application reads of an invitation: everything but what is kept of its token.
_READ = (
    "tenant_id, id, email, email_key, name, language, invited_by_id, invited_at, expires_at, accepted_at, withdrawn_at"
)


class Invitation(TenantOwned, Base):
    """Somebody whom a letter invites to take on roles; its link counts once, until it expires or is withdrawn.

    Whether there is a sign-in of that address already is found out by whoever brings the link, and by nobody else.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        one_per_tenant("token_hash"),
        one_alive("uq_invitation_open", "email_key", alive="accepted_at IS NULL AND withdrawn_at IS NULL"),
        application_may(
            f"SELECT ({_READ})",
            "INSERT",
            "UPDATE (token_hash, invited_by_id, invited_at, expires_at, accepted_at, withdrawn_at)",
            "DELETE",
        ),
    )
    token_hash: Mapped[str] = mapped_column(deferred=True, deferred_raiseload=True)
    email: Mapped[str]
    email_key: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    #: Who invited last: what they may not give any more, the link does not give either.
    invited_by_id: Mapped[uuid.UUID | None]
    invited_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether it is neither accepted nor withdrawn; it may have expired."""
        return self.accepted_at is None and self.withdrawn_at is None


class InvitedRole(TenantOwned, Base):
    """A role that an invitation promises."""

    __tablename__ = "invited_role"
    __table_args__ = (
        inside("invitation"),
        inside("territory"),
        Index("ix_invited_role_invitation", "tenant_id", "invitation_id"),
        application_may("SELECT", "INSERT", "DELETE"),
    )
    invitation_id: Mapped[uuid.UUID]
    role: Mapped[str]
    module: Mapped[str | None]
    territory_id: Mapped[uuid.UUID | None]
    until: Mapped[date | None]
