"""The table of the trail; the application may add to it and read it, never change it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, utc_now
from core.database.walls import application_may


class AuditEntry(TenantOwned, Base):
    """One act: its name (`accounts.role.granted`), its subject, and what a reader needs to understand it."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "tenant_id", "subject_id"), application_may("SELECT", "INSERT"))
    act: Mapped[str]
    subject_id: Mapped[uuid.UUID | None]
    by_account_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str]
    #: The real time, and the time on the clock of an edition in rehearsal.
    at: Mapped[datetime] = mapped_column(default=utc_now)
    counted_at: Mapped[datetime]
    details: Mapped[dict[str, Any]]
