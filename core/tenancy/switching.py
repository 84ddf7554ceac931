"""What a coordinator changes on a page: kept as an override, which wins over the tenant's file."""

from __future__ import annotations

from sqlalchemy import Engine, delete, select

from core.audit.services import record
from core.contract.acting import COORDINATOR, Permission, require
from core.database.session import SharedSession, TenantSession
from core.tenancy.models import Tenant, TenantOverride
from core.tenancy.queries import MODULES_KEY, tenants
from core.tenancy.rules import Switched
from core.tenancy.unit import Unit

SWITCH_MODULES = Permission("tenancy.module.switch", frozenset({COORDINATOR}))


def switch_modules(unit: Unit, on: frozenset[str]) -> None:
    """Switch exactly the modules `on` on; saved as they are, nothing changes. Raises NotAllowedError without the right.

    Only what differs from the tenant's file is kept, so that a module that the file gets later is on.
    """
    require(unit.actor, SWITCH_MODULES)
    session: TenantSession = unit.session
    file = session.scalars(select(Tenant.modules).where(Tenant.id == session.tenant_id)).one()
    switched = Switched.between(file, on)
    session.execute(delete(TenantOverride).where(TenantOverride.key == MODULES_KEY))
    if switched.on or switched.off:
        session.add(TenantOverride(key=MODULES_KEY, value=switched.as_json()))
    before = unit.tenant.modules
    if on != before:
        record(unit, "tenancy.modules.switched", on=sorted(on - before), off=sorted(before - on))


def differences(engine: Engine) -> tuple[str, ...]:
    """Return where what was changed on a page differs from the tenants' files, a line each."""
    lines: list[str] = []
    with SharedSession(engine) as shared:
        all_tenants = tenants(shared)
    for tenant in all_tenants:
        with TenantSession(engine, tenant.id) as session:
            kept = session.scalar(select(TenantOverride.value).where(TenantOverride.key == MODULES_KEY))
        switched = Switched.kept(kept)
        for names, page, file in ((switched.on, "on", "off"), (switched.off, "off", "on")):
            effective = sorted(name for name in names if (name in tenant.modules) == (file == "on"))
            lines += [f"{tenant.slug}: the module {name} is {page} by a page, {file} by the file" for name in effective]
    return tuple(lines)
