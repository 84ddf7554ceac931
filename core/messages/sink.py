"""The sink: a real SMTP server on this machine that keeps every mail on a page instead of sending it on."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import uuid
from collections.abc import Awaitable
from email import message_from_bytes, policy
from email.utils import parseaddr
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select

from core.database.session import SharedSession, TenantSession
from core.jobs.stopping import until_stopped
from core.messages.delivery import LOOPBACK
from core.messages.mail import NETWORK_HEADER, SECRET_HEADER
from core.messages.models import CapturedMail
from core.messages.rendering import one_line
from core.settings import Settings
from core.tenancy.models import Tenant

log = logging.getLogger(__name__)


def serve_sink(settings: Settings, engine: Engine, *, keeps_secrets: bool, stop: threading.Event | None = None) -> None:
    """Keep what arrives until `stop` is set (default: until SIGTERM or SIGINT); see Sink for `keeps_secrets`.

    Raises OSError for a taken port.
    """
    with until_stopped(stop) as stopped:
        controller = open_sink(settings, engine, keeps_secrets=keeps_secrets)
        try:
            stopped.wait()
        finally:
            controller.stop()


def open_sink(settings: Settings, engine: Engine, *, keeps_secrets: bool = False) -> Controller:
    """Start the sink in a thread of its own; the caller stops it. Raises OSError when the port is taken."""
    # It notes every line it is told, addresses included, and they have no place in a log.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Listener(Sink(engine, keeps_secrets=keeps_secrets), settings.sink_port, ident="Liaison")
    controller.start()
    return controller


class Listener(Controller):
    """A mail server of this machine that has its port before it starts: a taken one is an OSError at once.

    The library finds out in its thread, where it waits five seconds before it says anything, and no longer for a
    start on a busy machine.
    """

    def __init__(self, handler: object, port: int = 0, **options: Any) -> None:
        self._listening = socket.create_server((LOOPBACK, port))
        free_or_given = self._listening.getsockname()[1]
        super().__init__(handler, hostname=LOOPBACK, port=free_or_given, ready_timeout=300, **options)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listening, ssl=self.ssl_context)


class Sink:
    """Receives mail: each is stored whole, under the tenant that its header names.

    But for the text of a letter that is its addressee's alone: staff read the captured mail, and with a link to sign in
    they would be somebody else. It is kept only where Liaison is tried out (`keeps_secrets`): there nothing can leave
    the machine, nobody is real, and without the link nobody could try to sign in.
    """

    def __init__(self, engine: Engine, *, keeps_secrets: bool = False) -> None:
        self._engine = engine
        self._keeps_secrets = keeps_secrets

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the mail, and say yes once it is stored."""
        content = envelope.original_content or b""
        try:
            return await asyncio.to_thread(self._keep, content, list(envelope.rcpt_tos), envelope.mail_from or "")
        except Exception as error:  # A database that is away, a full disk, no thread left.
            return await self.handle_exception(error)

    async def handle_exception(self, error: Exception) -> str:
        """Answer that the mail may come again: trouble of ours is no refusal, whatever it is."""
        log.error("a mail could not be kept", exc_info=error)
        return "451 The captured mail cannot keep anything at the moment; try again"

    def _keep(self, content: bytes, recipients: list[str], sender: str) -> str:
        mail = message_from_bytes(content, policy=policy.default)
        tenant_id = self._tenant(one_line(str(mail[NETWORK_HEADER] or "")))
        if tenant_id is None:
            return f"550 This is the captured mail of Liaison: no network is named in {NETWORK_HEADER}"
        if mail[SECRET_HEADER] and not self._keeps_secrets:
            content = content.partition(b"\r\n\r\n")[0]
        with TenantSession(self._engine, tenant_id) as session:
            session.add_all(
                CapturedMail(
                    message_id=one_line(str(mail["Message-ID"] or "")) or None,
                    from_address=parseaddr(str(mail["From"] or ""))[1] or sender,
                    to_address=recipient,
                    subject=one_line(str(mail["Subject"] or "")),
                    # PostgreSQL keeps text: a zero byte has no place in a mail anyway.
                    source=content.decode("utf-8", "replace").replace("\0", "\ufffd"),
                )
                for recipient in recipients
            )
            session.commit()
        return "250 Kept"

    def _tenant(self, slug: str) -> uuid.UUID | None:
        with SharedSession(self._engine) as session:
            return session.scalar(select(Tenant.id).where(Tenant.slug == slug))
