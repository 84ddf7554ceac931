"""The doors of this room: what is typed is saved, and drafts go when their day has come."""

from __future__ import annotations

from datetime import timedelta

from core.contract.doors import Doors
from core.forms.draft_views import drafts
from core.forms.drafts import sweep_drafts
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.tenancy.unit import Unit


def sweep(unit: Unit) -> None:
    """Delete the tenant's drafts whose day has come."""
    sweep_drafts(unit)


def sweep_everywhere(runtime: Runtime) -> None:
    """Delete the drafts whose day has come, in every tenant."""
    runtime.each_tenant(sweep)


DOORS = Doors(blueprints=(drafts,), chores=(Chore("expired drafts", timedelta(hours=6), sweep_everywhere),))
