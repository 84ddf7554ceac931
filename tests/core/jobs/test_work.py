"""What is due is done once, or not at all."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from core.database.base import utc_now
from core.jobs.errors import WorkerEndedError
from core.jobs.models import Dispatch
from core.jobs.services import schedule
from core.jobs.work import Due, perform_all, perform_one, work_off
from tests.waiting import PATIENCE


def pieces(left) -> list[Due]:
    return [Due(row.id, row.tenant_id, row.kind) for row in left()]


def refuse(error: Exception) -> Callable[[uuid.UUID], None]:
    def raise_it(_ref_id: uuid.UUID) -> None:
        raise error

    return raise_it


def test_what_is_done_is_no_longer_due(runtime, handler, due, left, remembered) -> None:
    ids = due(3)
    assert work_off(runtime) == 3
    assert (remembered(), left(), handler.closed) == (set(ids), [], 1)


def test_two_workers_with_the_same_piece_do_it_once(runtime, handler, due, left, remembered) -> None:
    [ref_id] = due()
    [piece] = pieces(left)
    both_here = threading.Barrier(2, timeout=PATIENCE)

    def work() -> bool:
        both_here.wait()
        return perform_one(runtime, piece)

    with ThreadPoolExecutor(2) as workers:
        done = [each.result() for each in [workers.submit(work), workers.submit(work)]]
    assert sorted(done) == [False, True]
    assert (remembered(), left(), handler.failures) == ({ref_id}, [], [])


def test_what_somebody_else_is_doing_is_left_to_them(runtime, handler, due, left) -> None:
    due()
    [piece] = pieces(left)
    others: list[bool] = []
    handler.after = lambda _ref_id: others.append(perform_one(runtime, piece))
    assert (perform_one(runtime, piece), others) == (True, [False])


def test_a_failure_takes_everything_back_and_waits(runtime, handler, due, left, remembered) -> None:
    due()
    handler.after = refuse(OSError("away"))
    handler.patience = replace(handler.patience, first_pause=timedelta(minutes=5))
    before = utc_now()
    assert work_off(runtime) == 0
    [row] = left()
    assert (remembered(), row.attempts) == (set(), 1)
    assert before + timedelta(minutes=5) <= row.due_at <= utc_now() + timedelta(minutes=5)
    assert [(each.attempts, str(each.error), each.final) for each in handler.failures] == [(1, "away", False)]


def test_after_the_last_attempt_it_is_given_up(runtime, handler, due, left) -> None:
    due()
    handler.before = refuse(OSError("away"))
    [piece] = pieces(left)
    assert [perform_one(runtime, piece) for _ in range(4)] == [False] * 4
    assert [(each.attempts, each.final) for each in handler.failures] == [(1, False), (2, False), (3, True)]
    assert left() == []


def test_what_is_hopeless_is_given_up_at_once(runtime, handler, due, left) -> None:
    due()
    handler.before = refuse(LookupError("nobody"))
    work_off(runtime)
    assert ([(each.attempts, each.final) for each in handler.failures], left()) == ([(1, True)], [])


def test_one_that_fails_does_not_keep_the_others(runtime, handler, due, left, remembered) -> None:
    first, second, third = due(3)
    handler.before = lambda ref_id: refuse(OSError("away"))(ref_id) if ref_id == second else None
    assert perform_all(runtime, pieces(left)) == 2
    assert (remembered(), [row.ref_id for row in left()]) == ({first, third}, [second])


def test_one_that_brings_its_worker_down_each_time_is_given_up(runtime, handler, due, left, engine) -> None:
    """The attempt is counted before it begins: a worker that is killed notes nothing afterwards."""
    due()
    [piece] = pieces(left)

    class Killed(BaseException):
        pass

    handler.before = refuse(Killed())
    for _ in range(3):
        try:
            perform_one(runtime, piece)
        except Killed:
            continue
    assert [row.attempts for row in left()] == [3]
    assert perform_one(runtime, piece) is False
    [failure] = handler.failures
    assert (type(failure.error), failure.final, left()) == (WorkerEndedError, True, [])


def test_what_nobody_here_knows_stays_due(runtime, due, left) -> None:
    due(kind="of another version")
    assert work_off(runtime) == 0
    assert [row.attempts for row in left()] == [0]


def test_working_off_does_what_the_work_makes_due(runtime, handler, due, unit_for, remembered) -> None:
    [ref_id] = due()

    def one_more(done: uuid.UUID) -> None:
        if done == ref_id:
            unit = unit_for()
            schedule(unit, "remember", uuid.UUID(int=5))
            unit.session.commit()

    handler.after = one_more
    assert work_off(runtime) == 2
    assert remembered() == {ref_id, uuid.UUID(int=5)}


def test_working_off_leaves_what_is_due_later(runtime, due, left, engine) -> None:
    due()
    with engine.begin() as connection:
        connection.execute(update(Dispatch).values(due_at=utc_now() + timedelta(hours=1)))
    assert (work_off(runtime), len(left())) == (0, 1)
