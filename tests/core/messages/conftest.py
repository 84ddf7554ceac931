"""A mail server that can be told what to answer, the sink, and letters to send."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select

from core.contract.module import LetterKind
from core.jobs.handlers import Handlers
from core.jobs.runtime import Runtime
from core.messages.delivery import Sender
from core.messages.letter import Letter
from core.messages.models import CapturedMail, Message
from core.messages.services import MESSAGE, write_letters
from core.messages.sink import Listener, open_sink
from core.modules import Modules
from core.settings import Settings
from tests.ports import free_port

HELLO = LetterKind(
    key="test.hello",
    variables=frozenset({"name"}),
    texts={"fr": "Subject: Bonjour {{ name }}\n\nBonjour {{ name }},\n", "nl": "Subject: Dag {{ name }}\n\nDag!\n"},
)


@dataclass
class MailServer:
    """Keeps what it accepts; `answers` are given one after the other, for a recipient or for the content."""

    url: str = ""
    answers: list[str] = field(default_factory=list)
    recipient_answers: list[str] = field(default_factory=list)
    received: list[Envelope] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    #: Refuses every address in anything but ASCII, as a server that does not know SMTPUTF8.
    ascii_only: bool = False

    async def handle_RCPT(
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.connections.add(id(session))
        if self.ascii_only and (options or not address.isascii()):
            return "553 5.6.7 The address is not in ASCII"
        answer = self.recipient_answers.pop(0) if self.recipient_answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.received.append(envelope)
        return answer


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    controller = Listener(server)
    controller.start()
    server.url = f"smtp://127.0.0.1:{controller.port}"
    yield server
    controller.stop()


@pytest.fixture
def posted(settings: Settings) -> Settings:
    """The settings, with a port of our own for the sink."""
    return replace(settings, sink_port=free_port(), mail_from="Somebody <liaison@mail.example>")


@pytest.fixture
def sink(posted: Settings, engine: Engine) -> Iterator[Controller]:
    controller = open_sink(posted, engine, keeps_secrets=True)
    yield controller
    controller.stop()


@pytest.fixture
def runtime(posted: Settings, engine: Engine, modules: Modules) -> Runtime:
    """Without a mail server: everything goes to the sink."""
    return Runtime(posted, engine, modules.dispatcher, Handlers({MESSAGE: Sender(posted)}))


@pytest.fixture
def with_server(runtime: Runtime, mail_server: MailServer) -> Runtime:
    """With the mail server of the test."""
    handlers = Handlers({MESSAGE: Sender(replace(runtime.settings, smtp_url=mail_server.url))})
    return replace(runtime, handlers=handlers)


def a_letter(name: str = "Ada", **changes) -> Letter:
    address = f"{name.lower()}@example.org"
    return replace(Letter(HELLO, "fr", name, address, "referent@example.org", {"name": name}), **changes)


@pytest.fixture
def letter() -> Callable[..., Letter]:
    return a_letter


@pytest.fixture
def write(unit_for) -> Callable[..., list[uuid.UUID]]:
    """Write letters in one committed act; returns their ids."""

    def act(*letters: Letter, captured: bool = False, slug: str = "harbour") -> list[uuid.UUID]:
        unit = unit_for(slug)
        before = set(unit.session.scalars(select(Message.id)))
        write_letters(unit, letters or [a_letter()], captured=captured)
        unit.session.commit()
        return [each for each in unit.session.scalars(select(Message.id).order_by(Message.id)) if each not in before]

    return act


@pytest.fixture
def captured(unit_for) -> Callable[..., list[CapturedMail]]:
    def read(slug: str = "harbour") -> list[CapturedMail]:
        with unit_for(slug).session as session:
            return list(session.scalars(select(CapturedMail)))

    return read
