"""Acts of several people at the same moment, each in a thread; their sessions have connections of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event, Thread

from sqlalchemy import Engine, text

from tests.waiting import PATIENCE, join, until

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


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
    return in_turn(engine, first, second)[0]


def in_turn(engine: Engine, release: Callable[[], object], *acts: Callable[[], object]) -> list[object]:
    """Begin each act when those before it wait for a lock, then `release` them all; return what came of each."""
    outcomes: dict[int, object] = {}

    def run(number: int, act: Callable[[], object]) -> None:
        outcomes[number] = outcome_of(act)

    threads = [Thread(target=run, args=each) for each in enumerate(acts)]
    for waiting, thread in enumerate(threads, start=1):
        thread.start()
        until(lambda waiting=waiting: outcomes or waiting_for_locks(engine) == waiting)
    assert outcomes == {}
    release()
    join(*threads)
    return [outcomes[number] for number in range(len(acts))]


def waiting_for_locks(engine: Engine) -> int:
    """Return how many connections to the tests' database wait for a lock."""
    with engine.connect() as connection:
        return connection.scalar(_WAITING) or 0


def outcome_of(act: Callable[[], object]) -> object:
    """Return what an act returns, or the error that it raises."""
    try:
        return act()
    except Exception as error:
        return error


@contextmanager
def beside(*acts: Callable[[Event], object], waking: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Let acts go on for the length of the block; each ends when its event is set, and is waited for.

    `waking` makes those look at the event who sleep until something happens.
    """
    stop = Event()
    threads = [Thread(target=act, args=(stop,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        waking()
        join(*threads)
