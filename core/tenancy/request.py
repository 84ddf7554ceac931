"""What a request is served with: the application, and the unit in which it acts, filled in before the view."""

from __future__ import annotations

from flask import current_app, g

from core.tenancy.commanding import Commander
from core.tenancy.unit import Unit

#: Under which name the web application keeps the parts it was made of.
EXTENSION = "liaison"


def current_application() -> Commander:
    """Return the parts of the running Liaison that serves this request: settings, modules, database."""
    application: Commander = current_app.extensions[EXTENSION]
    return application


def current_unit() -> Unit:
    """Return the unit of this request: the tenant's session, the signed-in actor, the time."""
    unit: Unit = g.unit
    return unit
