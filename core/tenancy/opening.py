"""Open a unit: the one place where a session of a tenant becomes what a service is given."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from core.contract.acting import SYSTEM, Actor
from core.contract.hooks import Dispatcher
from core.database.base import utc_now
from core.database.session import TenantSession
from core.tenancy.queries import view_of
from core.tenancy.unit import TenantView, Unit


def unit_in(
    session: TenantSession,
    events: Dispatcher,
    *,
    site: str,
    actor: Actor = SYSTEM,
    now: datetime | None = None,
    tenant: TenantView | None = None,
) -> Unit:
    """Return the unit of `session`; whoever opened the session commits and closes it.

    `site` is the configured address of the whole site. `now` is the real time unless it is given; `tenant` is the
    tenant as it was a moment ago, which then need not be read again. Raises UnknownTenantError when the tenant is gone.
    """
    return Unit(
        session=session, tenant=tenant or view_of(session), actor=actor, now=now or utc_now(), events=events, site=site
    )


@contextmanager
def opened_unit(
    engine: Engine,
    tenant_id: uuid.UUID,
    events: Dispatcher,
    *,
    site: str,
    now: datetime | None = None,
    tenant: TenantView | None = None,
    rollback: bool = False,
) -> Iterator[Unit]:
    """Open a unit of a tenant in a transaction of its own, acting as Liaison itself.

    It commits at the end of the block; with `rollback` (a dry run), or after an error, it leaves nothing.
    """
    with TenantSession(engine, tenant_id) as session:
        yield unit_in(session, events, site=site, now=now, tenant=tenant)
        if rollback:
            session.rollback()
        else:
            session.commit()
