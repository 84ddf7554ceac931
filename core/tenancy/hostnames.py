"""Which hostnames belong to which tenant, remembered for a moment, since every request asks."""

from __future__ import annotations

import time
from collections.abc import Mapping

from sqlalchemy import Engine, select

from core.database.session import SharedSession
from core.tenancy.models import Tenant

#: Seconds for which the answer is kept; a new hostname counts after this time at the latest.
KEPT = 30.0


class Hostnames:
    """Calling it gives the slug of each hostname."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, str] = {}
        self._until = 0.0

    def __call__(self) -> Mapping[str, str]:
        """Return slug by hostname."""
        if time.monotonic() > self._until:
            with SharedSession(self._engine) as session:
                rows = session.execute(select(Tenant.hostname, Tenant.slug).where(Tenant.hostname.is_not(None)))
                self._known = {hostname: slug for hostname, slug in rows if hostname}
            self._until = time.monotonic() + KEPT
        return self._known
