"""The process that publishes is killed before each of its statements: a round is published wholly, or not at all."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, event, func, select

from core.jobs.models import Dispatch
from core.messages.models import Message
from core.programme.models import Opening, Participation
from core.settings import Settings
from plugins.immersion.models import ImmersionPlacement, ImmersionRoundOffer, ImmersionRoundReason
from plugins.immersion.services.rounds import publish

#: More statements than a publication has; the loop ends at the first that nothing kills.
MANY = 100


def publish_and_die(settings: Settings, world: Any, statement: int) -> int:
    """Publish round 1 in a process of its own, killed before its statement number `statement`; return how it ended."""
    child = os.fork()
    if child == 0:
        engine = create_engine(settings.web_address, poolclass=NullPool)
        counted = 0

        @event.listens_for(engine, "before_cursor_execute")
        def count(*_arguments: Any) -> None:
            nonlocal counted
            counted += 1
            if counted == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        @event.listens_for(engine, "commit")
        def committing(_connection: Any) -> None:
            if counted + 1 == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            unit = world.on(1)
            unit.session.bind = engine
            publish(unit, world.first_round, version=world.version)
            unit.session.commit()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


@pytest.mark.requirement("IM-16")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_killed_at_any_statement_a_publication_happened_wholly_or_not_at_all(
    world: Any, settings: Settings, unit_for: Callable[..., Any]
) -> None:
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_trainee("S1", "H2", institution="A")
    world.make_trainee("S2", "H1", institution="B")
    world.propose(1)
    world.commit()
    world.first_round, world.version = world.round(1).id, world.round(1).version
    world.commit()
    session = unit_for().session

    def state() -> list[int]:
        counted = [session.scalar(select(func.count()).select_from(each)) for each in (Participation, Message)]
        kept = (ImmersionPlacement, ImmersionRoundReason, ImmersionRoundOffer)
        counted += [session.scalar(select(func.count()).select_from(each)) for each in kept]
        taken = session.scalar(select(func.sum(Opening.taken)))
        with session.bind.connect() as connection:
            due = connection.scalar(select(func.count()).select_from(Dispatch.__table__))
        session.rollback()
        return [*counted, taken, due]

    for statement in range(1, MANY):
        ended = publish_and_die(settings, world, statement)
        if ended == 0:
            break
        assert (statement, os.WTERMSIG(ended), state()) == (statement, signal.SIGKILL, [0, 0, 0, 0, 0, 0, 0])
    assert statement > 10
    assert state() == [2, 4, 2, 2, 2, 2, 4]
