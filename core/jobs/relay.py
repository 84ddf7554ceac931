"""The relay: what is due goes from the database into the queue, and the clockwork turns.

Any number of relays may run: each skips what another one holds. One of them, the leader, also does the chores.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter

import psycopg
from redis.exceptions import RedisError
from rq import Queue
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from core.database.session import SharedSession
from core.jobs.chores import Chore, Clockwork
from core.jobs.handlers import Handlers
from core.jobs.models import Dispatch
from core.jobs.queue import hand_over, open_queue, waiting
from core.jobs.rules import LEASE
from core.jobs.runtime import Runtime
from core.jobs.services import CHANNEL
from core.jobs.stopping import until_stopped
from core.jobs.work import Due

log = logging.getLogger(__name__)

#: How the database knows us, in its list of who is connected.
_NAME = "liaison relay"

#: How often the relay looks by itself, in seconds: for what becomes due later, and for a word that got lost.
_POLL = 2.0

#: So much is handed over in one transaction.
_MOST = 500

#: The lock of which one relay is the leader, while its connection lives.
_LEADER = 7_265_372


def run_relay(runtime: Runtime, chores: Sequence[Chore] = (), *, stop: threading.Event | None = None) -> None:
    """Hand over what is due until `stop` is set (default: until SIGTERM or SIGINT), whatever goes away meanwhile.

    `chores` are done at the start and then as often as each says, by the leader among the relays.
    """
    with until_stopped(stop) as stopped:
        queue = open_queue(runtime.settings)
        clockwork = Clockwork(runtime, chores)
        while not stopped.is_set():
            try:
                _listen(runtime, queue, clockwork, stopped)
            except (psycopg.Error, SQLAlchemyError, RedisError) as error:
                log.warning("a server is away, trying again: %s", error)
                stopped.wait(1)


def relay_once(engine: Engine, queue: Queue, handlers: Handlers) -> int:
    """Hand over what is due now, at most 500 pieces; return how many were due.

    They are put off by a lease first, and committed, then put into the queue: a worker never finds a row that we still
    hold, and a relay that dies in between costs the lease. What still waits in the queue is not put there twice.
    """
    with SharedSession(engine) as session:
        query = select(Dispatch.id, Dispatch.tenant_id, Dispatch.kind).where(Dispatch.due_at <= func.now())
        query = query.order_by(Dispatch.due_at, Dispatch.id).limit(_MOST).with_for_update(skip_locked=True)
        due = [Due(*row) for row in session.execute(query)]
        if not due:
            return 0
        ids = [each.id for each in due]
        session.execute(update(Dispatch).where(Dispatch.id.in_(ids)).values(due_at=func.now() + LEASE))
        session.commit()
    already = waiting(queue)
    for portion in portions((each for each in due if each.id not in already), handlers):
        hand_over(queue, portion)
    return len(due)


def portions(due: Iterable[Due], handlers: Handlers) -> Iterator[list[Due]]:
    """Divide `due` into what one worker is handed at once: pieces of one kind, as many as its handler likes."""
    for kind, pieces in groupby(sorted(due, key=attrgetter("kind")), key=attrgetter("kind")):
        handler = handlers.get(kind)
        if handler is None:
            log.error("nobody knows how to do %s; it stays due", kind)
            continue
        while portion := list(islice(pieces, handler.together)):
            yield portion


def _listen(runtime: Runtime, queue: Queue, clockwork: Clockwork, stopped: threading.Event) -> None:
    url = runtime.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    leads = False
    with psycopg.connect(url, autocommit=True, application_name=_NAME) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        while not stopped.is_set():
            while relay_once(runtime.engine, queue, runtime.handlers) == _MOST:
                pass
            leads = leads or _may_lead(connection)
            if leads:
                clockwork.turn()
            for _word in connection.notifies(timeout=_POLL, stop_after=1):
                pass


def _may_lead(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_LEADER,)).fetchone()
    return bool(row and row[0])
