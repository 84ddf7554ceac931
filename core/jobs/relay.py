"""The relay: what is due goes from the database into the queues, and beside it the clockwork turns.

Any number of relays may run: each skips what another one holds. One of them, the leader, also does the chores.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter

import psycopg
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from core.database.session import SharedSession
from core.jobs.chores import Chore, keep_time
from core.jobs.handlers import Handlers, Lane
from core.jobs.models import Dispatch
from core.jobs.queue import hand_over, open_redis, queue_of, waiting
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

#: How long a chore in hand may take when we are asked to end, in seconds.
_GOODBYE = 5.0


def run_relay(runtime: Runtime, chores: Sequence[Chore] = (), *, stop: threading.Event | None = None) -> None:
    """Hand over what is due until `stop` is set (default: until SIGTERM or SIGINT), whatever goes away meanwhile.

    `chores` are done in a thread of their own, so that a slow one holds no letter back.
    """
    with until_stopped(stop) as stopped:
        redis = open_redis(runtime.settings)
        clock = threading.Thread(target=keep_time, args=(runtime, chores, stopped), name="chores", daemon=True)
        clock.start()
        while not stopped.is_set():
            try:
                _listen(runtime, redis, stopped)
            except (psycopg.Error, SQLAlchemyError, RedisError) as error:
                log.warning("a server is away, trying again: %s", error)
                stopped.wait(1)
        clock.join(timeout=_GOODBYE)


def relay_once(engine: Engine, redis: Redis, handlers: Handlers) -> int:
    """Hand over what is due now, at most 500 pieces; return how many were due.

    They are put off by a lease first, and committed, then put into the queue of their lane: a worker never finds a row
    that we still hold, and a relay that dies in between costs the lease. What still waits in a queue is not put there
    twice.
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
    already = waiting(redis, due)
    for lane, portion in portions((each for each in due if each.id not in already), handlers):
        hand_over(queue_of(redis, lane), portion)
    return len(due)


def portions(due: Iterable[Due], handlers: Handlers) -> Iterator[tuple[Lane, list[Due]]]:
    """Divide `due` into what one worker is handed at once: pieces of one kind, as many as its handler likes."""
    for kind, pieces in groupby(sorted(due, key=attrgetter("kind")), key=attrgetter("kind")):
        handler = handlers.get(kind)
        if handler is None:
            log.error("nobody knows how to do %s; it stays due", kind)
            continue
        while portion := list(islice(pieces, handler.together)):
            yield handler.lane, portion


def _listen(runtime: Runtime, redis: Redis, stopped: threading.Event) -> None:
    address = runtime.settings.listening_address
    with psycopg.connect(address, autocommit=True, application_name=_NAME) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        while not stopped.is_set():
            while relay_once(runtime.engine, redis, runtime.handlers) == _MOST:
                pass
            for _word in connection.notifies(timeout=_POLL, stop_after=1):
                pass
