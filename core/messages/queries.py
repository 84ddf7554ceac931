"""Reads of letters and of captured mail, each a fixed number of statements."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import MIMEPart
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select

from core.contract.acting import Actor
from core.database.session import TenantSession
from core.messages.access import failed_letters, visible_captured, visible_letters
from core.messages.headers import read
from core.messages.mail import SECRET_HEADER
from core.messages.models import CapturedMail, Message
from core.messages.reasons import SENT_AGAIN
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A captured mail, opened: its headers in order, its text, its HTML if it has one, and its whole source."""

    id: uuid.UUID
    received_at: datetime
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str | None
    source: str

    @property
    def is_withheld(self) -> bool:
        """Whether the text was not kept, because it is its addressee's alone."""
        return self.header(SECRET_HEADER) is not None and not self.text

    def header(self, name: str) -> str | None:
        """Return the first header `name`."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class FailedLetters:
    """Letters that failed for one reason: how many, and the last of them, by which they are known again."""

    count: int
    last_id: uuid.UUID


def letter(session: TenantSession, actor: Actor, message_id: uuid.UUID) -> Message | None:
    """Return a letter, if there is one that `actor` may read."""
    return session.scalar(select(Message).where(Message.id == message_id, visible_letters(actor)))


def letter_counts(session: TenantSession, actor: Actor, edition_id: uuid.UUID | None = None) -> dict[str, int]:
    """Return how many letters that `actor` may read are failed, queued and sent; one statement."""
    criteria = {state: Message.state == state for state in ("failed", "queued", "sent")}
    query = select(*(func.count().filter(criterion).label(name) for name, criterion in criteria.items()))
    query = query.where(visible_letters(actor))
    if edition_id is not None:
        query = query.where(Message.edition_id == edition_id)
    return dict(session.execute(query).one()._mapping)


def failures(session: TenantSession, actor: Actor) -> dict[str, FailedLetters]:
    """Return the letters that `actor` may send again, by the kind of failure, of which there are any; one statement."""
    parts: list[ColumnElement[Any]] = []
    for failure in SENT_AGAIN:
        one = failed_letters(actor, failure)
        # The greatest of UUIDs is asked as text: PostgreSQL knows none of its own before 18.
        parts += [func.count().filter(one), func.max(cast(Message.id, String)).filter(one)]
    row = session.execute(select(*parts).where(Message.state == "failed")).one()
    return {
        failure: FailedLetters(row[2 * place], uuid.UUID(row[2 * place + 1]))
        for place, failure in enumerate(SENT_AGAIN)
        if row[2 * place]
    }


def captured_mail(session: TenantSession, actor: Actor, captured_id: uuid.UUID) -> ReadMail | None:
    """Open a captured mail, if there is one that `actor` may read."""
    query = select(CapturedMail).where(CapturedMail.id == captured_id, visible_captured(actor))
    row = session.scalar(query)
    return None if row is None else _opened(row)


def _opened(row: CapturedMail) -> ReadMail:
    mail = message_from_string(row.source, policy=policy.default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    return ReadMail(
        id=row.id,
        received_at=row.received_at,
        headers=tuple((name, read(str(value))) for name, value in mail.raw_items()),
        text=_content(text) if text else "",
        html=_content(html) if html else None,
        source=row.source,
    )


def _content(part: MIMEPart) -> str:
    """Return the text of a part with the line ends of a text, not those of a mail."""
    return str(part.get_content()).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter about a registration."""

    id: uuid.UUID
    kind: str
    subject: str
    to_address: str
    state: str
    written_at: datetime
    sent_at: datetime | None


def letters_about(unit: Unit, registration_id: uuid.UUID) -> tuple[LetterLine, ...]:
    """Return the letters about a registration that the actor may read, the newest first; one statement."""
    columns = (Message.id, Message.kind, Message.subject, Message.to_address)
    query = (
        select(*columns, Message.state, Message.written_at, Message.sent_at)
        .where(Message.about_id == registration_id, visible_letters(unit.actor))
        .order_by(Message.written_at.desc(), Message.id.desc())
    )
    return tuple(LetterLine(*values) for values in unit.session.execute(query))
