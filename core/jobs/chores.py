"""Chores: what has to be done now and then by one process, the leader, whatever else is going on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from core.jobs.runtime import Runtime

log = logging.getLogger(__name__)

#: How the database knows us, in its list of who is connected.
_NAME = "liaison chores"

#: How often the clock is looked at, in seconds.
_PAUSE = 2.0

#: The lock of which one process is the leader, while its connection lives.
_LEADER = 7_265_372


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that has to be done now and then, by one process: it opens its own transactions."""

    name: str
    every: timedelta
    do: Callable[[Runtime], None]


class Clockwork:
    """The chores, and when each was last done."""

    def __init__(self, runtime: Runtime, chores: Sequence[Chore]) -> None:
        self._runtime = runtime
        self._chores = chores
        self._next: dict[str, float] = {}

    def turn(self) -> None:
        """Do the chores whose time has come; one that fails is logged, and tried at its next time."""
        for chore in self._chores:
            if time.monotonic() < self._next.get(chore.name, 0.0):
                continue
            self._next[chore.name] = time.monotonic() + chore.every.total_seconds()
            try:
                chore.do(self._runtime)
            except Exception:  # One chore must not keep the others from being done.
                log.exception("the chore %s failed", chore.name)


def keep_time(runtime: Runtime, chores: Sequence[Chore], stopped: threading.Event) -> None:
    """Do `chores` at the start and then as often as each says, while no other process leads, until `stopped` is set."""
    clockwork = Clockwork(runtime, chores)
    while not stopped.is_set():
        try:
            _lead(runtime, clockwork, stopped)
        except (psycopg.Error, SQLAlchemyError) as error:
            log.warning("the database is away, trying again: %s", error)
            stopped.wait(1)


def _lead(runtime: Runtime, clockwork: Clockwork, stopped: threading.Event) -> None:
    with psycopg.connect(runtime.settings.listening_address, autocommit=True, application_name=_NAME) as connection:
        leads = False
        while not stopped.is_set():
            leads = _still(connection) if leads else _may_lead(connection)
            if leads:
                clockwork.turn()
            stopped.wait(_PAUSE)


def _may_lead(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_LEADER,)).fetchone()
    return bool(row and row[0])


def _still(connection: psycopg.Connection) -> bool:
    """Make sure that the connection, and with it the lock, lives; raises psycopg's error when it does not."""
    connection.execute("SELECT 1")
    return True
