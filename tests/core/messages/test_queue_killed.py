"""The queue's server killed while letters wait in it and one is in hand, and started again with nothing: none is lost.

The server, its supervisor, the relay and the worker are real; what is due stays in the tests' database.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select, update

from core.database.engine import make_engine
from core.jobs.handlers import Handlers, Lane
from core.jobs.models import Dispatch
from core.jobs.queue import open_redis, queue_of
from core.jobs.relay import run_relay
from core.jobs.runtime import Runtime
from core.jobs.worker import run_worker
from core.messages.delivery import Sender
from core.messages.services import MESSAGE
from core.servers import servers
from tests.core.servers.ground import processes, supervisor_of
from tests.together import beside
from tests.waiting import PATIENCE, until

#: More than two hand-overs of fifty: one is in hand, the others wait in the queue.
LETTERS, IN_HAND = 120, 20


@dataclass
class Gate:
    """Holds one letter at the mail server until it is opened."""

    received: list[Envelope] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    async def receive(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.received.append(envelope)
        if len(self.received) == IN_HAND:
            self.reached.set()
            await asyncio.to_thread(self.opened.wait)
        return "250 OK"

    def addresses(self) -> list[str]:
        return sorted(envelope.rcpt_tos[0] for envelope in self.received)


@pytest.fixture
def gate(mail_server) -> Iterator[Gate]:
    made = Gate()
    mail_server.handle_DATA = made.receive
    yield made
    made.opened.set()


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder for a queue alone, which keeps nothing on disk."""
    above = Path(tempfile.mkdtemp(prefix="liaison-test-", dir="/tmp"))
    above.chmod(0o755)
    yield above
    for process in processes(above):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    shutil.rmtree(above, ignore_errors=True)


@pytest.fixture
def queued(with_server: Runtime, mail_server, data: Path) -> Callable[[], contextmanager]:
    """Start the queue's server, if it does not run, and yield a runtime that uses it."""

    @contextmanager
    def start() -> Iterator[Runtime]:
        with servers(replace(with_server.settings, data=data, redis_url=None), fast=True) as filled:
            sender = Sender(replace(filled, smtp_url=mail_server.url))
            yield replace(with_server, settings=filled, handlers=Handlers({MESSAGE: sender}))

    return start


@contextmanager
def working(runtime: Runtime) -> Iterator[None]:
    """Keep a relay and a worker running; a worker that dies is started again, as `liaison run` does."""
    workers = [fork_worker(runtime)]

    def keep(stop: threading.Event) -> None:
        while not stop.wait(0.2):
            if os.waitpid(workers[-1], os.WNOHANG)[0]:
                workers.append(fork_worker(runtime))

    try:
        with beside(lambda stop: run_relay(runtime, stop=stop), keep):
            yield
    finally:
        os.kill(workers[-1], signal.SIGTERM)
        os.waitpid(workers[-1], 0)


def fork_worker(runtime: Runtime) -> int:
    child = os.fork()
    if child == 0:
        url = runtime.engine.url.render_as_string(hide_password=False)
        with suppress(BaseException):
            run_worker(replace(runtime, engine=make_engine(url)), Lane.QUICK)
        os._exit(0)
    return child


def kill(whom: str, data: Path) -> None:
    """Kill the queue's server or its supervisor; return when both are gone."""
    supervisor = supervisor_of(data)
    [server] = [process for process in processes(data) if process != supervisor]
    os.kill(server if whom == "the server" else supervisor, signal.SIGKILL)
    until(lambda: not processes(data))


def left(runtime: Runtime) -> int:
    with runtime.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Dispatch)) or 0


def deliver_all(runtime: Runtime) -> None:
    """Wait until nothing is due any more, without waiting for the lease of what was in the queue."""
    with runtime.engine.begin() as connection:
        free = select(Dispatch.id).with_for_update(skip_locked=True)
        connection.execute(update(Dispatch).where(Dispatch.id.in_(free)).values(due_at=func.now()))
    until(lambda: left(runtime) == 0)


@pytest.mark.requirement("IM-20")
@pytest.mark.parametrize("whom", ["the server", "the supervisor"])
def test_no_letter_is_lost_or_sent_twice(queued, gate, data, write, letter, *, outbox, whom) -> None:
    with queued() as runtime:
        write(*(letter(f"Ada{number}") for number in range(LETTERS)))
        with working(runtime):
            assert gate.reached.wait(PATIENCE)
            until(lambda: queue_of(open_redis(runtime.settings), Lane.QUICK).count >= 2)
            kill(whom, data)
            assert list((data / "valkey").iterdir()) == []
            with queued() as again:
                assert again.settings.redis_url == runtime.settings.redis_url
                gate.opened.set()
                deliver_all(again)
    assert gate.addresses() == sorted(f"ada{number}@example.org" for number in range(LETTERS))
    assert {row.state for row in outbox()} == {"sent"}


@pytest.mark.requirement("IM-20")
def test_letters_that_nobody_had_in_hand_leave_with_the_next_worker(
    queued, gate, data, write, letter, *, outbox
) -> None:
    """The relay goes on while the queue is away, and hands over again what the queue forgot."""
    gate.opened.set()
    with queued() as runtime:
        with beside(lambda stop: run_relay(runtime, stop=stop)):
            write(*(letter(f"Ada{number}") for number in range(LETTERS)))
            until(lambda: queue_of(open_redis(runtime.settings), Lane.QUICK).count >= 3)
            kill("the server", data)
            write(letter("Bea"))
        with queued() as again, working(again):
            deliver_all(again)
    assert gate.addresses() == sorted(["bea@example.org", *(f"ada{number}@example.org" for number in range(LETTERS))])
    assert {row.state for row in outbox()} == {"sent"}
