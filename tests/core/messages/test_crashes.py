"""Killed at every step between the act and the mail server: no letter is lost, none is sent twice but in one place.

The act, the relay and the worker are real processes here, ended by kill -9 from inside, at a step that the test names.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from rq import Queue
from sqlalchemy import func, select

from core.database.engine import make_engine
from core.jobs import queue as queueing
from core.jobs import relay
from core.jobs import work as working
from core.jobs.handlers import Lane
from core.jobs.models import Dispatch
from core.jobs.relay import relay_once, run_relay
from core.jobs.runtime import Runtime
from core.jobs.worker import run_worker
from core.messages.delivery import Sender
from core.messages.services import write_letters
from tests.core.jobs.leases import end_leases
from tests.together import beside
from tests.waiting import until


@pytest.fixture
def pending(settings, monkeypatch) -> Iterator[Queue]:
    monkeypatch.setattr(queueing, "NAME", f"test-{os.getpid()}")
    opened = queueing.queue_of(queueing.open_redis(settings), Lane.QUICK)
    yield opened
    opened.delete(delete_jobs=True)
    opened.connection.close()


def kill_us(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def forked(act: Callable[[], object]) -> int:
    """Let a child do `act`; return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fresh(runtime: Runtime) -> Runtime:
    """The runtime of a child, with connections of its own."""
    return replace(runtime, engine=make_engine(runtime.engine.url.render_as_string(hide_password=False)))


def relays(runtime: Runtime, pending: Queue) -> int:
    def act() -> None:
        own = fresh(runtime)
        relay_once(own.engine, queueing.open_redis(own.settings), own.handlers)

    return forked(act)


def works(runtime: Runtime) -> int:
    return forked(lambda: run_worker(fresh(runtime), Lane.QUICK, burst=True))


def later(runtime: Runtime) -> None:
    """Live the time after the lease, once the database has noticed who is gone."""
    until(lambda: all_free(runtime), "rows stay locked")
    end_leases(runtime.engine)


def all_free(runtime: Runtime) -> bool:
    with runtime.engine.begin() as connection:
        ids = connection.scalars(select(Dispatch.id)).all()
        return len(ids) == len(connection.scalars(select(Dispatch.id).with_for_update(skip_locked=True)).all())


def end_well(runtime: Runtime, pending: Queue) -> None:
    later(runtime)
    assert (relays(runtime, pending), works(runtime)) == (0, 0)


def left(runtime: Runtime) -> int:
    with runtime.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Dispatch)) or 0


def seen(captured) -> dict[str | None, int]:
    """How often each letter arrived, by its Message-ID."""
    ids = [mail.message_id for mail in captured()]
    return {message_id: ids.count(message_id) for message_id in ids}


def ids(outbox) -> set[str]:
    return {row.message_id for row in outbox()}


def states(outbox) -> set[str]:
    return {row.state for row in outbox()}


def test_relay_and_worker_send_each_letter_once(runtime, sink, pending, *, write, letter, captured, outbox) -> None:
    write(*(letter(f"Ada{number}") for number in range(60)))
    assert (relays(runtime, pending), works(runtime)) == (0, 0)
    assert seen(captured) == dict.fromkeys(ids(outbox), 1)
    assert (states(outbox), len(ids(outbox))) == ({"sent"}, 60)


def test_a_queue_that_forgets_delays_letters_and_loses_none(
    runtime, sink, pending, *, write, letter, captured, outbox
) -> None:
    write(*(letter(f"Ada{number}") for number in range(60)))
    assert relays(runtime, pending) == 0
    assert pending.count == 2
    pending.delete(delete_jobs=True)
    assert works(runtime) == 0
    assert captured() == []
    end_well(runtime, pending)
    assert seen(captured) == dict.fromkeys(ids(outbox), 1)


@pytest.mark.parametrize(
    ("step", "times"),
    [
        ("relay before its lease", 1),
        ("relay between lease and queue", 1),
        ("relay after the queue", 1),
        ("worker before it begins", 1),
        ("worker before it sends", 1),
        ("worker after the server's yes", 2),
        ("worker after the commit", 1),
    ],
)
def test_killed_at_a_step(runtime, sink, pending, monkeypatch, *, write, captured, outbox, step, times) -> None:
    """One place alone sends a letter again: between the server's yes and our note of it, and under the same name."""
    write()
    with monkeypatch.context() as patched:
        _break(patched, step)
        ended = relays(runtime, pending)
        if step.startswith("relay"):
            assert ended == -signal.SIGKILL
        else:
            # The queue's worker lives on when its child is killed.
            assert (ended, works(runtime)) == (0, 0)
    end_well(runtime, pending)
    later(runtime)
    assert seen(captured) == dict.fromkeys(ids(outbox), times)
    assert states(outbox) == {"sent"}


def _break(patched: pytest.MonkeyPatch, step: str) -> None:
    """Let the process end at `step`."""
    perform, hand_over, work = Sender.perform, relay.hand_over, working._work

    def after_yes(self, *arguments) -> None:
        perform(self, *arguments)
        kill_us()

    def after_queue(*arguments) -> None:
        hand_over(*arguments)
        kill_us()

    def after_commit(*arguments) -> bool:
        work(*arguments)
        kill_us()
        return True

    where = {
        "relay before its lease": (relay, "update", kill_us),
        "relay between lease and queue": (relay, "hand_over", kill_us),
        "relay after the queue": (relay, "hand_over", after_queue),
        "worker before it begins": (working, "_begin", kill_us),
        "worker before it sends": (Sender, "perform", kill_us),
        "worker after the server's yes": (Sender, "perform", after_yes),
        "worker after the commit": (working, "_work", after_commit),
    }
    patched.setattr(*where[step])


def test_the_act_killed_before_its_commit_sends_nothing(runtime, sink, pending, *, unit_for, letter) -> None:
    def act() -> None:
        unit = unit_for()
        write_letters(unit, [letter()], captured=False)
        kill_us()

    runtime.engine.dispose()
    assert forked(act) == -signal.SIGKILL
    assert left(runtime) == 0


def test_hundreds_of_letters_leave_while_all_runs(runtime, sink, pending, *, write, letter, captured, outbox) -> None:
    """A round's 290 letters, through the running relay and worker, from the commit to the last mail."""
    worker = os.fork()
    if worker == 0:
        run_worker(fresh(runtime), Lane.QUICK)
        os._exit(0)
    try:
        with beside(lambda stop: run_relay(runtime, stop=stop)):
            write(*(letter(f"Ada{number}") for number in range(290)))
            until(lambda: left(runtime) == 0)
    finally:
        os.kill(worker, signal.SIGTERM)
        os.waitpid(worker, 0)
    assert seen(captured) == dict.fromkeys(ids(outbox), 1)
    assert len(ids(outbox)) == 290
