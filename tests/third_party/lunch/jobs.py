"""Long work of the module, done in the worker, and what it was about."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select

from core.contract.module import JobReport, JobSubject
from core.programme.models import Edition
from core.tenancy.unit import Unit
from core.web.locale import current_language
from lunch.access import READ
from lunch.services import confirm_now


def run_confirm(unit: Unit, edition_id: uuid.UUID, report: JobReport) -> None:
    """Confirm every entry of an edition (the job `lunch.confirm`)."""
    confirm_now(unit, edition_id, report)


def editions_of_jobs(unit: Unit, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, JobSubject]:
    """Name the editions whose entries were confirmed; none to who may not read entries."""
    if not unit.actor.may(READ):
        return {}
    rows = unit.session.execute(select(Edition.id, Edition.code, Edition.title).where(Edition.id.in_(ids)))
    return {
        edition_id: JobSubject(
            label=unit.tenant.text(title, current_language()),
            endpoint="lunch.entries",
            values={"edition": code},
        )
        for edition_id, code, title in rows
    }
