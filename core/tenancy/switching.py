"""What a coordinator changes on a page: kept as an override, which wins over the tenant's file."""

from __future__ import annotations

from sqlalchemy import select

from core.database.session import TenantSession
from core.tenancy.models import TenantOverride
from core.tenancy.queries import MODULES_KEY
from core.tenancy.unit import Unit


def switch_modules(unit: Unit, on: frozenset[str]) -> None:
    """Switch exactly the modules `on` on; the view has checked the right, since nobody else calls this."""
    session: TenantSession = unit.session
    override = session.scalar(select(TenantOverride).where(TenantOverride.key == MODULES_KEY))
    if override is None:
        session.add(TenantOverride(key=MODULES_KEY, value={"on": sorted(on)}))
    else:
        override.value = {"on": sorted(on)}
