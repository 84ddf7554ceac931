"""The golden rules of an edition as people accepted them: each wording is kept, and who accepted which (IM-26)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from core.database.base import Base, TenantOwned, inside, one_per_tenant
from core.database.walls import application_may


class Charter(TenantOwned, Base):
    """One wording of the golden rules for a role; another wording is another version, and none is changed."""

    __tablename__ = "charter"
    __table_args__ = (
        inside("edition"),
        one_per_tenant("edition_id", "role", "version"),
        application_may("SELECT", "INSERT", "DELETE"),
    )
    edition_id: Mapped[uuid.UUID]
    role: Mapped[str]
    version: Mapped[int]
    #: The sentences, by language.
    rules: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class CharterAcceptance(TenantOwned, Base):
    """That the person of a registration accepted a version, and when."""

    __tablename__ = "charter_acceptance"
    __table_args__ = (
        inside("charter"),
        inside("registration"),
        one_per_tenant("registration_id", "charter_id"),
        application_may("SELECT", "INSERT", "DELETE"),
    )
    charter_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID]
    #: In which language it was read.
    language: Mapped[str]
    accepted_at: Mapped[datetime]
