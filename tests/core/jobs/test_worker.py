"""The worker as it really runs: a process that forks for each hand-over, and may be killed."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

from core.database.engine import make_engine
from core.jobs.handlers import Lane
from core.jobs.models import Dispatch
from core.jobs.relay import relay_once
from core.jobs.worker import run_worker
from tests.core.jobs.leases import end_leases
from tests.waiting import until


def forked(act) -> int:
    """Let a child of ours do `act` and end; return its id."""
    child = os.fork()
    if child:
        return child
    try:
        act()
    except BaseException:
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """Wait for a child, and return how it ended."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def a_worker(runtime, *, burst: bool = True) -> int:
    def act() -> None:
        os.setsid()
        engine = make_engine(runtime.engine.url.render_as_string(hide_password=False))
        run_worker(replace(runtime, engine=engine), Lane.QUICK, burst=burst)

    return forked(act)


def test_a_forking_worker_does_what_is_due(runtime, pending, *, due, remembered, left) -> None:
    ids = due(7)
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    assert ended(a_worker(runtime)) == 0
    assert (remembered(), left()) == (set(ids), [])


def test_a_worker_killed_in_the_middle_leaves_it_to_the_next(
    runtime, pending, *, due, remembered, left, handler, tmp_path
) -> None:
    """kill -9 of the worker and of its child: the transaction goes with the connection, the row is free at once."""
    [ref_id] = due()
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    here = tmp_path / "in the middle"

    def wait(_ref_id) -> None:
        here.touch()
        signal.pause()

    handler.after = wait
    worker = a_worker(runtime)
    until(here.exists)
    for process in _family(worker):
        os.kill(process, signal.SIGKILL)
    assert ended(worker) == -signal.SIGKILL
    assert [row.attempts for row in left()] == [1]
    handler.after = lambda _ref_id: None
    until(lambda: _is_free(runtime.engine, ref_id), "the row stays locked")
    end_leases(runtime.engine)
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    assert ended(a_worker(runtime)) == 0
    assert (remembered(), left()) == ({ref_id}, [])


def test_a_worker_that_is_asked_to_end_finishes_its_work(
    runtime, pending, *, due, remembered, left, handler, tmp_path
) -> None:
    [ref_id] = due()
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    here, asked = tmp_path / "in the middle", tmp_path / "asked to end"

    def wait(_ref_id) -> None:
        here.touch()
        until(asked.exists)

    handler.after = wait
    worker = a_worker(runtime, burst=False)
    until(here.exists)
    os.kill(worker, signal.SIGTERM)
    asked.touch()
    assert ended(worker) == 0
    assert (remembered(), left()) == ({ref_id}, [])


def _family(worker: int) -> list[int]:
    """The worker and its children, which begin sessions of their own."""
    children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    return [worker, *map(int, children)]


def _is_free(engine, ref_id) -> bool:
    """Tell whether the database has noticed that the worker is gone."""
    with engine.begin() as connection:
        query = Dispatch.__table__.select().where(Dispatch.ref_id == ref_id).with_for_update(skip_locked=True)
        return connection.execute(query).first() is not None
