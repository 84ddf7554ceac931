"""What immersions add to the spine: the offer's and the trainee's own facts, choices, rounds and placements."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, TenantOwned, inside, one_per_tenant


class ImmersionOffer(TenantOwned, Base):
    """What a host says of the stay, one row for each offer (IM-09, IM-10)."""

    __tablename__ = "immersion_offer"
    __table_args__ = (inside("offer"), one_per_tenant("offer_id"))
    offer_id: Mapped[uuid.UUID]
    description: Mapped[str]
    #: Profession codes that can be shadowed, and words the vocabulary does not know, as written.
    professions: Mapped[list[str]]
    ages: Mapped[str | None]
    modality: Mapped[str | None]
    #: Weekdays on which a stay is possible, 1 (Monday) to 7.
    weekdays: Mapped[list[int]]
    #: Suggested days, ISO dates.
    dates: Mapped[list[str]]
    duration_days: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    conditions: Mapped[str | None]


class ImmersionOfferSaid(TenantOwned, Base):
    """What a host says of an offer in the form, beside the columns that a file has, which files leave as it is."""

    __tablename__ = "immersion_offer_said"
    __table_args__ = (inside("offer"), one_per_tenant("offer_id"))
    offer_id: Mapped[uuid.UUID]
    #: What can be discovered, and what a trainee will be confronted with (IM-09, IM-32).
    discover: Mapped[str]
    expect: Mapped[str]
    #: The languages that are spoken there, by code.
    languages: Mapped[list[str]]
    access: Mapped[str | None]
    #: How many may come on a suggested day, by ISO date, where the host says so (IM-10).
    places_by_date: Mapped[dict[str, Any]]


class ImmersionHost(TenantOwned, Base):
    """Who stands in for the reference person of a host, one row for each registration (IX-28)."""

    __tablename__ = "immersion_host"
    __table_args__ = (inside("registration"), one_per_tenant("registration_id"))
    registration_id: Mapped[uuid.UUID]
    deputy_name: Mapped[str | None]
    deputy_email: Mapped[str | None]
    deputy_phone: Mapped[str | None]


class ImmersionTrainee(TenantOwned, Base):
    """What a trainee says of themselves, one row for each registration."""

    __tablename__ = "immersion_trainee"
    __table_args__ = (inside("registration"), one_per_tenant("registration_id"))
    registration_id: Mapped[uuid.UUID]
    profession: Mapped[str | None]
    expectations: Mapped[str | None]
    #: "Service hôte" as the trainee said it; priority itself follows from an accepted offer of the institution.
    said_host_service: Mapped[bool | None]


class ImmersionChoice(TenantOwned, Base):
    """A ranked choice; a later round may ask for new choices, which are a new wave."""

    __tablename__ = "immersion_choice"
    __table_args__ = (
        inside("registration"),
        inside("offer"),
        one_per_tenant("registration_id", "wave", "offer_id"),
        one_per_tenant("registration_id", "wave", "rank"),
        CheckConstraint("rank > 0 AND wave > 0", name="counted_from_one"),
        Index("ix_immersion_choice_offer", "tenant_id", "offer_id"),
    )
    registration_id: Mapped[uuid.UUID]
    wave: Mapped[int]
    rank: Mapped[int]
    offer_id: Mapped[uuid.UUID]
    received_at: Mapped[datetime]
    #: The trainee's latest wave; earlier ones are history.
    current: Mapped[bool] = mapped_column(default=True)


class ImmersionRound(TenantOwned, Base):
    """One allocation: planned with a committed draw, opened (frozen), proposed, published once."""

    __tablename__ = "immersion_round"
    __table_args__ = (
        inside("edition"),
        inside("job_run", optional=True),
        one_per_tenant("edition_id", "number"),
        CheckConstraint("state IN ('planned', 'open', 'proposed', 'published')", name="state"),
        CheckConstraint("pool IN ('priority', 'everybody')", name="pool"),
    )
    edition_id: Mapped[uuid.UUID]
    number: Mapped[int]
    planned_day: Mapped[date]
    pool: Mapped[str]
    objective: Mapped[str]
    #: SHA-256 of the seed, published when the round is planned; the seed itself is shown when it is published.
    commitment: Mapped[str]
    seed: Mapped[str]
    committed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="planned")
    #: The frozen instance and its hash, then the result: the very bytes that a replay must give again.
    snapshot: Mapped[str | None]
    sha256: Mapped[str | None]
    result: Mapped[str | None]
    result_sha256: Mapped[str | None]
    algorithm: Mapped[str | None]
    #: How many the result places, by rank and priority (variants/measures.py), so that nobody reads it to count.
    measures: Mapped[dict[str, Any] | None]
    opened_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    #: When and by whom the people of a planned round were asked for new choices, and in how many letters.
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[str | None]
    asked_letters: Mapped[int | None]
    #: When and by whom the hosts were told that nobody comes, where nobody is in the last round; in how many letters.
    hosts_told_at: Mapped[datetime | None]
    hosts_told_by: Mapped[str | None]
    hosts_told_letters: Mapped[int | None]
    job_run_id: Mapped[uuid.UUID | None]
    #: How the proposal came to deviate from the rule (variants/deviation.py), the latest decision last.
    deviations: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    version: Mapped[int] = mapped_column(default=1)


class ImmersionRoundVariant(TenantOwned, Base):
    """A proposed round decided otherwise: its inputs alone, for what comes of them is computed when it is looked at."""

    __tablename__ = "immersion_round_variant"
    __table_args__ = (inside("immersion_round", "round_id"), one_per_tenant("round_id", "number"))
    round_id: Mapped[uuid.UUID]
    #: From 1, as pages name it; given again after a removal, so that a form carries the id as well.
    number: Mapped[int]
    label: Mapped[str | None]
    #: Objective, pins, forbidden pairs and capacities (variants/changes.py).
    changes: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ImmersionRoundReason(TenantOwned, Base):
    """Why a published round decided as it did for one person (reasons.py), kept when it was published."""

    __tablename__ = "immersion_round_reason"
    __table_args__ = (
        inside("immersion_round", "round_id"),
        inside("registration"),
        one_per_tenant("round_id", "registration_id"),
        Index("ix_immersion_round_reason_registration", "tenant_id", "registration_id"),
    )
    round_id: Mapped[uuid.UUID]
    registration_id: Mapped[uuid.UUID]
    facts: Mapped[dict[str, Any]]


class ImmersionRoundOffer(TenantOwned, Base):
    """How an offer was asked for in a published round, and by what people came (reasons.py), kept likewise."""

    __tablename__ = "immersion_round_offer"
    __table_args__ = (
        inside("immersion_round", "round_id"),
        inside("offer"),
        one_per_tenant("round_id", "offer_id"),
        Index("ix_immersion_round_offer_offer", "tenant_id", "offer_id"),
    )
    round_id: Mapped[uuid.UUID]
    offer_id: Mapped[uuid.UUID]
    facts: Mapped[dict[str, Any]]


class ImmersionPlacement(TenantOwned, Base):
    """What a round adds to the place that it gave; whose place it is, where and until when, its participation says."""

    __tablename__ = "immersion_placement"
    __table_args__ = (
        inside("participation"),
        inside("immersion_round", "round_id"),
        one_per_tenant("participation_id"),
        Index("ix_immersion_placement_round", "tenant_id", "round_id"),
    )
    participation_id: Mapped[uuid.UUID]
    round_id: Mapped[uuid.UUID]
    #: Which of the trainee's choices it was, from 1.
    rank: Mapped[int]
    #: By which day the trainee contacts the host, as their letters say (IM-28).
    contact_by: Mapped[date]
