"""The doors of this room: the pages of lists that are taken home, and kept files go when their day has come."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from core.contract.doors import Doors
from core.exchange.downloads import exchange
from core.exchange.models import StoredFile
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.tenancy.unit import Unit


def sweep_files(unit: Unit) -> None:
    """Delete the tenant's kept files whose day has come."""
    unit.session.execute(delete(StoredFile).where(StoredFile.expires_at < unit.now))


def sweep_all_files(runtime: Runtime) -> None:
    """Delete the kept files whose day has come, in every tenant."""
    runtime.each_tenant(sweep_files)


DOORS = Doors(blueprints=(exchange,), chores=(Chore("expired files", timedelta(hours=1), sweep_all_files),))
