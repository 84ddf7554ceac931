"""The port of the web server: is it free, and does the server answer on it?"""

from __future__ import annotations

import errno
import http.client
import socket
from contextlib import closing

from core.running.errors import RunError
from core.settings import Settings

#: An address that means every interface is not one that a browser can open.
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def check_port(settings: Settings) -> None:
    """Raise RunError when the web server could not listen on the host and port of `settings`; call it first of all."""
    reason = _refusal(settings.host, settings.port)
    if reason is None:
        return
    where = f"port {settings.port} of {settings.host}"
    if reason == errno.EADDRINUSE:
        free = next((port for port in range(settings.port + 1, 65536) if _refusal(settings.host, port) is None), 0)
        raise RunError(
            f"Another program listens on {where}: end it, or choose another port with LIAISON_PORT={free} make run."
        )
    if reason in (errno.EACCES, errno.EPERM):
        raise RunError(f"Only root may listen on {where}: choose a port above 1023 with LIAISON_PORT=8000 make run.")
    raise RunError(f"This machine cannot listen on {where}: correct LIAISON_HOST, for instance to 127.0.0.1.")


def web_answers(settings: Settings) -> bool:
    """Tell whether the web server answers on /healthz."""
    host = _EVERYWHERE.get(settings.host, settings.host)
    with closing(http.client.HTTPConnection(host, settings.port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def _refusal(host: str, port: int) -> int | None:
    """Return the number of the error that listening there meets, or None."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the web server does: a connection of a minute ago that still closes does not count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return None
