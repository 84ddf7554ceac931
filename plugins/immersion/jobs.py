"""Long work of the module, done in the worker, and what it was about."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select

from core.contract.module import JobReport, JobSubject
from core.programme.models import Edition
from core.tenancy.unit import Unit
from core.web.locale import current_language
from plugins.immersion.access import READ_ROUNDS
from plugins.immersion.models import ImmersionRound
from plugins.immersion.services.rounds import propose_now
from plugins.immersion.texts import gettext as _


def run_propose(unit: Unit, round_id: uuid.UUID, report: JobReport) -> None:
    """Match an open round (the job `immersion.propose`)."""
    propose_now(unit, round_id, report)


def rounds_of_jobs(unit: Unit, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, JobSubject]:
    """Name the rounds that were matched, each with its edition; none to who may not read rounds."""
    if not unit.actor.may(READ_ROUNDS):
        return {}
    query = select(ImmersionRound.id, ImmersionRound.number, Edition.code, Edition.title)
    rows = unit.session.execute(query.join_from(ImmersionRound, Edition).where(ImmersionRound.id.in_(ids)))
    return {
        round_id: JobSubject(
            _("Round %(number)s, %(edition)s", number=number, edition=unit.tenant.text(title, current_language())),
            endpoint="immersion.round",
            values={"edition": code, "number": number},
        )
        for round_id, number, code, title in rows
    }
