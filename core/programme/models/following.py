"""What was said of a place after it was given, and where that leaves it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant


class FollowUp(TenantOwned, Base):
    """Where a place stands after it was given; what core.programme.following.rules makes of its steps.

    Kept for lists and figures, and written with each step. A place of which nothing was said has none.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        inside("participation"),
        one_per_tenant("participation_id"),
        CheckConstraint(
            "stage IN ('waiting', 'no_news', 'contacted', 'agreed', 'took_place', 'did_not')",
            name="stage",
        ),
        CheckConstraint("conflict IN ('contact', 'dates', 'outcome')", name="conflict"),
    )
    participation_id: Mapped[uuid.UUID]
    stage: Mapped[str]
    #: In what the two sides contradict each other, if they do.
    conflict: Mapped[str | None]
    contacted_on: Mapped[date | None]
    #: The first and the last day that was agreed.
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    reason: Mapped[str | None]


class FollowUpStep(TenantOwned, Base):
    """One thing that was said of a place: by which side, when, and who of the staff wrote it down for them."""

    __tablename__ = "follow_up_step"
    __table_args__ = (
        inside("participation"),
        CheckConstraint("side IN ('guest', 'host', 'team')", name="side"),
        CheckConstraint(
            "step IN ('anew', 'contacted', 'no_news', 'agreed', 'took_place', 'did_not')",
            name="step",
        ),
        Index("ix_follow_up_step_participation", "tenant_id", "participation_id"),
    )
    participation_id: Mapped[uuid.UUID]
    side: Mapped[str]
    step: Mapped[str]
    at: Mapped[datetime]
    #: The day in Belgium on which it was said, on the clock of the edition.
    said_on: Mapped[date]
    #: Who of the staff wrote it down; None when the side said it itself.
    by: Mapped[str | None]
    #: The day of the contact.
    day: Mapped[date | None]
    #: What was agreed: pairs of beginning and end, as ISO writes them.
    stretches: Mapped[list[list[str]] | None] = mapped_column(JSONB(none_as_null=True))
    #: Why it did not take place, a code of the module's; what was said besides is emptied like any reason.
    reason: Mapped[str | None]
    words: Mapped[str | None]


class ReminderRefusal(TenantOwned, Base):
    """Somebody wants no reminders; what decides something about them is told all the same."""

    __tablename__ = "reminder_refusal"
    __table_args__ = (inside("person"), one_per_tenant("person_id"))
    person_id: Mapped[uuid.UUID]
    since: Mapped[datetime]
