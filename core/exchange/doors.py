"""The door of this room: kept files are deleted when their day has come."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from core.contract.doors import Doors
from core.database.session import SharedSession
from core.exchange.models import StoredFile
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.tenancy.models import Tenant


def sweep_files(runtime: Runtime) -> None:
    """Delete the kept files whose day has come, in every tenant."""
    with SharedSession(runtime.engine) as session:
        ids = session.scalars(select(Tenant.id)).all()
    for tenant_id in ids:
        with runtime.unit(tenant_id) as unit:
            unit.session.execute(delete(StoredFile).where(StoredFile.expires_at < unit.now))


DOORS = Doors(chores=(Chore("expired files", timedelta(hours=1), sweep_files),))
