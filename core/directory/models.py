"""Tables of the shared directory; it holds public facts of organisations only."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, Shared
from core.database.walls import application_may


class Organisation(Shared, Base):
    """An institution, or a service of one; a service names its institution in `parent_id`."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index("uq_organisation_name_key", "name_key", "parent_id", unique=True, postgresql_nulls_not_distinct=True),
        application_may("SELECT", "INSERT", "UPDATE"),
    )
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: The institution itself: its own id, or its parent's. Own institution and priority are decided on it.
    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    #: The name folded (accents, case, apostrophes), by which imports find it again.
    name_key: Mapped[str]
    street: Mapped[str | None]
    postal_code: Mapped[str | None]
    nis: Mapped[str | None] = mapped_column(ForeignKey("municipality.nis"))
    #: The tenant that entered the record and may correct it.
    steward_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tenant.id"))


class OrganisationSector(Base):
    """A sector of an organisation; it may have several."""

    __tablename__ = "organisation_sector"
    __table_args__ = application_may("SELECT", "INSERT", "DELETE")
    organisation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    sector: Mapped[str] = mapped_column(primary_key=True)
