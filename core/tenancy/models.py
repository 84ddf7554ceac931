"""Tables of tenants, their territories, and the places of Belgium."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.base import Base, Shared, TenantOwned, inside, one_per_tenant
from core.database.walls import application_may


class Tenant(Shared, Base):
    """A network, a partner, or a consortium of networks."""

    __tablename__ = "tenant"
    __table_args__ = (
        CheckConstraint("kind IN ('network', 'partner', 'consortium')", name="kind"),
        application_may("SELECT"),
    )
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    hostname: Mapped[str | None] = mapped_column(unique=True)
    #: The languages of the tenant, its own first.
    languages: Mapped[list[str]]
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    #: The coordination: `name`, `email` and `phone`, as far as the tenant's file says them.
    contact: Mapped[dict[str, str]] = mapped_column(default=dict)
    accent: Mapped[str]
    #: How Dutch addresses people: "u" or "je".
    dutch_manner: Mapped[str]
    #: An example shows how a network could be set up; nobody works in it.
    example: Mapped[bool] = mapped_column(default=False)
    #: The modules switched on, by the tenant's file.
    modules: Mapped[list[str]]
    #: What the tenant's file says of each module (its default layer), checked by the module.
    settings: Mapped[dict[str, Any]]


class ConsortiumMember(Base):
    """A network of a consortium, and the territory of the consortium that counts for it."""

    __tablename__ = "consortium_member"
    __table_args__ = application_may("SELECT")
    consortium_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    territory_code: Mapped[str]


class Municipality(Base):
    """A municipality of Belgium, by its NIS code, with its names and its province."""

    __tablename__ = "municipality"
    __table_args__ = application_may("SELECT")
    nis: Mapped[str] = mapped_column(primary_key=True)
    fr: Mapped[str]
    nl: Mapped[str]
    de: Mapped[str | None]
    province: Mapped[str]


class PostalCode(Base):
    """A postal code and one of its municipalities; some codes have two."""

    __tablename__ = "postal_code"
    __table_args__ = application_may("SELECT")
    code: Mapped[str] = mapped_column(primary_key=True)
    nis: Mapped[str] = mapped_column(ForeignKey("municipality.nis"), primary_key=True)


class TenantOverride(TenantOwned, Base):
    """What a coordinator changed on a page; it wins over the tenant's file and no sync undoes it."""

    __tablename__ = "tenant_override"
    __table_args__ = (one_per_tenant("key"),)
    key: Mapped[str]
    value: Mapped[dict[str, Any]]


class Territory(TenantOwned, Base):
    """A part of a tenant, such as a province, with the referent to whom people turn."""

    __tablename__ = "territory"
    __table_args__ = (one_per_tenant("code"), application_may("SELECT"))
    code: Mapped[str]
    name: Mapped[dict[str, str]]
    position: Mapped[int] = mapped_column(default=0)
    referent_name: Mapped[str | None]
    referent_email: Mapped[str | None]
    referent_phone: Mapped[str | None]


class TerritoryMunicipality(TenantOwned, Base):
    """A municipality of a territory; a territory follows from the municipality, not from the postal code."""

    __tablename__ = "territory_municipality"
    __table_args__ = (inside("territory"), UniqueConstraint("tenant_id", "nis"), application_may("SELECT"))
    territory_id: Mapped[uuid.UUID]
    nis: Mapped[str] = mapped_column(ForeignKey("municipality.nis"))
