"""Do what is due, exactly once: the effects and the end of a dispatch are one transaction."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from core.database.base import utc_now
from core.database.session import SharedSession, TenantSession
from core.jobs.errors import WorkerEndedError
from core.jobs.handlers import Failure, Handler, Work
from core.jobs.models import Dispatch
from core.jobs.runtime import Runtime
from core.tenancy.unit import TenantView

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """Something due, as it travels through the queue."""

    id: uuid.UUID
    tenant_id: uuid.UUID
    kind: str


def perform_all(runtime: Runtime, due: Iterable[Due]) -> int:
    """Do each of `due` that nobody else does or did; return how many were done."""
    try:
        return sum(perform_one(runtime, each) for each in due)
    finally:
        runtime.handlers.close()


def perform_one(runtime: Runtime, due: Due) -> bool:
    """Do `due` unless somebody else does or did; return whether it was done. A failure is noted, not raised."""
    handler = runtime.handlers.get(due.kind)
    if handler is None:  # A newer version of us may know it: it stays due.
        log.error("nobody here knows how to do %s %s", due.kind, due.id)
        return False
    try:
        tenant = _begin(runtime, due, handler)
        return tenant is not None and _work(runtime, due, handler, tenant)
    except Exception as error:  # Whatever it is, it must not keep the others from their turn.
        if handler.is_hopeless(error):  # What was said is noted where people see it.
            log.warning("%s %s failed for good", due.kind, due.id)
        else:
            log.exception("%s %s failed", due.kind, due.id)
        _note_failure(runtime, due, handler, error)
        return False


def work_off(runtime: Runtime) -> int:
    """Do everything that is due now, one after the other, without the queue; return how many were done.

    For tests and for the demo: what is done makes more due, and that is done too. What fails waits for its next try.
    """
    done = 0
    try:
        while now_done := sum(perform_one(runtime, each) for each in _all_due(runtime)):
            done += now_done
    finally:
        runtime.handlers.close()
    return done


def _all_due(runtime: Runtime) -> list[Due]:
    query = select(Dispatch.id, Dispatch.tenant_id, Dispatch.kind).where(Dispatch.due_at <= func.now())
    with SharedSession(runtime.engine) as session:
        rows = session.execute(query.order_by(Dispatch.due_at, Dispatch.id).with_for_update(skip_locked=True))
        return [Due(*row) for row in rows]


def _begin(runtime: Runtime, due: Due, handler: Handler) -> TenantView | None:
    """Count the attempt before it begins, so that one that kills its worker is counted too.

    Returns the tenant; None when there is nothing to do, because it is done, in other hands, or given up now.
    """
    free = select(Dispatch.id).where(Dispatch.id == due.id).with_for_update(skip_locked=True).scalar_subquery()
    count = update(Dispatch).where(Dispatch.id == free).values(attempts=Dispatch.attempts + 1)
    with runtime.unit(due.tenant_id) as unit:
        row = unit.session.execute(count.returning(Dispatch.ref_id, Dispatch.attempts)).one_or_none()
        if row is None:
            return None
        ref_id, attempts = row
        if handler.patience.is_over(attempts - 1):
            handler.failed(unit, ref_id, Failure(attempts - 1, WorkerEndedError(), final=True))
            unit.session.execute(delete(Dispatch).where(Dispatch.id == due.id))
            return None
        handler.begin(unit, ref_id, attempts)
    return unit.tenant


def _work(runtime: Runtime, due: Due, handler: Handler, tenant: TenantView) -> bool:
    with runtime.unit(due.tenant_id, tenant) as unit:
        row = _locked(unit.session, due)
        if row is None:
            return False
        handler.perform(Work(unit, lambda: runtime.unit(due.tenant_id, tenant)), row.ref_id)
        unit.session.delete(row)
    return True


def _note_failure(runtime: Runtime, due: Due, handler: Handler, error: Exception) -> None:
    with runtime.unit(due.tenant_id) as unit:
        row = _locked(unit.session, due)
        if row is None:
            return
        final = handler.is_hopeless(error) or handler.patience.is_over(row.attempts)
        handler.failed(unit, row.ref_id, Failure(row.attempts, error, final))
        if final:
            unit.session.delete(row)
        else:
            row.due_at = utc_now() + handler.patience.pause_after(row.attempts)


def _locked(session: TenantSession, due: Due) -> Dispatch | None:
    """Lock the row of `due`; None when it is done, or when somebody else is doing it."""
    return session.scalar(select(Dispatch).where(Dispatch.id == due.id).with_for_update(skip_locked=True))
