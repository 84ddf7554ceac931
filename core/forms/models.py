"""Tables of drafts, of the questions that networks add to forms, and of what was answered."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant, versioned
from core.database.walls import application_may


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


class Form(TenantOwned, Base):
    """The questions that a network adds to a form: of an edition, for those who take part in a role."""

    __tablename__ = "form"
    __table_args__ = (one_per_tenant("owner_kind", "owner_id", "part"),)
    #: Of what kind of thing and of which one ("edition"), and for which part of it (the role).
    owner_kind: Mapped[str]
    owner_id: Mapped[uuid.UUID]
    part: Mapped[str]
    #: The number of the version that is asked now.
    current: Mapped[int]


class FormVersion(TenantOwned, Base):
    """The questions of a form as they were from one change to the next; it never changes."""

    __tablename__ = "form_version"
    __table_args__ = (
        inside("form"),
        one_per_tenant("form_id", "number"),
        application_may("SELECT", "INSERT", "DELETE"),
    )
    form_id: Mapped[uuid.UUID]
    number: Mapped[int]
    #: Each question as plain data (core.forms.questions), in their order; those that are asked no more at the end.
    questions: Mapped[list[Any]] = mapped_column(JSONB)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class FormAnswer(TenantOwned, Base):
    """What somebody answered to the questions of a form, under the version that they read."""

    __tablename__ = "form_answer"
    __table_args__ = (
        inside("form"),
        one_per_tenant("form_id", "subject_id"),
        Index("ix_form_answer_subject", "tenant_id", "subject_id"),
    )
    form_id: Mapped[uuid.UUID]
    #: What it belongs to: a registration, an offer.
    subject_id: Mapped[uuid.UUID]
    number: Mapped[int]
    #: Answers by the code of the question.
    content: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime]
