"""Long work of the module, done in the worker, and what it was about."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from core.contract.module import JobReport, JobSubject
from core.language.texts import Texts
from core.tenancy.unit import Unit
from core.web.locale import current_language
from plugins.immersion.access import READ_ROUNDS
from plugins.immersion.queries.job_subjects import round_names
from plugins.immersion.services.rounds import propose_now
from plugins.immersion.texts import gettext as _


def run_propose(unit: Unit, round_id: uuid.UUID, report: JobReport) -> None:
    """Match an open round (the job `immersion.propose`)."""
    propose_now(unit, round_id, report)


def rounds_of_jobs(unit: Unit, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, JobSubject]:
    """Name the rounds that were matched, each with its edition; none to who may not read rounds."""
    if not unit.actor.may(READ_ROUNDS):
        return {}
    return {
        each.id: JobSubject(
            label=_(
                "Round %(number)s, %(edition)s",
                number=each.number,
                edition=Texts(each.title).get(current_language(), unit.tenant.languages).text,
            ),
            endpoint="immersion.round",
            values={"edition": each.edition, "number": each.number},
        )
        for each in round_names(unit.session, ids)
    }
