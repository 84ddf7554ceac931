"""Editions with their phases, and the references that are counted in them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, Index, Interval
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant, utc_now
from core.programme.states import EditionState


class Edition(TenantOwned, Base):
    """One run of one module's programme, such as that of 2024."""

    __tablename__ = "edition"
    __table_args__ = (
        one_per_tenant("module", "code"),
        CheckConstraint("state IN ('draft', 'rehearsal', 'live', 'closed')", name="state"),
        CheckConstraint("clock_offset IS NULL OR state = 'rehearsal'", name="clock_only_in_rehearsal"),
    )
    module: Mapped[str]
    #: Which of the module's programmes it continues, in a network that runs several of them side by side.
    series: Mapped[str | None]
    code: Mapped[str]
    year: Mapped[int]
    title: Mapped[dict[str, str]]
    #: Where it stands (core.programme.states).
    state: Mapped[str] = mapped_column(default=EditionState.DRAFT)
    #: In rehearsal only: what is added to the real time, so that another day can be lived today.
    clock_offset: Mapped[timedelta | None] = mapped_column(Interval)
    settings: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: Grows with every change of the edition itself, its clock aside.
    version: Mapped[int] = mapped_column(default=1)

    @property
    def rehearsal(self) -> bool:
        """Whether it is only rehearsed: it has a clock of its own, and its letters go to the captured mail."""
        return self.state == EditionState.REHEARSAL


class Phase(TenantOwned, Base):
    """A dated step of an edition; both days are included."""

    __tablename__ = "phase"
    __table_args__ = (
        inside("edition"),
        one_per_tenant("edition_id", "kind"),
        CheckConstraint("last_day >= first_day", name="days_in_order"),
    )
    edition_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    position: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]


class PhaseChange(TenantOwned, Base):
    """One change of the days of a phase: what they were, what they became, by whom and why."""

    __tablename__ = "phase_change"
    __table_args__ = (inside("phase"), Index("ix_phase_change_phase", "tenant_id", "phase_id"))
    phase_id: Mapped[uuid.UUID]
    old_first_day: Mapped[date]
    old_last_day: Mapped[date]
    new_first_day: Mapped[date]
    new_last_day: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]
    #: Why, in one or more languages: pages and letters tell it.
    reason: Mapped[dict[str, str]]


class ReferenceCounter(TenantOwned, Base):
    """How far the printed references that begin with a prefix have been counted in an edition: 77 after S077."""

    __tablename__ = "reference_counter"
    __table_args__ = (inside("edition"), one_per_tenant("edition_id", "prefix"))
    edition_id: Mapped[uuid.UUID]
    prefix: Mapped[str]
    last: Mapped[int]
