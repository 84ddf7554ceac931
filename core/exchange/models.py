"""Files that wait for somebody: an upload between check and import, a list between writing and fetching."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, utc_now


class StoredFile(TenantOwned, Base):
    """A file kept for a while, with the day on which it goes."""

    __tablename__ = "stored_file"
    __table_args__ = (inside("edition"), Index("ix_stored_file_owner", "tenant_id", "by_account_id", "purpose"))
    #: Whose file it is: a module's, or a room's of the core.
    module: Mapped[str]
    #: What it is kept for ("import", "export"), and which of the module's files or lists it is ("hosts").
    purpose: Mapped[str]
    kind: Mapped[str]
    edition_id: Mapped[uuid.UUID | None]
    #: How far it is; each purpose has states of its own.
    state: Mapped[str]
    #: What the person called it.
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    #: What was found out about it, for a page to show.
    facts: Mapped[dict[str, Any]]
    by_account_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
