"""From the database into the queue: nothing is lost when either side forgets, and nothing is done twice."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.connection import AbstractConnection
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import select, text

from core.jobs import relay
from core.jobs.handlers import Handlers, Lane
from core.jobs.models import Dispatch
from core.jobs.queue import hand_over, handed_over, queue_of, waiting
from core.jobs.relay import portions, relay_once, run_relay
from core.jobs.rules import LEASE
from core.jobs.work import Due
from core.jobs.worker import equip, perform
from tests.core.jobs.leases import end_leases
from tests.together import beside
from tests.waiting import PATIENCE, join, until


def work_burst(pending, runtime) -> None:
    """Let a worker without children empty the queue."""
    equip(runtime)
    worker = SimpleWorker([pending], connection=pending.connection, serializer=JSONSerializer)
    worker._install_signal_handlers = lambda: None
    worker.work(burst=True, logging_level="ERROR")


@contextmanager
def running(*runtimes) -> Iterator[None]:
    """Let a relay of each runtime run for the length of the block, and be gone after it.

    One that still listened would be counted by the next test.
    """
    relays = [lambda stop, each=each: run_relay(each, stop=stop) for each in runtimes]
    # They read that they shall stop when something wakes them.
    with beside(*relays, waking=lambda: [_wake(each) for each in runtimes]):
        yield


def test_what_is_due_reaches_a_worker(runtime, pending, *, due, left, remembered, handler) -> None:
    ids = due(7)
    assert relay_once(runtime.engine, pending.connection, runtime.handlers) == 7
    assert pending.count == 3  # Three together, as the handler likes.
    work_burst(pending, runtime)
    assert (remembered(), left(), pending.count, handler.closed) == (set(ids), [], 0, 3)


def test_what_was_handed_over_is_put_off_by_the_lease(runtime, pending, due, left) -> None:
    due()
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    [row] = left()
    with runtime.engine.connect() as connection:
        assert timedelta() < row.due_at - connection.scalar(text("SELECT now()")) <= LEASE
    assert relay_once(runtime.engine, pending.connection, runtime.handlers) == 0


def test_what_still_waits_is_not_handed_over_twice(runtime, pending, due, engine) -> None:
    """A worker that is away for an hour finds one queue, not a hundred of the same."""
    due(3)
    for _ in range(5):
        relay_once(runtime.engine, pending.connection, runtime.handlers)
        end_leases(engine)
    assert pending.count == 1


def test_what_waits_costs_the_same_to_look_at_however_long_the_queue_is(
    runtime, pending, *, due, engine, monkeypatch
) -> None:
    sent: list[object] = []

    def packed(connection, command, **more):
        sent.append(command)
        return send(connection, command, **more)

    send = AbstractConnection.send_packed_command
    counted = []
    for count in (1, 200):
        due(count)
        relay_once(runtime.engine, pending.connection, runtime.handlers)  # They wait, and their lease has not ended.
        with monkeypatch.context() as patched:
            patched.setattr(AbstractConnection, "send_packed_command", packed)
            sent.clear()
            due(1)
            relay_once(runtime.engine, pending.connection, runtime.handlers)
        counted.append(len(sent))
    assert pending.count > 60
    assert counted[0] == counted[1] > 0


def test_what_a_killed_worker_had_just_taken_from_the_queue_waits_no_more(
    runtime, pending, *, due, engine, remembered
) -> None:
    """Killed after the queue gave it away and before it began: as everywhere, that costs the lease."""
    [ref_id] = due()
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    assert type(pending).lmove(pending.connection, pending.key, None)
    end_leases(engine)
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    assert pending.count == 1
    work_burst(pending, runtime)
    assert remembered() == {ref_id}


def test_long_work_does_not_stand_before_quick_work(runtime, pending, *, due, remembered, handler) -> None:
    """A worker of quick work never meets what takes long, for that waits in a queue of its own."""
    slow = replace(handler, lane=Lane.LONG, together=1)
    handlers = Handlers({**runtime.handlers.by_kind, "calculate": slow})
    long_ids, quick_ids = due(3, kind="calculate"), due(2)
    both = replace(runtime, handlers=handlers)
    relay_once(runtime.engine, pending.connection, handlers)
    long = queue_of(pending.connection, Lane.LONG)
    try:
        assert (pending.count, long.count) == (1, 3)
        work_burst(pending, both)
        assert remembered() == set(quick_ids)
        work_burst(long, both)
        assert remembered() == {*quick_ids, *long_ids}
    finally:
        long.delete(delete_jobs=True)


def test_a_queue_that_forgets_loses_nothing(runtime, pending, due, engine, remembered) -> None:
    ids = due(4)
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    pending.delete(delete_jobs=True)
    work_burst(pending, runtime)
    assert remembered() == set()
    end_leases(engine)
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    work_burst(pending, runtime)
    assert remembered() == set(ids)


def test_what_the_queue_remembers_of_an_earlier_time_stands_in_nobodys_way(
    runtime, pending, *, due, engine, handler, remembered, left
) -> None:
    [ref_id] = due()
    relay_once(runtime.engine, pending.connection, runtime.handlers)

    class Ended(BaseException):
        pass

    def end(_ref_id) -> None:
        raise Ended

    handler.before = end
    equip(runtime)
    with pytest.raises(Ended):
        perform(pending.jobs[0].args[0])
    work_burst(pending, replace(runtime, engine=None))  # Fails in the queue's eyes, before it began in ours.
    assert (pending.count, pending.failed_job_registry.get_job_count()) == (0, 1)
    handler.before = lambda _ref_id: None
    end_leases(engine)
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    work_burst(pending, runtime)
    assert (remembered(), left()) == ({ref_id}, [])


def test_a_relay_killed_after_the_lease_costs_the_lease(
    runtime, pending, *, due, engine, monkeypatch, remembered
) -> None:
    ids = due(2)
    with monkeypatch.context() as patched:
        patched.setattr(relay, "hand_over", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            relay_once(runtime.engine, pending.connection, runtime.handlers)
    assert pending.count == 0
    end_leases(engine)
    relay_once(runtime.engine, pending.connection, runtime.handlers)
    work_burst(pending, runtime)
    assert remembered() == set(ids)


def test_two_relays_hand_each_piece_over_once(runtime, pending, due) -> None:
    due(60)
    given = (runtime.engine, pending.connection, runtime.handlers)
    threads = [threading.Thread(target=relay_once, args=given) for _ in range(4)]
    for thread in threads:
        thread.start()
    join(*threads)
    found = [piece.id for job in pending.jobs for piece in handed_over(job.args[0])]
    assert len(found) == len(set(found)) == 60
    with runtime.engine.connect() as connection:
        rows = [Due(*row) for row in connection.execute(select(Dispatch.id, Dispatch.tenant_id, Dispatch.kind))]
    assert waiting(pending.connection, rows) == set(found)


def test_an_unknown_kind_is_not_handed_over(runtime, due, left) -> None:
    due(kind="of another version")
    assert list(portions([Due(row.id, row.tenant_id, row.kind) for row in left()], runtime.handlers)) == []


def test_the_relay_wakes_up_at_the_commit(runtime, pending, due, monkeypatch) -> None:
    monkeypatch.setattr(relay, "_POLL", 10 * PATIENCE)  # By itself it would not look while we wait.
    with running(runtime):
        until(lambda: _listeners(runtime) == 1)
        due()
        until(lambda: pending.count == 1)


def test_the_relay_listens_again_after_its_connection_was_cut(runtime, pending, due) -> None:
    with running(runtime):
        until(lambda: _listeners(runtime) == 1)
        with runtime.engine.begin() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {_LISTENING}"))
        due()
        until(lambda: pending.count == 1)


_LISTENING = "datname = current_database() AND application_name = 'liaison relay'"


def _listeners(runtime) -> int:
    with runtime.engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {_LISTENING}"))


def _wake(runtime) -> None:
    with runtime.engine.begin() as connection:
        connection.execute(text("SELECT pg_notify('liaison_dispatch', '')"))


def test_a_portion_is_of_one_kind(runtime) -> None:
    handlers = type(runtime.handlers)({"a": runtime.handlers.get("remember"), "b": runtime.handlers.get("remember")})
    tenant = uuid.UUID(int=1)
    due = [Due(uuid.UUID(int=number), tenant, "ab"[number % 2]) for number in range(10)]
    assert [(lane, len(each), {piece.kind for piece in each}) for lane, each in portions(due, handlers)] == [
        (Lane.QUICK, 3, {"a"}),
        (Lane.QUICK, 2, {"a"}),
        (Lane.QUICK, 3, {"b"}),
        (Lane.QUICK, 2, {"b"}),
    ]


def test_what_travels_is_what_was_sent(pending) -> None:
    due = [Due(uuid.UUID(int=1), uuid.UUID(int=2), "message")]
    hand_over(pending, due)
    assert handed_over(pending.jobs[0].args[0]) == due
