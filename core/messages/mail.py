"""From a letter of the outbox to the mail that travels. Pure."""

from __future__ import annotations

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Protocol

from core.messages.errors import RefusedError
from core.messages.html import html_of
from core.messages.rendering import one_line

#: Names the tenant to our own sink; never sent to the world.
NETWORK_HEADER = "X-Liaison-Network"
#: Tells our own sink that the text is its addressee's alone; never sent to the world either.
SECRET_HEADER = "X-Liaison-Secret"  # noqa: S105 - the name of a header, not a password.

#: What separates addresses and names in a header. Python quotes such a name, and forgets the quotes where it folds a
#: long one: an address inside a name would become one that the letter goes to.
_WITHOUT_SPECIALS = str.maketrans(dict.fromkeys('()<>[]:;@\\,"', " "))


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


def mail_of(letter: Outgoing, *, sender: str, network: str, slug: str | None = None) -> EmailMessage:
    """Make the mail of `letter`, the same at every attempt.

    `sender` is the address of the setting, with or without a name; `network` is the name that stands there instead.
    `slug` names the tenant to the sink. Raises RefusedError for an address that no mail can carry.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = _address(network, parseaddr(sender)[1])
        mail["To"] = _address(letter.to_name, letter.to_address)
        if letter.reply_to:
            mail["Reply-To"] = _address("", letter.reply_to)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise RefusedError(f"{letter.to_address} is not an address that a mail can carry ({error}).") from error
    mail["Subject"] = one_line(letter.subject)
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = letter.message_id
    # So that holiday notices do not answer, and what comes back is written by a person.
    mail["Auto-Submitted"] = "auto-generated"
    if slug:
        mail[NETWORK_HEADER] = slug
        if letter.secret:
            mail[SECRET_HEADER] = "yes"
    mail.set_content(letter.body, cte="quoted-printable")
    page = html_of(letter.body, title=letter.subject, language=letter.language)
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    # Python would draw the boundary by lot, and an attempt could be told from the one before.
    mail.set_boundary("=_" + letter.message_id.strip("<>").partition("@")[0])
    mail["Content-Language"] = letter.language
    return mail


def _address(name: str, address: str) -> Address:
    """Keep a name and an address apart, whatever stands in them; raises one of three errors for a bad address."""
    return Address(display_name=one_line(name.translate(_WITHOUT_SPECIALS)), addr_spec=one_line(address))
