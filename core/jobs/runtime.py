"""What a process needs to do the work that is due, put together once by the application."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from core.contract.acting import SYSTEM
from core.contract.hooks import Dispatcher
from core.database.base import utc_now
from core.database.session import TenantSession
from core.jobs.handlers import Handlers
from core.settings import Settings
from core.tenancy.queries import view_of
from core.tenancy.unit import TenantView, Unit


@dataclass(frozen=True, slots=True)
class Runtime:
    """The process-wide parts: settings with all addresses, the database, the modules' dispatcher, the handlers."""

    settings: Settings
    engine: Engine
    events: Dispatcher
    handlers: Handlers

    @contextmanager
    def unit(self, tenant_id: uuid.UUID, known: TenantView | None = None) -> Iterator[Unit]:
        """Open a unit of a tenant in a transaction, committed at the end of the block, rolled back on an error.

        `known` is the tenant as a moment ago, which then need not be read again.
        """
        with TenantSession(self.engine, tenant_id) as session:
            tenant = known or view_of(session)
            yield Unit(session=session, tenant=tenant, actor=SYSTEM, now=utc_now(), events=self.events)
            session.commit()
