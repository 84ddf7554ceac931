"""The doors of this room: what is typed is saved, and drafts and answers go when their day has come."""

from __future__ import annotations

from datetime import timedelta

from core.contract.doors import Doors
from core.forms.draft_views import drafts
from core.forms.drafts import sweep_drafts
from core.forms.services import let_answers_go
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.tenancy.unit import Unit


def sweep(unit: Unit) -> None:
    """Let the tenant's drafts and answers go whose day has come."""
    sweep_drafts(unit)
    let_answers_go(unit)


def sweep_everywhere(runtime: Runtime) -> None:
    """Let drafts and answers go whose day has come, in every tenant."""
    runtime.each_tenant(sweep)


DOORS = Doors(blueprints=(drafts,), chores=(Chore("expired drafts and answers", timedelta(hours=6), sweep_everywhere),))
