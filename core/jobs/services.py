"""Ask for work: in the transaction of the act, so that what is rolled back was never asked for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select

from core.database.base import utc_now, uuid7
from core.jobs.models import Dispatch, JobRun
from core.tenancy.unit import Unit

#: Where the relay listens; PostgreSQL delivers the word when the transaction commits.
CHANNEL = "liaison_dispatch"

#: The kind of what is due for a job.
JOB = "job"


def schedule(unit: Unit, kind: str, ref_id: uuid.UUID, due_at: datetime | None = None) -> None:
    """Make the work `kind` on the row `ref_id` due at once, or at `due_at` (real time)."""
    schedule_many(unit, kind, [ref_id], due_at)


def schedule_many(unit: Unit, kind: str, ref_ids: Sequence[uuid.UUID], due_at: datetime | None = None) -> None:
    """Make the same work due on many rows, in a fixed number of statements."""
    if not ref_ids:
        return
    due = due_at or utc_now()
    ids = sorted(uuid7() for _ in ref_ids)  # What was asked for first is done first.
    rows = [
        {"id": dispatch_id, "tenant_id": unit.tenant.id, "kind": kind, "ref_id": ref_id, "due_at": due}
        for dispatch_id, ref_id in zip(ids, ref_ids, strict=True)
    ]
    unit.session.execute(insert(Dispatch), rows)
    unit.session.execute(select(func.pg_notify(CHANNEL, "")))


def start_job(unit: Unit, kind: str, subject_id: uuid.UUID) -> JobRun:
    """Let the worker run the job `kind` (of a module's JobKind) on `subject_id`, and return what shows its progress.

    The caller has checked the right; the job acts in the name of the unit's actor.
    """
    run = JobRun(
        id=uuid7(),
        kind=kind,
        subject_id=subject_id,
        by_account_id=unit.actor.account_id,
        by_name=unit.actor.name,
    )
    unit.session.add(run)
    unit.session.flush()  # What the caller writes next may refer to the run.
    schedule(unit, JOB, run.id)
    return run
