"""What was changed of registrations and offers, field by field: what it was, what it became, by whom and why."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside


class FieldChange(TenantOwned, Base):
    """One field of a registration or an offer that became something else; those of one act share `act_id` (IM-13)."""

    __tablename__ = "field_change"
    __table_args__ = (
        inside("edition"),
        inside("registration"),
        inside("offer"),
        CheckConstraint("way IN ('file', 'hand', 'undone')", name="way"),
        Index("ix_field_change_edition", "tenant_id", "edition_id"),
        Index("ix_field_change_registration", "tenant_id", "registration_id"),
        Index("ix_field_change_offer", "tenant_id", "offer_id"),
        Index("ix_field_change_act", "tenant_id", "act_id"),
        Index("ix_field_change_people", "person_ids", postgresql_using="gin"),
    )
    edition_id: Mapped[uuid.UUID]
    act_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID | None]
    offer_id: Mapped[uuid.UUID | None]
    #: Whom the values tell of, before and after: they are emptied when one of these people is forgotten.
    person_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid()))
    #: Which of the module's kinds of rows ("hosts") has the field, by whose columns it is called.
    kind: Mapped[str]
    field: Mapped[str]
    #: The values as people read them, in the language of the network; empty once they are kept long enough.
    old: Mapped[str | None]
    new: Mapped[str | None]
    #: Whether a file, a hand or the undoing of a file changed it.
    way: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str | None]
