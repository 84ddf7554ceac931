"""Which tenant an address is for: its own hostname, or the first part of the path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

#: First parts of a path that are no tenant.
RESERVED = frozenset({"", "networks", "static", "healthz", "favicon.ico", "robots.txt"})
#: What the root of the site shows when no network has this hostname: the list of networks.
ROOT = "/networks"
#: A host as a browser writes it, in letters or numbers, and perhaps a port; nothing else may stand beside it.
_HOST = re.compile(r"(?P<host>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
#: Asked by those who watch whether we are well.
WELL = "/healthz"
SLUG, HOST_SLUG = "liaison.tenant", "liaison.tenant_by_host"


class TenantPath:
    """WSGI middleware: moves the tenant's part of the path into SCRIPT_NAME, so that every link keeps it.

    `hostnames` gives the slug of a hostname; it is asked at every request, so that it may change while we run.

    With a `public_url`, a request for any host but that one and the tenants' own is refused: nothing that a page says
    of its own address may be somebody else's choice. Only the question whether we are well is answered under any name,
    for those who watch us ask by number. Without one, on one's own machine or behind a forwarded port, any will do.
    """

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        hostnames: Callable[[], Mapping[str, str]],
        public_url: str | None = None,
    ) -> None:
        self._app = app
        self._hostnames = hostnames
        self._public_url = public_url
        self._own_host = urlsplit(public_url).hostname if public_url else None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Note the tenant of the request in `environ` and hand it on."""
        host = host_of(environ.get("HTTP_HOST", ""))
        path = environ.get("PATH_INFO", "")
        first, _, rest = path.lstrip("/").partition("/")
        by_host = self._hostnames().get(host)
        if not by_host and self._own_host not in (None, host) and path != WELL:
            return self._refuse(start_response)
        if by_host:
            environ[SLUG], environ[HOST_SLUG] = by_host, True
        elif first not in RESERVED:
            environ[SLUG] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
        elif not first:
            environ["PATH_INFO"] = ROOT
        return self._app(environ, start_response)

    def _refuse(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("421 Misdirected Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [f"This site is found at {self._public_url}\n".encode()]


def host_of(header: str) -> str:
    """Return the host that a Host header names, without its port; "" for one that names none."""
    found = _HOST.fullmatch(header.lower())
    return found["host"] if found else ""
