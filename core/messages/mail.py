"""From a letter of the outbox to the mail that travels. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Protocol

from core.language.mail_address import MailAddressError, travelling
from core.messages.errors import RefusedError
from core.messages.headers import mailbox, subject
from core.messages.html import html_of
from core.messages.reasons import BAD_ADDRESS, because
from core.messages.rendering import one_line

#: Names the tenant to our own sink; never sent to the world.
NETWORK_HEADER = "X-Liaison-Network"
#: Tells our own sink that the text is its addressee's alone; never sent to the world either.
SECRET_HEADER = "X-Liaison-Secret"  # noqa: S105 - the name of a header, not a password.


class Outgoing(Protocol):
    """What a mail is made of: a row of the outbox."""

    language: str
    to_name: str
    to_address: str
    reply_to: str | None
    subject: str
    body: str
    secret: bool
    message_id: str
    written_at: datetime


def mail_of(
    letter: Outgoing,
    *,
    sender: str,
    network: str,
    own: Sequence[str] = (),
    slug: str | None = None,
    body: str | None = None,
) -> EmailMessage:
    """Make the mail of `letter`, the same at every attempt.

    `sender` is the address of the setting, with or without a name; `network` is the name that stands there instead.
    `own` are our own web addresses, which become links; `slug` names the tenant to the sink; `body` is the text as it
    travels, where that is not the one that is kept. Raises RefusedError for an
    address that no mail can carry.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = mailbox("From", one_line(network), sender_address(sender))
    mail["To"] = mailbox("To", one_line(letter.to_name), _carried(letter.to_address))
    if letter.reply_to:
        mail["Reply-To"] = mailbox("Reply-To", "", _carried(letter.reply_to))
    mail["Subject"] = subject(one_line(letter.subject))
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = letter.message_id
    # So that holiday notices do not answer, and what comes back is written by a person.
    mail["Auto-Submitted"] = "auto-generated"
    if slug:
        mail[NETWORK_HEADER] = slug
        if letter.secret:
            mail[SECRET_HEADER] = "yes"
    text = letter.body if body is None else body
    mail.set_content(text, cte="quoted-printable")
    page = html_of(text, title=letter.subject, language=letter.language, own=own)
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    # Python would draw the boundary by lot, and an attempt could be told from the one before.
    mail.set_boundary("=_" + letter.message_id.strip("<>").partition("@")[0])
    mail["Content-Language"] = letter.language
    return mail


def sender_address(sender: str) -> str:
    """Return the address of the setting `sender` as it travels; one of this machine alone (localhost) stays."""
    address = parseaddr(sender)[1]
    try:
        return travelling(address)
    except MailAddressError:
        return address


def _carried(address: str) -> str:
    try:
        return travelling(address.strip())
    except MailAddressError:
        raise RefusedError(because(BAD_ADDRESS, address)) from None
