"""Which tenant a request is for, and the unit in which it acts; the app fills them in before the view."""

from __future__ import annotations

from flask import g

from core.tenancy.unit import Unit


def current_unit() -> Unit:
    """Return the unit of this request: the tenant's session, the signed-in actor, the time."""
    unit: Unit = g.unit
    return unit
