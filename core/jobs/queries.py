"""Reads of the runs of long work, each a fixed number of statements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from core.contract.acting import owner_of
from core.contract.module import JobKind, JobSubject
from core.database.session import TenantSession
from core.jobs.models import JobRun
from core.tenancy.unit import Unit


def latest_run(session: TenantSession, subject_id: uuid.UUID) -> JobRun | None:
    """Return the newest run of work on a subject, if there was any."""
    query = select(JobRun).where(JobRun.subject_id == subject_id).order_by(JobRun.created_at.desc(), JobRun.id.desc())
    return session.scalar(query.limit(1))


def subjects_of(
    unit: Unit, kinds: Mapping[str, JobKind], runs: Iterable[tuple[str, uuid.UUID]]
) -> dict[tuple[str, uuid.UUID], JobSubject]:
    """Return what runs of work were about, by their kind and the id of their subject, as far as it is known.

    `kinds` are the declared kinds by name: each is asked once, if its module is on, with the statements of its own.
    """
    asked = set(runs)
    found: dict[tuple[str, uuid.UUID], JobSubject] = {}
    for name in sorted({name for name, _ in asked}):
        declared = kinds.get(name)
        if declared is None or declared.subjects is None or owner_of(name) not in unit.tenant.modules:
            continue
        ids = {subject_id for kind, subject_id in asked if kind == name}
        found |= {(name, each): subject for each, subject in declared.subjects(unit, ids).items()}
    return found
