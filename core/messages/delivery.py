"""Take letters from the outbox to a mail server: the real one, or the sink of captured mail."""

from __future__ import annotations

import smtplib
import ssl
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from sqlalchemy import update

from core.database.base import utc_now
from core.jobs.errors import WorkerEndedError
from core.jobs.handlers import Failure, Lane, Work
from core.jobs.rules import PATIENCE_WITH_MAIL, Patience
from core.language.mail_address import travelling
from core.language.texts import Texts
from core.messages.errors import RefusedError
from core.messages.mail import mail_of, sender_address
from core.messages.models import Message
from core.messages.reasons import CERTIFICATE, ENDED, SERVER_AWAY, SIGN_IN, because
from core.settings import Settings
from core.tenancy.sealing import sealed_text
from core.tenancy.unit import Unit

#: Our own sink listens on this machine only.
LOOPBACK = "127.0.0.1"

#: How long a mail server may take for an answer, in seconds.
_TIMEOUT = 20.0


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends the letters of the outbox; letters that go one after the other share a connection."""

    settings: Settings
    patience: Patience = PATIENCE_WITH_MAIL
    lane: Lane = Lane.QUICK
    together: int = 50
    _connections: dict[str, smtplib.SMTP] = field(default_factory=dict, repr=False)
    #: Servers that refused our sign-in in this turn: asked once a letter, they would soon lock us out.
    _closed_to_us: dict[str, smtplib.SMTPAuthenticationError] = field(default_factory=dict, repr=False)

    def begin(self, unit: Unit, ref_id: uuid.UUID, attempts: int) -> None:
        """Count the attempt where people see it."""
        unit.session.execute(update(Message).where(Message.id == ref_id).values(attempts=attempts))

    def perform(self, work: Work, ref_id: uuid.UUID) -> None:
        """Send the letter. Raises RefusedError when the server refuses it for good, else what smtplib raises."""
        letter = _letter(work.unit, ref_id)
        if letter.state != "queued":
            return
        url = self._server_of(letter)
        tenant = work.unit.tenant
        mail = mail_of(
            letter,
            body=self._sealed(letter),
            sender=self.settings.mail_from,
            network=Texts(tenant.name).get(letter.language, tenant.languages).text,
            own=(work.unit.site, work.unit.address("/")),
            slug=tenant.slug if url == self._sink else None,
        )
        recipient = travelling(letter.to_address.strip())
        try:
            self._connection(url).send_message(mail, sender_address(self.settings.mail_from), recipient)
        except Exception as error:
            # Whatever was said on it, the next letter begins on a new one.
            self._drop(url)
            if (words := _refusal(error)) is not None:
                raise RefusedError(words) from error
            raise
        letter.state, letter.sent_at, letter.error = "sent", utc_now(), None
        _erase_secret(letter)

    def is_hopeless(self, error: Exception) -> bool:
        """Only what the server says for good, about this letter or our sign-in, ends it; everything else may pass."""
        return isinstance(error, RefusedError)

    def failed(self, unit: Unit, ref_id: uuid.UUID, failure: Failure) -> None:
        """Keep what the server said; after the last attempt somebody has to look at the letter."""
        letter = _letter(unit, ref_id)
        letter.error = _said(failure.error)
        if failure.final:
            letter.state = "failed"
            _erase_secret(letter)

    def close(self) -> None:
        """Take leave of the servers; at the next turn they are asked anew."""
        self._closed_to_us.clear()
        for url in list(self._connections):
            self._drop(url)

    def _sealed(self, letter: Message) -> str:
        """Return the body as it travels: only there is a personal link one that opens something."""
        if letter.link_id is None:
            return letter.body
        return sealed_text(letter.body, self.settings.signing_key, letter.tenant_id, letter.link_id)

    @property
    def _sink(self) -> str:
        return f"smtp://{LOOPBACK}:{self.settings.sink_port}"

    def _server_of(self, letter: Message) -> str:
        """A captured letter goes to the sink whatever server is set."""
        return self._sink if letter.captured or not self.settings.smtp_url else self.settings.smtp_url

    def _connection(self, url: str) -> smtplib.SMTP:
        if url in self._closed_to_us:
            raise self._closed_to_us[url].with_traceback(None)
        if url not in self._connections:
            try:
                self._connections[url] = connect(url)
            except smtplib.SMTPAuthenticationError as error:
                self._closed_to_us[url] = error
                raise
        return self._connections[url]

    def _drop(self, url: str) -> None:
        connection = self._connections.pop(url, None)
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()


def connect(url: str) -> smtplib.SMTP:
    """Connect to `smtp://`, `smtps://` or `smtp+starttls://[user:password@]host[:port]`, and sign in if it says who.

    The server's certificate must be one that this machine trusts (its own list, or the file named by SSL_CERT_FILE),
    and a server that is to speak in private and does not is told nothing. Raises SMTPException or OSError when the
    server is away, is not trusted, or refuses us.
    """
    parts = urlsplit(url)
    host, scheme = parts.hostname or LOOPBACK, parts.scheme
    if scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=_TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(host, parts.port or (587 if scheme == "smtp+starttls" else 25), timeout=_TIMEOUT)
    try:
        if scheme == "smtp+starttls":
            connection.starttls(context=ssl.create_default_context())
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        connection.close()
        raise
    return connection


def _letter(unit: Unit, ref_id: uuid.UUID) -> Message:
    return unit.session.get_one(Message, (unit.session.tenant_id, ref_id))


def _erase_secret(letter: Message) -> None:
    """Empty the body that is its addressee's alone: it has left, or never will."""
    if letter.secret:
        letter.body = ""


def _refusal(error: Exception) -> str | None:
    """Return what the server said when it refused this letter for good (5xx); None for anything that may pass.

    A sign-in that is refused for good does not mend itself: somebody has to correct it, and must see that. A server
    that is away, or whose encryption cannot be trusted, leaves the letter as good as before.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        refused = [answer for answer in error.recipients.values() if answer[0] >= 500]
        return _sentence(*refused[0]) if refused else None
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return because(SIGN_IN, _sentence(error.smtp_code, error.smtp_error))
    if isinstance(error, (smtplib.SMTPDataError, smtplib.SMTPSenderRefused)) and error.smtp_code >= 500:
        return _sentence(error.smtp_code, error.smtp_error)
    return None


def _said(error: Exception) -> str:
    """Return why the letter has not arrived, as `core.messages.reasons` writes it."""
    if isinstance(error, WorkerEndedError):
        return ENDED
    words = str(error) or type(error).__name__
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        words = _sentence(*next(iter(error.recipients.values())))
    elif isinstance(error, smtplib.SMTPResponseException):
        words = _sentence(error.smtp_code, error.smtp_error)
    elif isinstance(error, ssl.SSLCertVerificationError):
        words = error.verify_message or words
    reason = _reason(error)
    return because(reason, words) if reason else words


def _reason(error: Exception) -> str | None:
    """Return the reason of ours for `error`; None when the words of the server are all there is to say."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return SIGN_IN
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATE
    disconnected = isinstance(error, smtplib.SMTPServerDisconnected)
    # What the library for mail raises is an OSError too, and most of it is an answer.
    away = isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)
    return SERVER_AWAY if disconnected or away else None


def _sentence(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"
