"""Files that wait for somebody: an upload between check and import."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, utc_now


class StoredFile(TenantOwned, Base):
    """A file kept for a while, with the day on which it goes."""

    __tablename__ = "stored_file"
    kind: Mapped[str]
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    by_account_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
