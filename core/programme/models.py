"""The spine as tables. A capacity lives on an opening and nowhere else; a trigger keeps its count."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Interval
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_alive, one_per_tenant, utc_now


class Edition(TenantOwned, Base):
    """One run of one module's programme, such as "Immersion 0-23, 2024"."""

    __tablename__ = "edition"
    __table_args__ = (
        one_per_tenant("module", "code"),
        CheckConstraint("state IN ('draft', 'rehearsal', 'live', 'closed')", name="state"),
        CheckConstraint("clock_offset IS NULL OR state = 'rehearsal'", name="clock_only_in_rehearsal"),
    )
    module: Mapped[str]
    code: Mapped[str]
    year: Mapped[int]
    title: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(default="live")
    #: In rehearsal only: what is added to the real time, so that another day can be lived today.
    clock_offset: Mapped[timedelta | None] = mapped_column(Interval)
    settings: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


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


class Registration(TenantOwned, Base):
    """A person taking part in an edition in a role. "290 trainees" are registrations."""

    __tablename__ = "registration"
    __table_args__ = (
        inside("edition"),
        inside("person"),
        inside("territory"),
        one_per_tenant("edition_id", "role", "reference"),
        one_alive(
            "uq_registration_person",
            "edition_id",
            "role",
            "person_id",
            "organisation_id",
            alive="status = 'registered'",
        ),
        CheckConstraint("status IN ('registered', 'withdrawn')", name="status"),
        Index("ix_registration_territory", "tenant_id", "edition_id", "role", "territory_id"),
        Index("ix_registration_person", "tenant_id", "person_id"),
    )
    edition_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    role: Mapped[str]
    #: The printed reference, such as S077: what people and draws see.
    reference: Mapped[str]
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Where the organisation lies, by its municipality.
    territory_id: Mapped[uuid.UUID | None]
    status: Mapped[str] = mapped_column(default="registered")
    registered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class Offer(TenantOwned, Base):
    """What an organisation opens in an edition."""

    __tablename__ = "offer"
    __table_args__ = (
        inside("edition"),
        inside("registration"),
        inside("territory"),
        one_per_tenant("edition_id", "reference"),
        CheckConstraint("status IN ('proposed', 'accepted', 'withdrawn')", name="status"),
        Index("ix_offer_registration", "tenant_id", "registration_id"),
    )
    edition_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID]
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    territory_id: Mapped[uuid.UUID | None]
    reference: Mapped[str]
    title: Mapped[str]
    status: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Opening(TenantOwned, Base):
    """The bookable unit of an offer. Only the trigger on participations changes `taken`."""

    __tablename__ = "opening"
    __table_args__ = (
        inside("edition"),
        inside("offer"),
        CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="never_overbooked"),
        Index("ix_opening_offer", "tenant_id", "offer_id"),
    )
    edition_id: Mapped[uuid.UUID]
    offer_id: Mapped[uuid.UUID]
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)


class Participation(TenantOwned, Base):
    """A registration in an opening: what holds a place, or held one."""

    __tablename__ = "participation"
    __table_args__ = (
        inside("edition"),
        inside("opening"),
        inside("registration"),
        inside("person"),
        one_alive("uq_participation_alive", "opening_id", "registration_id", alive="holds_place"),
        CheckConstraint("seats > 0", name="seats"),
        Index("ix_participation_registration", "tenant_id", "registration_id"),
    )
    edition_id: Mapped[uuid.UUID]
    opening_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    status: Mapped[str]
    holds_place: Mapped[bool]
    seats: Mapped[int] = mapped_column(default=1)


class StatusChange(TenantOwned, Base):
    """One step in the history of a participation."""

    __tablename__ = "status_change"
    __table_args__ = (inside("participation"), Index("ix_status_change_participation", "tenant_id", "participation_id"))
    participation_id: Mapped[uuid.UUID]
    old: Mapped[str | None]
    new: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str | None]
