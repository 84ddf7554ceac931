"""The handler of jobs: long work that a module declares, run in the worker, with progress that is seen at once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from core.contract.acting import SYSTEM, Actor, NotAllowedError, require
from core.contract.module import JobKind
from core.database.base import utc_now
from core.jobs.errors import UnknownJobError, WorkerEndedError
from core.jobs.handlers import Failure, Lane, Work
from core.jobs.models import JobRun
from core.jobs.rules import PATIENCE_WITH_JOBS, Patience
from core.language.marking import marked
from core.tenancy.unit import Unit

#: What a person reads when the reason is none of ours to explain.
FAILED = marked("Something went wrong, and nothing was changed. The reason is in the log of the worker.")
ENDED = marked("The work was cut short each time it was tried, and nothing was changed.")
AWAY = marked("The database was away for a moment. It is tried again.")
REVOKED = marked("Whoever asked for this work has lost the right to it meanwhile, and nothing was changed.")

#: Progress is written this often at most, in seconds: a page asks for it once a second.
_PAUSE = 0.25

#: Reads what a sign-in may do in the unit's tenant now: `acting(unit, account_id, name)`.
Acting = Callable[[Unit, uuid.UUID, str], Actor]


@dataclass(frozen=True, slots=True)
class JobHandler:
    """Runs the jobs of the installed modules; `kinds` are their declarations by name.

    A job has the rights of who asked for it, as they are when it runs: `acting` reads them again.
    """

    kinds: Mapping[str, JobKind]
    acting: Acting
    patience: Patience = PATIENCE_WITH_JOBS
    lane: Lane = Lane.LONG
    together: int = 1

    def begin(self, unit: Unit, ref_id: uuid.UUID, attempts: int) -> None:
        """Show the job as running, from its start."""
        del attempts
        _write(unit, ref_id, state="running", done=0, total=0)

    def perform(self, work: Work, ref_id: uuid.UUID) -> None:
        """Run the job in the name, and with the rights, of who asked for it; what Liaison asked for has all rights.

        Raises UnknownJobError, NotAllowedError when the right is gone meanwhile, and whatever the job raises.
        """
        session = work.unit.session
        run = session.get_one(JobRun, (session.tenant_id, ref_id))
        kind = self.kinds.get(run.kind)
        if kind is None:
            raise UnknownJobError(f"No installed module has the job {run.kind}.")
        actor = SYSTEM if run.by_account_id is None else self.acting(work.unit, run.by_account_id, run.by_name)
        require(actor, kind.permission, run.module)
        progress = Progress(work.aside, ref_id)
        kind.run(replace(work.unit, actor=actor), run.subject_id, progress)
        # Not before: the row must be free while the job reports from outside its transaction.
        _write(
            work.unit, ref_id, state="done", done=progress.done, total=progress.total, error=None, finished_at=utc_now()
        )

    def is_hopeless(self, error: Exception) -> bool:
        """Only trouble with the database may pass: connections, deadlocks."""
        return not isinstance(error, OperationalError)

    def failed(self, unit: Unit, ref_id: uuid.UUID, failure: Failure) -> None:
        """Say why, and whether it is tried again."""
        if failure.final:
            _write(unit, ref_id, state="failed", error=self._sentence(failure.error), finished_at=utc_now())
        else:
            _write(unit, ref_id, state="queued", error=AWAY)

    def close(self) -> None:
        """Nothing is kept open."""

    def _sentence(self, error: Exception) -> str:
        """An error that Liaison or a job's module named says for itself what is wrong; any other says nothing."""
        if isinstance(error, WorkerEndedError):
            return ENDED
        if isinstance(error, NotAllowedError):
            return REVOKED
        ours = {"core", *(kind.run.__module__.split(".")[0] for kind in self.kinds.values())}
        named = type(error).__module__.split(".")[0] in ours
        return str(error) if named and str(error) else FAILED


class Progress:
    """Tells how far a job is, in short transactions of its own, so that others see it while the job works."""

    def __init__(self, aside: Callable[[], AbstractContextManager[Unit]], run_id: uuid.UUID) -> None:
        self._aside = aside
        self._run_id = run_id
        self._next = 0.0
        self.done = 0
        self.total = 0

    def __call__(self, done: int, total: int, /) -> None:
        """Say that `done` of `total` steps are behind."""
        self.done, self.total = done, total
        if time.monotonic() >= self._next:
            with self._aside() as unit:
                _write(unit, self._run_id, done=done, total=total)
            self._next = time.monotonic() + _PAUSE


def _write(unit: Unit, run_id: uuid.UUID, **values: object) -> None:
    unit.session.execute(update(JobRun).where(JobRun.id == run_id).values(**values))
