"""What people eat."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Mapped

from core.database.base import Base, TenantOwned, inside


class LunchMenu(TenantOwned, Base):
    """The menu of an edition."""

    __tablename__ = "lunch_menu"
    __table_args__ = (inside("edition"),)
    edition_id: Mapped[uuid.UUID]
    dish: Mapped[str]
