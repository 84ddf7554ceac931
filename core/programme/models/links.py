"""Links that letters bring: they open the pages of one registration without a sign-in."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_alive


class PersonalLink(TenantOwned, Base):
    """A link by which somebody reaches what is theirs in an edition: one registration, and nothing else (FD-08)."""

    __tablename__ = "personal_link"
    __table_args__ = (
        inside("edition"),
        inside("registration"),
        one_alive("uq_personal_link_registration", "registration_id", alive="revoked_at IS NULL"),
        Index("ix_personal_link_edition", "tenant_id", "edition_id"),
    )
    edition_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID]
    made_at: Mapped[datetime]
    #: When it was replaced by another one, or withdrawn; it opens nothing since.
    revoked_at: Mapped[datetime | None]
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
