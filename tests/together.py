"""Acts of several people at the same moment, each in a thread; their sessions have connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from sqlalchemy import Engine, text

from tests.waiting import PATIENCE, join, until

_WAITING = text(
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do acts at the same moment; return what came of each: what it returned, or the error."""
    barrier = Barrier(len(acts), timeout=PATIENCE)
    outcomes: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        barrier.wait()
        outcomes[number] = outcome_of(act)

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    join(*threads)
    return outcomes


def while_locked(engine: Engine, first: Callable[[], object], second: Callable[[], object]) -> object:
    """Begin `second` while a transaction holds what it needs, end that by `first`; return what came of `second`."""
    outcomes: list[object] = []
    thread = Thread(target=lambda: outcomes.append(outcome_of(second)))
    thread.start()
    until(lambda: outcomes or waits_for_a_lock(engine))
    assert outcomes == []
    first()
    join(thread)
    return outcomes[0]


def waits_for_a_lock(engine: Engine) -> bool:
    """Tell whether somebody waits for a lock in the tests' database."""
    with engine.connect() as connection:
        return bool(connection.scalar(_WAITING))


def outcome_of(act: Callable[[], object]) -> object:
    """Return what an act returns, or the error that it raises."""
    try:
        return act()
    except Exception as error:
        return error
