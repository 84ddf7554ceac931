"""Which tenant an address is for: its own hostname, or the first part of the path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

#: First parts of a path that are no tenant.
RESERVED = frozenset({"", "networks", "static", "healthz", "favicon.ico", "robots.txt"})
#: What the root of the site shows when no network has this hostname: the list of networks.
ROOT = "/networks"
SLUG, HOST_SLUG = "liaison.tenant", "liaison.tenant_by_host"


class TenantPath:
    """WSGI middleware: moves the tenant's part of the path into SCRIPT_NAME, so that every link keeps it.

    `hostnames` gives the slug of a hostname; it is asked at every request, so that it may change while we run.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], hostnames: Callable[[], Mapping[str, str]]) -> None:
        self._app = app
        self._hostnames = hostnames

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Note the tenant of the request in `environ` and hand it on."""
        host = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        path = environ.get("PATH_INFO", "")
        first, _, rest = path.lstrip("/").partition("/")
        by_host = self._hostnames().get(host)
        if by_host:
            environ[SLUG], environ[HOST_SLUG] = by_host, True
        elif first not in RESERVED:
            environ[SLUG] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
        elif not first:
            environ["PATH_INFO"] = ROOT
        return self._app(environ, start_response)
