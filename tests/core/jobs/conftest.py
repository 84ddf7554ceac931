"""A queue of our own on the real server, and a kind of work that remembers what was done."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from rq import Queue
from sqlalchemy import Engine, select

from core.accounts.models import Person
from core.database.base import uuid7
from core.database.session import SharedSession
from core.jobs import queue as queueing
from core.jobs.handlers import Failure, Handlers, Lane, Work
from core.jobs.models import Dispatch
from core.jobs.rules import Patience
from core.jobs.runtime import Runtime
from core.modules import Modules
from core.settings import Settings
from core.tenancy.unit import Unit

#: Three attempts, at once.
PATIENCE = Patience(tries=3, first_pause=timedelta(0), factor=2, longest_pause=timedelta(hours=1))


@dataclass
class Remembering:
    """Does its work by writing a person of that id; `before` and `after` may raise, or end the process."""

    patience: Patience = PATIENCE
    lane: Lane = Lane.QUICK
    together: int = 3
    before: Callable[[uuid.UUID], None] = lambda _ref_id: None
    after: Callable[[uuid.UUID], None] = lambda _ref_id: None
    failures: list[Failure] = field(default_factory=list)
    closed: int = 0

    def begin(self, unit: Unit, ref_id: uuid.UUID, attempts: int) -> None: ...

    def perform(self, work: Work, ref_id: uuid.UUID) -> None:
        self.before(ref_id)
        work.unit.session.add(Person(id=ref_id, first_name="Ada", last_name="Dupont", language="fr"))
        work.unit.session.flush()
        self.after(ref_id)

    def is_hopeless(self, error: Exception) -> bool:
        return isinstance(error, LookupError)

    def failed(self, _unit: Unit, _ref_id: uuid.UUID, failure: Failure) -> None:
        self.failures.append(failure)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def handler() -> Remembering:
    return Remembering()


@pytest.fixture
def runtime(settings: Settings, engine: Engine, modules: Modules, handler: Remembering) -> Runtime:
    return Runtime(settings, engine, modules.dispatcher, Handlers({"remember": handler}))


@pytest.fixture
def pending(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """An empty queue of quick work that no other run of the tests knows."""
    monkeypatch.setattr(queueing, "NAME", f"test-{os.getpid()}")
    opened = queueing.queue_of(queueing.open_redis(settings), Lane.QUICK)
    yield opened
    opened.delete(delete_jobs=True)
    opened.connection.close()


@pytest.fixture
def due(engine: Engine, unit_for) -> Callable[..., list[uuid.UUID]]:
    """Make work due in one commit: due(3) returns the ids of what it is about."""

    def make(count: int = 1, kind: str = "remember", slug: str = "harbour") -> list[uuid.UUID]:
        from core.jobs.services import schedule_many

        unit = unit_for(slug)
        ids = [uuid7() for _ in range(count)]
        schedule_many(unit, kind, ids)
        unit.session.commit()
        return ids

    return make


@pytest.fixture
def left(engine: Engine) -> Callable[[], list[Dispatch]]:
    """What is still to be done."""

    def read() -> list[Dispatch]:
        with SharedSession(engine) as session:
            return list(session.scalars(select(Dispatch).order_by(Dispatch.id)))

    return read


@pytest.fixture
def remembered(unit_for) -> Callable[[], set[uuid.UUID]]:
    """What was done."""
    return lambda: set(unit_for().session.scalars(select(Person.id)))
