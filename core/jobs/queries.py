"""Reads of the runs of long work, each a fixed number of statements."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from core.contract.acting import owner_of, require
from core.contract.module import JobKind, JobSubject
from core.database.session import TenantSession
from core.jobs.access import READ_WORK, visible_work
from core.jobs.models import JobRun
from core.tenancy.unit import Unit

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A run of long work: its kind, who asked for it and when, how it ended, and what it was about, if known."""

    id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    state: str
    done: int
    total: int
    error: str | None
    by_name: str
    created_at: datetime
    finished_at: datetime | None
    subject: JobSubject | None = None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of the work, the newest first; `total` counts the runs of all pages."""

    rows: Sequence[WorkLine]
    total: int


def work_runs(
    unit: Unit,
    kinds: Mapping[str, JobKind],
    *,
    kind: str = "",
    state: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> WorkPage:
    """Return a page of the runs of long work; `kind` and `state` narrow it.

    `kinds` are the declared kinds by name: each is asked once what its runs on the page are about, if its module is on.
    So there are two statements, and those of each kind. Raises NotAllowedError without the right.
    """
    require(unit.actor, READ_WORK)
    wanted: list[ColumnElement[bool]] = [visible_work(unit.actor)]
    if kind:
        wanted.append(JobRun.kind == kind)
    if state:
        wanted.append(JobRun.state == state)
    columns = (
        *(JobRun.id, JobRun.kind, JobRun.subject_id, JobRun.state, JobRun.done, JobRun.total, JobRun.error),
        *(JobRun.by_name, JobRun.created_at, JobRun.finished_at),
    )
    query = select(*columns).where(*wanted).order_by(JobRun.created_at.desc(), JobRun.id.desc())
    found = unit.session.execute(query.limit(per_page).offset((page - 1) * per_page)).all()
    total = unit.session.scalar(select(func.count()).select_from(JobRun).where(*wanted)) or 0
    subjects = _subjects(unit, kinds, [(row.kind, row.subject_id) for row in found])
    lines = (WorkLine(*row) for row in found)
    return WorkPage([replace(line, subject=subjects.get((line.kind, line.subject_id))) for line in lines], total)


def latest_run(session: TenantSession, subject_id: uuid.UUID) -> JobRun | None:
    """Return the newest run of work on a subject, if there was any."""
    query = select(JobRun).where(JobRun.subject_id == subject_id).order_by(JobRun.created_at.desc(), JobRun.id.desc())
    return session.scalar(query.limit(1))


def _subjects(
    unit: Unit, kinds: Mapping[str, JobKind], asked: Sequence[tuple[str, uuid.UUID]]
) -> dict[tuple[str, uuid.UUID], JobSubject]:
    """Ask each kind that is among `asked` and whose module is on what its runs are about."""
    found: dict[tuple[str, uuid.UUID], JobSubject] = {}
    for name in sorted({name for name, _ in asked}):
        declared = kinds.get(name)
        if declared is None or declared.subjects is None or owner_of(name) not in unit.tenant.modules:
            continue
        ids = {subject_id for kind, subject_id in asked if kind == name}
        found |= {(name, each): subject for each, subject in declared.subjects(unit, ids).items()}
    return found
