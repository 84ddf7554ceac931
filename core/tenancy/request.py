"""Which tenant a request is for, and the unit in which it acts; the app fills them in before the view."""

from __future__ import annotations

from flask import g

from core.tenancy.unit import TenantView, Unit


def current_unit() -> Unit:
    """Return the unit of this request: the tenant's session, the signed-in actor, the time."""
    unit: Unit = g.unit
    return unit


def current_tenant() -> TenantView | None:
    """Return the tenant of this request, or None on a page that belongs to no tenant."""
    unit: Unit | None = g.get("unit")
    return unit.tenant if unit else None
