"""Who takes part in an edition, and what is opened in it. A capacity lives on an opening and nowhere else."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant, versioned
from core.programme.models.stands import stands

#: The classes of Standing, in which every module's own words for a registration and an offer fall.
_STANDINGS = "standing IN ('asked', 'active', 'ended')"


class Registration(TenantOwned, Base):
    """A person taking part in an edition in a role. "290 trainees" are registrations."""

    __tablename__ = "registration"
    __table_args__ = (
        inside("edition"),
        inside("person"),
        inside("territory"),
        one_per_tenant("edition_id", "role", "reference"),
        # What a participation refers to, so that it names the person of its registration and no other.
        one_per_tenant("id", "person_id"),
        Index(
            "uq_registration_person",
            *("tenant_id", "edition_id", "role", "person_id", "organisation_id"),
            unique=True,
            postgresql_where=text("standing <> 'ended'"),
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(_STANDINGS, name="standing"),
        Index("ix_registration_territory", "tenant_id", "edition_id", "role", "territory_id"),
        Index("ix_registration_person", "tenant_id", "person_id"),
    )
    edition_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID]
    role: Mapped[str]
    #: The printed reference, such as S077: what people and draws see.
    reference: Mapped[str]
    #: Empty for somebody who takes part on their own account.
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Where the organisation lies, by its municipality.
    territory_id: Mapped[uuid.UUID | None]
    standing: Mapped[str] = stands("registration")
    #: The module's own word within the standing.
    status: Mapped[str] = stands("registration")
    registered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None]
    version: Mapped[int] = versioned()


class Offer(TenantOwned, Base):
    """What is opened in an edition: by an organisation, through its contact's registration, or by the network."""

    __tablename__ = "offer"
    __table_args__ = (
        inside("edition"),
        inside("registration"),
        inside("territory"),
        one_per_tenant("edition_id", "reference"),
        CheckConstraint(_STANDINGS, name="standing"),
        Index("ix_offer_registration", "tenant_id", "registration_id"),
    )
    edition_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID | None]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    territory_id: Mapped[uuid.UUID | None]
    reference: Mapped[str]
    #: The same words in one or more languages (core.language.texts.Texts).
    title: Mapped[dict[str, str]]
    standing: Mapped[str] = stands("offer")
    status: Mapped[str] = stands("offer")
    version: Mapped[int] = versioned()


class Opening(TenantOwned, Base):
    """The bookable unit of an offer. Without a capacity its places have no limit.

    Only the trigger on participations changes `taken`; the CHECK has the last word.
    """

    __tablename__ = "opening"
    __table_args__ = (
        inside("edition"),
        inside("offer"),
        CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="never_overbooked"),
        Index("ix_opening_offer", "tenant_id", "offer_id"),
    )
    edition_id: Mapped[uuid.UUID]
    offer_id: Mapped[uuid.UUID]
    #: What tells it from the offer's other openings, in one or more languages.
    label: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
