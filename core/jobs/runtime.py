"""What a process needs to do the work that is due, put together once by the application."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, select

from core.contract.hooks import Dispatcher
from core.database.session import SharedSession
from core.jobs.handlers import Handlers
from core.settings import Settings
from core.tenancy.models import Tenant
from core.tenancy.opening import opened_unit
from core.tenancy.unit import TenantView, Unit

log = logging.getLogger(__name__)


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
        with opened_unit(self.engine, tenant_id, self.events, site=self.settings.base_url, tenant=known) as unit:
            yield unit

    def each_tenant(self, do: Callable[[Unit], None]) -> None:
        """Let `do` work in every tenant, each in a transaction of its own; where it fails, the others go on."""
        with SharedSession(self.engine) as session:
            tenants = session.execute(select(Tenant.id, Tenant.slug).order_by(Tenant.slug)).all()
        for tenant_id, slug in tenants:
            try:
                with self.unit(tenant_id) as unit:
                    do(unit)
            except Exception:
                log.exception("a chore failed in %s", slug)
