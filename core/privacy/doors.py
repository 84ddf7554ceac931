"""The doors of this room: what has been kept long enough goes once a day, and people are forgotten by command."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from core.contract.doors import Doors
from core.database.session import SharedSession
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.privacy.commands import privacy
from core.privacy.retention import let_go
from core.tenancy.models import Tenant

log = logging.getLogger(__name__)


def let_go_everywhere(runtime: Runtime) -> None:
    """Let every tenant go of what it has kept long enough, each in a transaction of its own."""
    with SharedSession(runtime.engine) as session:
        ids = session.scalars(select(Tenant.id)).all()
    for tenant_id in ids:
        with runtime.unit(tenant_id) as unit:
            gone = {str(kind): count for kind, count in let_go(unit).items() if count}
        if gone:
            log.info("%s let go of %s", unit.tenant.slug, gone)


DOORS = Doors(commands=(privacy,), chores=(Chore("what was kept long enough", timedelta(days=1), let_go_everywhere),))
