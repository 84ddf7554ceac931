"""Reads of letters and of captured mail, each a fixed number of statements."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import MIMEPart

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from core.contract.acting import Actor
from core.database.session import TenantSession
from core.messages.access import RESEND, refused_letters, visible_captured, visible_letters
from core.messages.mail import SECRET_HEADER
from core.messages.models import CapturedMail, Message

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One page of letters; `total` counts those of all pages."""

    rows: Sequence[Message]
    total: int


@dataclass(frozen=True, slots=True)
class CapturedLine:
    """A captured mail as a line of the inbox."""

    id: uuid.UUID
    to_address: str
    subject: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """One page of the captured mail, the newest first; `total` counts the mails of all pages."""

    rows: Sequence[CapturedLine]
    total: int


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


def letters(
    session: TenantSession,
    actor: Actor,
    *,
    state: str | None = None,
    edition_id: uuid.UUID | None = None,
    about_id: uuid.UUID | None = None,
    search: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> LetterPage:
    """Return a page of the letters that `actor` may read: what failed first, then the newest.

    `search` looks in names, addresses, subjects and bodies, but in no body that is its addressee's alone; a printed
    reference (S077) is found there too.
    """
    wanted: list[ColumnElement[bool]] = [visible_letters(actor)]
    if state is not None:
        wanted.append(Message.state == state)
    if edition_id is not None:
        wanted.append(Message.edition_id == edition_id)
    if about_id is not None:
        wanted.append(Message.about_id == about_id)
    if text := search.strip():
        columns = (Message.to_name, Message.to_address, Message.subject)
        found_in = [column.icontains(text, autoescape=True) for column in columns]
        wanted.append(or_(*found_in, and_(~Message.secret, Message.body.icontains(text, autoescape=True))))
    failed_first = case((Message.state == "failed", 0), else_=1)
    query = select(Message).where(*wanted).order_by(failed_first, Message.written_at.desc(), Message.id.desc())
    rows = session.scalars(query.limit(per_page).offset((page - 1) * per_page)).all()
    total = session.scalar(select(func.count()).select_from(Message).where(*wanted)) or 0
    return LetterPage(rows, total)


def letter(session: TenantSession, actor: Actor, message_id: uuid.UUID) -> Message | None:
    """Return a letter, if there is one that `actor` may read."""
    return session.scalar(select(Message).where(Message.id == message_id, visible_letters(actor)))


def letter_counts(session: TenantSession, actor: Actor, edition_id: uuid.UUID | None = None) -> dict[str, int]:
    """Return how many letters that `actor` may read are queued, sent and failed; each state is there."""
    query = select(Message.state, func.count()).where(visible_letters(actor)).group_by(Message.state)
    if edition_id is not None:
        query = query.where(Message.edition_id == edition_id)
    found = {state: count for state, count in session.execute(query)}
    return {state: found.get(state, 0) for state in ("failed", "queued", "sent")}


def refused_count(session: TenantSession, actor: Actor) -> int:
    """Return how many letters `resend_refused` would send again for `actor`."""
    if not actor.may(RESEND):
        return 0
    return session.scalar(select(func.count()).select_from(Message).where(refused_letters(actor))) or 0


def captured_inbox(
    session: TenantSession, actor: Actor, *, search: str = "", page: int = 1, per_page: int = PER_PAGE
) -> CapturedPage:
    """Return a page of the captured mail that `actor` may read, the newest first.

    `search` looks in the address, the subject and the text; a printed reference (S077) is found there too.
    """
    wanted: list[ColumnElement[bool]] = [visible_captured(actor)]
    if text := search.strip():
        columns = (CapturedMail.to_address, CapturedMail.subject, CapturedMail.source)
        wanted.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    query = select(CapturedMail.id, CapturedMail.to_address, CapturedMail.subject, CapturedMail.received_at)
    query = query.where(*wanted).order_by(CapturedMail.received_at.desc(), CapturedMail.id.desc())
    rows = [CapturedLine(*row) for row in session.execute(query.limit(per_page).offset((page - 1) * per_page))]
    total = session.scalar(select(func.count()).select_from(CapturedMail).where(*wanted)) or 0
    return CapturedPage(rows, total)


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
        headers=tuple((name, str(value)) for name, value in mail.items()),
        text=_content(text) if text else "",
        html=_content(html) if html else None,
        source=row.source,
    )


def _content(part: MIMEPart) -> str:
    """Return the text of a part with the line ends of a text, not those of a mail."""
    return str(part.get_content()).replace("\r\n", "\n")
