"""Who looks at the work that was done in the background, and at which: that of the modules where the right is held."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement

from core.contract.acting import COORDINATOR, Actor, Permission
from core.jobs.models import JobRun
from core.tenancy.access import reached

READ_WORK: Final = Permission("jobs.run.read", frozenset({COORDINATOR}), by_module=True)


def visible_work(actor: Actor) -> ColumnElement[bool]:
    """Return the criterion of the runs that exist for `actor`."""
    return reached(actor, READ_WORK, module=JobRun.module)
