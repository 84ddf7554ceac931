"""The outbox, and the captured mail of rehearsals."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, one_per_tenant, utc_now
from core.database.folding import FOLDED, kept_folded
from core.tenancy.access import owner_of_kind


class Message(TenantOwned, Base):
    """A letter, written in the transaction of the act it tells of. A resend is a new row."""

    __tablename__ = "message"
    __table_args__ = (
        one_per_tenant("message_id"),
        #: A reason is told once, unless somebody says that it is told again; what has none is never refused.
        one_per_tenant("about_id", "kind", "cause", "telling"),
        CheckConstraint("state IN ('queued', 'sent', 'failed')", name="state"),
        Index("ix_message_about", "tenant_id", "about_id"),
        Index("ix_message_to_address", "tenant_id", "to_address"),
        Index("ix_message_state", "tenant_id", "state", "written_at"),
        Index("ix_message_listed", "tenant_id", "failed", "written_at", "id"),
    )
    kind: Mapped[str]
    #: The module whose letter it is: those who hold no right there do not see it.
    module: Mapped[str] = mapped_column(default=owner_of_kind)
    language: Mapped[str]
    to_name: Mapped[str]
    to_address: Mapped[str]
    reply_to: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str]
    #: The body is for the addressee alone; it is emptied once the letter has left, or has failed for good.
    secret: Mapped[bool] = mapped_column(default=False)
    #: The personal link in it: its address in the body opens nothing until the worker seals it (core.tenancy.sealing).
    link_id: Mapped[uuid.UUID | None]
    #: The Message-ID header: the same at every attempt, so that a mail program shows one letter.
    message_id: Mapped[str]
    #: In rehearsal a letter goes to the captured mail, whatever mail server is set.
    captured: Mapped[bool]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    #: The row the letter is about (a registration, an offer), and the edition it belongs to.
    about_id: Mapped[uuid.UUID | None]
    edition_id: Mapped[uuid.UUID | None]
    #: Where the letter's subject lies, for those who see one territory only.
    territory_id: Mapped[uuid.UUID | None]
    resent_from_id: Mapped[uuid.UUID | None]
    #: Why it was written (Letter.cause), and the how manieth time that is told; one that is sent again says neither.
    cause: Mapped[str | None]
    telling: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_at: Mapped[datetime | None]
    #: Whom it is for and what it is about, folded, for searching; and what the list of letters begins with.
    search: Mapped[str] = mapped_column(FOLDED, kept_folded("to_name", "to_address", "subject"))
    failed: Mapped[bool] = mapped_column(Computed("state = 'failed'", persisted=True))


class CapturedMail(TenantOwned, Base):
    """A mail that the SMTP sink received, whole, as it would have travelled."""

    __tablename__ = "captured_mail"
    __table_args__ = (
        Index("ix_captured_mail_received_at", "tenant_id", "received_at"),
        Index("ix_captured_mail_to_address", "tenant_id", "to_address"),
    )
    message_id: Mapped[str | None]
    from_address: Mapped[str]
    to_address: Mapped[str]
    subject: Mapped[str]
    source: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
