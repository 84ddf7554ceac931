"""What the contact of an offer was asked before it was decided on, and what they answered."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.database.base import Base, TenantOwned, inside


class OfferQuestion(TenantOwned, Base):
    """A question about an offer to its contact, and the answer once there is one; both stay with the offer."""

    __tablename__ = "offer_question"
    __table_args__ = (
        inside("edition"),
        inside("offer"),
        Index("ix_offer_question_offer", "tenant_id", "offer_id"),
        Index("ix_offer_question_edition", "tenant_id", "edition_id"),
    )
    edition_id: Mapped[uuid.UUID]
    offer_id: Mapped[uuid.UUID]
    question: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
