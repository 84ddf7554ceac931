"""Tables of the shared directory: public facts of organisations only. Rehearsals add theirs beside it for a time."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, Shared
from core.database.walls import application_may


class Organisation(Shared, Base):
    """An institution, or a service of one; a service names its institution in `parent_id`."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index(
            *("uq_organisation_name_key", "name_key", "parent_id", "rehearsal_id"),
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        # What is entered in a rehearsal is of one network: seen there alone, and deleted there with it.
        ForeignKeyConstraint(["steward_id", "rehearsal_id"], ["edition.tenant_id", "edition.id"]),
        Index("ix_organisation_rehearsal", "steward_id", "rehearsal_id"),
        CheckConstraint("rehearsal_id IS NULL OR steward_id IS NOT NULL", name="rehearsed_by_a_tenant"),
        application_may(
            *("SELECT", "INSERT", "DELETE"),
            "UPDATE (parent_id, institution_id, name, name_key, street, postal_code, nis, steward_id)",
        ),
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
    #: The edition in rehearsal, of the steward, in which it was entered: it is no part of the directory, no other
    #: tenant sees it, and it goes when the rehearsal is wiped. Set once; nothing else can be deleted.
    rehearsal_id: Mapped[uuid.UUID | None]


class OrganisationSector(Base):
    """A sector of an organisation; it may have several."""

    __tablename__ = "organisation_sector"
    __table_args__ = application_may("SELECT", "INSERT", "DELETE")
    organisation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    sector: Mapped[str] = mapped_column(primary_key=True)
