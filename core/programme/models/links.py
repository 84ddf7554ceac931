"""Links that letters bring: they open the pages of one registration without a sign-in."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_alive


class PersonalLink(TenantOwned, Base):
    """A link by which somebody reaches what is theirs in an edition: one registration, and nothing else (FD-08).

    It is of one person at one address: once the registration is somebody else's, or its person is written to elsewhere,
    it opens nothing, whoever changed that and in what way.
    """

    __tablename__ = "personal_link"
    __table_args__ = (
        inside("edition"),
        inside("registration"),
        inside("person"),
        one_alive("uq_personal_link_registration", "registration_id", alive="revoked_at IS NULL"),
        Index("ix_personal_link_edition", "tenant_id", "edition_id"),
    )
    edition_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    #: The person's address when it was made, folded; none for one that was not sent by mail.
    email_key: Mapped[str | None]
    made_at: Mapped[datetime]
    #: When it was replaced by another one, or withdrawn; it opens nothing since.
    revoked_at: Mapped[datetime | None]
    opened: Mapped[int] = mapped_column(default=0)
    last_opened_at: Mapped[datetime | None]
