"""Tables of drafts."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, one_per_tenant, versioned


class Draft(TenantOwned, Base):
    """What somebody typed into a form and has not sent yet: of a sign-in, or of a registration that came by its link.

    `holder_id` is the one or the other. Sent, begun anew or expired, it is deleted.
    """

    __tablename__ = "draft"
    __table_args__ = (
        one_per_tenant("holder_id", "kind", "owner_id", "key"),
        Index("ix_draft_owner", "tenant_id", "owner_id"),
        Index("ix_draft_expires_at", "tenant_id", "expires_at"),
    )
    holder_id: Mapped[uuid.UUID]
    #: The form, by the name its module gives it ("lunch.guest"); the edition or whatever it is for; which one of them.
    kind: Mapped[str]
    owner_id: Mapped[uuid.UUID]
    key: Mapped[str]
    #: The path of its page.
    page: Mapped[str]
    #: Name and value of each field, in the order of the form.
    content: Mapped[list[Any]] = mapped_column(JSONB)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    #: When whoever it is of was told that it will go.
    noticed_at: Mapped[datetime | None]
    #: Whom that letter reaches, as their sign-in said when it was saved; empty for who came by a link.
    to_name: Mapped[str | None]
    to_address: Mapped[str | None]
    language: Mapped[str | None]
    version: Mapped[int] = versioned()
