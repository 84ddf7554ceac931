"""When an opening takes place, and who was there."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant


class Occurrence(TenantOwned, Base):
    """One dated happening of an opening."""

    __tablename__ = "occurrence"
    __table_args__ = (
        inside("opening"),
        inside("participation", optional=True),
        one_per_tenant("ics_uid"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        Index("ix_occurrence_opening", "tenant_id", "opening_id"),
        Index("ix_occurrence_starts_at", "tenant_id", "starts_at"),
        Index("ix_occurrence_participation", "tenant_id", "participation_id"),
    )
    opening_id: Mapped[uuid.UUID]
    #: For whom alone it is, when it was agreed with one participant; empty for everybody in the opening.
    participation_id: Mapped[uuid.UUID | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: Where it is, when it is not where its organisation lies.
    address: Mapped[str | None]
    #: What a calendar knows it by, and how often it was changed since (RFC 5545: UID, SEQUENCE).
    ics_uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    #: When it was called off; calendars that have it are told so.
    called_off_at: Mapped[datetime | None]


class Attendance(TenantOwned, Base):
    """What became of a participation at an occurrence."""

    __tablename__ = "attendance"
    __table_args__ = (
        inside("participation"),
        inside("occurrence"),
        one_per_tenant("participation_id", "occurrence_id"),
        CheckConstraint("outcome IN ('present', 'excused', 'no_show')", name="outcome"),
        CheckConstraint("minutes IS NULL OR (minutes > 0 AND outcome = 'present')", name="minutes"),
        Index("ix_attendance_occurrence", "tenant_id", "occurrence_id"),
    )
    participation_id: Mapped[uuid.UUID]
    occurrence_id: Mapped[uuid.UUID]
    outcome: Mapped[str]
    #: How long somebody who was there stayed, when that was not the whole of it.
    minutes: Mapped[int | None]
