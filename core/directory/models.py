"""Tables of the shared directory: public facts of organisations only. Rehearsals add theirs beside it for a time."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, Shared, TenantOwned, inside
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


class OrganisationProposal(TenantOwned, Base):
    """An institution, or a service of one, that somebody named who registered and did not find it in the directory.

    It stays the tenant's until the staff accept it or take it for one that there is: no form of the public writes the
    shared directory.
    """

    __tablename__ = "organisation_proposal"
    __table_args__ = (
        inside("edition"),
        inside("territory"),
        CheckConstraint("institution_id IS NULL OR service_key IS NOT NULL", name="new_in_something"),
        CheckConstraint("(settled_at IS NULL) = (organisation_id IS NULL)", name="settled_as_something"),
        Index(
            "uq_organisation_proposal_open",
            *("tenant_id", "edition_id", "name_key", "service_key", "nis"),
            unique=True,
            postgresql_where=text("settled_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    edition_id: Mapped[uuid.UUID]
    #: Of a new service, the institution that the directory has.
    institution_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str]
    name_key: Mapped[str]
    service: Mapped[str | None]
    service_key: Mapped[str | None]
    street: Mapped[str | None]
    postal_code: Mapped[str | None]
    nis: Mapped[str | None] = mapped_column(ForeignKey("municipality.nis"))
    sectors: Mapped[list[str]]
    #: Where it lies, by its municipality: whose referent decides.
    territory_id: Mapped[uuid.UUID | None]
    proposed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    #: What it became.
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"))
