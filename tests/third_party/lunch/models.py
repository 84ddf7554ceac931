"""The tables of the module; each name begins with the module's."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant


class LunchEntry(TenantOwned, Base):
    """Somebody who is noted in an edition."""

    __tablename__ = "lunch_entry"
    __table_args__ = (
        inside("edition"),
        one_per_tenant("edition_id", "email_key"),
        CheckConstraint("state IN ('noted', 'confirmed')", name="state"),
    )
    edition_id: Mapped[uuid.UUID]
    name: Mapped[str]
    email: Mapped[str]
    #: The address folded to lower case: nobody is noted twice.
    email_key: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default="noted")
    noted_at: Mapped[datetime]
