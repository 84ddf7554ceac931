"""A job: its progress is seen while it works, its effects only when it is done."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError

from core.accounts.models import Person
from core.audit.models import AuditEntry
from core.audit.services import record
from core.contract.acting import COORDINATOR, SYSTEM, Actor, Grant, Permission, require
from core.contract.module import JobKind, JobReport
from core.database.base import uuid7
from core.jobs.handlers import Handlers
from core.jobs.models import JobRun
from core.jobs.running import AWAY, ENDED, FAILED, REVOKED, JobHandler
from core.jobs.runtime import Runtime
from core.jobs.services import JOB, start_job
from core.jobs.work import work_off
from core.modules import Modules
from core.settings import Settings
from core.tenancy.errors import UnknownTenantError
from core.tenancy.unit import Unit

COUNTING = Permission("test.count", frozenset({COORDINATOR}))
ANNE = Actor(name="Anne Lejeune", account_id=uuid.UUID(int=7))


class Count:
    """The job of these tests: writes a person, and does what the test wants of it."""

    def __init__(self) -> None:
        self.then = lambda _unit, _report: None

    def __call__(self, unit: Unit, subject_id: uuid.UUID, report: JobReport) -> None:
        unit.session.add(Person(id=subject_id, first_name="Ada", last_name="Dupont", language="fr"))
        record(unit, "test.counted")
        unit.session.flush()
        self.then(unit, report)


@pytest.fixture
def job() -> Count:
    return Count()


@pytest.fixture
def grants() -> list[Grant]:
    """What Anne may do when the job runs."""
    return [Grant(COORDINATOR)]


@pytest.fixture
def runtime(settings: Settings, engine: Engine, modules: Modules, job: Count, grants: list[Grant]) -> Runtime:
    kinds = {"test.count": JobKind("test.count", "Counting", COUNTING, job)}

    def acting(_unit: Unit, account_id: uuid.UUID, name: str) -> Actor:
        return Actor(name, account_id, tuple(grants))

    return Runtime(settings, engine, modules.dispatcher, Handlers({JOB: JobHandler(kinds, acting)}))


@pytest.fixture
def started(unit_for):
    """Start the job in a transaction of its own."""

    def start(kind: str = "test.count", actor: Actor = ANNE) -> JobRun:
        unit = unit_for(actor=actor)
        run = start_job(unit, kind, uuid7())
        unit.session.commit()
        return run

    return start


@pytest.fixture
def seen(unit_for):
    """Read the run as a page does, in a session of its own, and how many persons there are."""

    def read() -> tuple[str, int, int, str | None, int]:
        session = unit_for().session
        run = session.scalars(select(JobRun)).one()
        found = (run.state, run.done, run.total, run.error, len(session.scalars(select(Person.id)).all()))
        session.close()
        return found

    return read


def test_progress_is_seen_while_it_runs_and_effects_only_afterwards(runtime, job, started, seen) -> None:
    during = []

    def then(_unit: Unit, report: JobReport) -> None:
        during.append(seen())
        report(120, 290)
        during.append(seen())
        report(290, 290)

    job.then = then
    started()
    assert seen() == ("queued", 0, 0, None, 0)
    assert work_off(runtime) == 1
    assert during == [("running", 0, 0, None, 0), ("running", 120, 290, None, 0)]
    assert seen() == ("done", 290, 290, None, 1)


def test_it_acts_in_the_name_of_who_started_it(runtime, started, unit_for) -> None:
    started()
    work_off(runtime)
    entries = unit_for().session.execute(select(AuditEntry.by_name, AuditEntry.by_account_id)).all()
    assert entries == [(ANNE.name, ANNE.account_id)]


def test_it_has_the_rights_that_are_left_when_it_runs_and_no_more(runtime, job, started, grants) -> None:
    acted = []
    job.then = lambda unit, _report: acted.append(unit.actor)
    grants[:] = [Grant(COORDINATOR, "test", uuid.UUID(int=9))]
    started()
    started(actor=SYSTEM)
    assert work_off(runtime) == 2
    assert acted == [replace(ANNE, grants=tuple(grants)), SYSTEM]
    assert acted[0].territories(COUNTING) == {uuid.UUID(int=9)}


@pytest.mark.parametrize("left", [[], [Grant("reader")], [Grant(COORDINATOR, "other")]])
def test_a_right_that_was_taken_away_stops_it_with_a_sentence(runtime, started, seen, grants, left) -> None:
    started()
    grants[:] = left
    assert work_off(runtime) == 0
    assert seen() == ("failed", 0, 0, REVOKED, 0)


def test_a_right_that_a_step_of_it_lacks_stops_it_too(runtime, job, started, seen) -> None:
    job.then = lambda unit, _report: require(unit.actor, Permission("test.more", frozenset({"referent"})))
    started()
    work_off(runtime)
    assert seen() == ("failed", 0, 0, REVOKED, 0)


def test_a_run_belongs_to_the_module_of_its_kind(started, unit_for) -> None:
    started()
    assert unit_for().session.scalars(select(JobRun.module)).all() == ["test"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ZeroDivisionError("division by zero"), FAILED),
        (UnknownTenantError("There is no tenant 'x'."), "There is no tenant 'x'."),
    ],
)
def test_one_that_fails_changes_nothing_and_says_so(runtime, job, started, seen, *, error, sentence) -> None:
    def then(_unit: Unit, report: JobReport) -> None:
        report(5, 290)
        raise error

    job.then = then
    started()
    assert work_off(runtime) == 0
    assert seen() == ("failed", 5, 290, sentence, 0)
    assert work_off(runtime) == 0


def test_trouble_with_the_database_may_pass(runtime, job, started, seen) -> None:
    def then(_unit: Unit, _report: JobReport) -> None:
        raise OperationalError("SELECT", {}, Exception("deadlock detected"))

    job.then = then
    started()
    work_off(runtime)
    assert seen() == ("queued", 0, 0, AWAY, 0)


def test_a_job_whose_worker_is_killed_each_time_is_given_up(runtime, job, started, seen, engine) -> None:
    class Killed(BaseException):
        pass

    def then(_unit: Unit, _report: JobReport) -> None:
        raise Killed

    job.then = then
    started()
    for _ in range(3):
        with pytest.raises(Killed):
            work_off(runtime)
    assert seen() == ("running", 0, 0, None, 0)
    work_off(runtime)
    assert seen() == ("failed", 0, 0, ENDED, 0)


def test_a_job_of_a_module_that_is_gone_says_so(runtime, started, seen) -> None:
    started("gone.job")
    work_off(runtime)
    assert seen()[3] == "No installed module has the job gone.job."
