"""Tables of the public site."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside


class PageOverride(TenantOwned, Base):
    """A decision that a public page of an edition is open, or closed, on some days, whatever the calendar says."""

    __tablename__ = "page_override"
    __table_args__ = (
        inside("edition"),
        CheckConstraint("last_day >= first_day", name="days_in_order"),
        Index("ix_page_override_edition", "tenant_id", "edition_id"),
    )
    edition_id: Mapped[uuid.UUID]
    #: The endpoint of the page.
    page: Mapped[str]
    opens: Mapped[bool]
    first_day: Mapped[date]
    last_day: Mapped[date]
    #: Why, in one or more languages: the page tells it.
    reason: Mapped[dict[str, str]]
    by: Mapped[str]
    at: Mapped[datetime]
    #: When it was taken back; None while it counts.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
