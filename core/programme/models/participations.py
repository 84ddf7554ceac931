"""Places that people ask for, wait for, hold and held; a trigger keeps the count of those that are held."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_alive, versioned
from core.programme.models.stands import stands


class Participation(TenantOwned, Base):
    """A registration in an opening: one that is alive at a time, and those that are over."""

    __tablename__ = "participation"
    __table_args__ = (
        inside("edition"),
        inside("opening"),
        # The person is that of the registration, and follows it when it goes to another person.
        ForeignKeyConstraint(
            ["tenant_id", "registration_id", "person_id"],
            ["registration.tenant_id", "registration.id", "registration.person_id"],
            onupdate="CASCADE",
        ),
        one_alive("uq_participation_alive", "opening_id", "registration_id", alive="standing <> 'ended'"),
        one_alive("uq_participation_sole", "registration_id", alive="sole AND standing = 'holding'"),
        ExcludeConstraint(
            ("tenant_id", "="),
            ("person_id", "="),
            ("during", "&&"),
            name="ex_participation_during",
            where=text("standing = 'holding'"),
        ),
        CheckConstraint("standing IN ('asked', 'waiting', 'holding', 'ended')", name="standing"),
        CheckConstraint("(standing = 'ended') = (ended_at IS NOT NULL)", name="ended_at"),
        CheckConstraint("seats >= 0", name="seats"),
        Index("ix_participation_opening", "tenant_id", "opening_id", "standing"),
        Index("ix_participation_registration", "tenant_id", "registration_id"),
        Index("ix_participation_person", "tenant_id", "person_id"),
        Index("ix_participation_edition", "tenant_id", "edition_id"),
    )
    edition_id: Mapped[uuid.UUID]
    opening_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    standing: Mapped[str] = stands("participation")
    #: The module's own word within the standing.
    status: Mapped[str] = stands("participation")
    #: How many places it takes while it holds; 0 is a seat that does not count.
    seats: Mapped[int] = mapped_column(default=1)
    #: The registration may hold no other place of this kind.
    sole: Mapped[bool] = mapped_column(default=False)
    #: When the person is there, if that is one stretch of time: nobody is in two places at once.
    during: Mapped[Range[datetime] | None] = mapped_column(TSTZRANGE)
    #: The order in which places were asked for, which is that of the waiting list.
    arrival: Mapped[int] = mapped_column(BigInteger, Identity())
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = versioned()


class StatusChange(TenantOwned, Base):
    """One step in the history of a participation, in the module's words."""

    __tablename__ = "status_change"
    __table_args__ = (inside("participation"), Index("ix_status_change_participation", "tenant_id", "participation_id"))
    participation_id: Mapped[uuid.UUID]
    old: Mapped[str | None]
    new: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str | None]
