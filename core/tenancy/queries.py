"""Reads of tenants and territories."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from types import MappingProxyType

from sqlalchemy import ColumnElement, SQLColumnExpression, select
from sqlalchemy.orm import Session, aliased

from core.contract.acting import Permission
from core.database.session import TenantSession
from core.tenancy.errors import UnknownTenantError
from core.tenancy.models import Tenant, TenantOverride, Territory, TerritoryMunicipality
from core.tenancy.rules import Switched
from core.tenancy.unit import TenantView, Unit

#: The key under which is kept what a coordinator switched (core.tenancy.rules.Switched).
MODULES_KEY = "modules"


def tenants(session: Session) -> Sequence[Tenant]:
    """Return every tenant, by its slug."""
    return session.scalars(select(Tenant).order_by(Tenant.slug)).all()


def find_tenant(session: Session, slug: str) -> Tenant:
    """Return the tenant `slug`; raises UnknownTenantError, which names those there are."""
    tenant = session.scalar(select(Tenant).where(Tenant.slug == slug))
    if tenant is None:
        known = ", ".join(session.scalars(select(Tenant.slug).order_by(Tenant.slug))) or "none yet"
        raise UnknownTenantError(f"There is no tenant {slug!r}; there are: {known}.")
    return tenant


def view_of(session: TenantSession) -> TenantView:
    """Return the session's tenant as plain values; what its coordinator changed on a page is laid over its file.

    One statement. Raises UnknownTenantError when the tenant is gone.
    """
    changed = (TenantOverride.tenant_id == Tenant.id) & (TenantOverride.key == MODULES_KEY)
    query = (
        select(Tenant, TenantOverride.value).outerjoin(TenantOverride, changed).where(Tenant.id == session.tenant_id)
    )
    found = session.execute(query).first()
    if found is None:
        raise UnknownTenantError("The tenant is gone.")
    tenant, override = found
    return TenantView(
        id=tenant.id,
        slug=tenant.slug,
        kind=tenant.kind,
        languages=tuple(tenant.languages),
        name=tenant.name,
        accent=tenant.accent,
        dutch_manner="je" if tenant.dutch_manner == "je" else "u",
        modules=Switched.kept(override).over(tenant.modules),
        example=tenant.example,
        settings=tenant.settings,
        description=MappingProxyType(tenant.description),
        hostname=tenant.hostname,
        contact=MappingProxyType(tenant.contact),
    )


def territories(session: TenantSession) -> Sequence[Territory]:
    """Return the tenant's territories in the order of its file."""
    return session.scalars(select(Territory).order_by(Territory.position)).all()


def in_territory(column: SQLColumnExpression[uuid.UUID | None], code: str) -> ColumnElement[bool]:
    """Return the criterion that `column` is the territory with the code `code`."""
    place = aliased(Territory)
    return column.in_(select(place.id).where(place.code == code))


def home_territory(unit: Unit, permission: Permission) -> str | None:
    """Return the code of the one territory in which the actor has a right; None for several, or for all."""
    territories = unit.actor.territories(permission)
    if territories is None or len(territories) != 1:
        return None
    return unit.session.scalar(select(Territory.code).where(Territory.id.in_(territories)))


def territory_by_municipality(session: TenantSession) -> dict[str, uuid.UUID]:
    """Return the territory of each municipality of the tenant, by NIS code."""
    rows = session.execute(select(TerritoryMunicipality.nis, TerritoryMunicipality.territory_id))
    return {nis: territory_id for nis, territory_id in rows}


def tenant_id_of(session: Session, slug: str) -> uuid.UUID | None:
    """Return the id of the tenant `slug`, or None; it never changes."""
    return session.scalar(select(Tenant.id).where(Tenant.slug == slug))
