"""Let the worker match an open round, and keep the very bytes of what it found."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select

from core.audit.services import record
from core.contract.acting import require
from core.contract.module import JobReport
from core.jobs.models import JobRun
from core.jobs.services import start_job
from core.tenancy.unit import Unit
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.deciding import ALGORITHM, Decided, decide
from plugins.immersion.enums import RoundState
from plugins.immersion.errors import ProposalStaleError, UnknownRoundError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.services.rounds.locking import edition_of, lock_round, require_move

#: The job's kind, as the module declares it.
PROPOSE = "immersion.propose"

_STEPS = 3


def propose(unit: Unit, round_id: uuid.UUID) -> JobRun:
    """Ask the worker to match an open round, and return the run whose progress can be looked at (IM-14).

    Pressed twice, the second press returns the run of the first while it lasts. Raises RoundStateError unless the round
    is open, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    require_move(round_, RoundState.PROPOSED)
    if round_.job_run_id:
        run = unit.session.scalar(select(JobRun).where(JobRun.id == round_.job_run_id))
        if run is not None and run.finished_at is None:
            return run
    run = start_job(unit, PROPOSE, round_.id)
    round_.job_run_id = run.id
    record(unit, "immersion.round.matching_started", round_.id, number=round_.number)
    return run


def propose_now(unit: Unit, round_id: uuid.UUID, report: JobReport) -> None:
    """Match the frozen instance of a round and store the proposal; the worker's part of `propose`.

    Nothing but the snapshot is read, so that a job that is tried again finds the same. A round that is proposed by then
    stays as it is. Raises ProposalStaleError when it was taken back or opened again meanwhile.
    """
    require(unit.actor, MANAGE_ROUNDS)
    report(0, _STEPS)
    number, snapshot, state = _frozen(unit, round_id)
    if state != RoundState.OPEN:
        if state == RoundState.PLANNED:
            raise ProposalStaleError(number)
        return
    report(1, _STEPS)
    decided = decide(snapshot, unit.tenant.language)
    report(2, _STEPS)
    round_ = lock_round(unit, round_id)
    if round_.state == RoundState.PROPOSED and round_.result_sha256 == decided.sha256:
        return
    if round_.state != RoundState.OPEN or round_.snapshot != snapshot:
        raise ProposalStaleError(number)
    round_.state = RoundState.PROPOSED
    keep_proposal(round_, decided, unit.inside(edition_of(unit.session, round_)).now)
    record(unit, "immersion.round.proposed", round_.id, number=number, sha256=round_.sha256, algorithm=ALGORITHM)
    report(_STEPS, _STEPS)


def keep_proposal(round_: ImmersionRound, decided: Decided, at: datetime) -> None:
    """Keep what was decided as the proposal of a round; its version grows, so that nobody publishes another one."""
    round_.result = decided.result
    round_.result_sha256 = decided.sha256
    round_.measures = decided.figures.as_json()
    round_.algorithm = decided.algorithm
    round_.proposed_at = at
    round_.version += 1


def _frozen(unit: Unit, round_id: uuid.UUID) -> tuple[int, str, str]:
    row = unit.session.execute(
        select(ImmersionRound.number, ImmersionRound.snapshot, ImmersionRound.state).where(
            ImmersionRound.id == round_id
        )
    ).one_or_none()
    if row is None:
        raise UnknownRoundError()
    return row.number, row.snapshot or "", row.state
