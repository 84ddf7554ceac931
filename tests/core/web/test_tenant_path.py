"""Which tenant an address is for."""

from __future__ import annotations

from typing import Any

import pytest

from core.web.tenant_path import SLUG, TenantPath

#: The address of the site, as its settings say it.
HERE = "https://Liaison.example/"


def seen(path: str, host: str = "liaison.example") -> tuple[Any, str, str]:
    environ = {"HTTP_HOST": host, "PATH_INFO": path, "SCRIPT_NAME": ""}
    middleware = TenantPath(lambda _environ, _start: [], lambda: {"harbour.example": "harbour"})
    middleware(environ, lambda *_: None)
    return environ.get(SLUG), environ["SCRIPT_NAME"], environ["PATH_INFO"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/orchard/letters", ("orchard", "/orchard", "/letters")),
        ("/orchard/", ("orchard", "/orchard", "/")),
        ("/orchard", ("orchard", "/orchard", "/")),
        ("/static/liaison.js", (None, "", "/static/liaison.js")),
        ("/healthz", (None, "", "/healthz")),
        ("/", (None, "", "/networks")),
    ],
)
def test_the_first_part_of_the_path_is_the_tenant(path: str, expected: tuple[Any, str, str]) -> None:
    assert seen(path) == expected


def test_a_hostname_of_its_own_needs_no_path() -> None:
    assert seen("/letters", "harbour.example:8000") == ("harbour", "", "/letters")
    assert seen("/orchard/letters", "harbour.example") == ("harbour", "", "/orchard/letters")


def answer(host: str, path: str = "/orchard/", public_url: str | None = HERE) -> tuple[str, bytes]:
    """What is answered to a request for `host`: the status, and the body."""
    told: list[str] = []

    def app(_environ, start_response):
        start_response("200 OK", [])
        return [b"a page"]

    middleware = TenantPath(app, lambda: {"harbour.example": "harbour"}, public_url)
    environ = {"HTTP_HOST": host, "PATH_INFO": path, "SCRIPT_NAME": ""}
    body = b"".join(middleware(environ, lambda status, _headers: told.append(status)))
    return told[0], body


@pytest.mark.parametrize(
    ("host", "path", "known"),
    [
        ("liaison.example", "/orchard/", True),
        ("LIAISON.example:443", "/orchard/", True),
        ("harbour.example", "/letters", True),
        ("evil.example", "/orchard/", False),
        ("evil.example", "/", False),
        ("liaison.example.evil.example", "/orchard/", False),
        ("liaison.example@evil.example", "/orchard/", False),
        ("evil.example", "/static/liaison.js", False),
        ("127.0.0.1:8000", "/orchard/", False),
        ("", "/orchard/", False),
        ("[::1", "/orchard/", False),
        ("evil.example@liaison.example", "/orchard/", False),
        ("liaison.example/evil", "/orchard/", False),
        ("liaison.example:evil", "/orchard/", False),
        # Whoever watches whether we are well asks by number.
        ("10.0.0.7:8000", "/healthz", True),
    ],
)
def test_with_a_public_address_no_other_host_is_served(host: str, path: str, known: bool) -> None:
    refused = ("421 Misdirected Request", f"This site is found at {HERE}\n".encode())
    assert answer(host, path) == (("200 OK", b"a page") if known else refused)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "8000.forwarded.example", ""])
def test_without_one_any_host_will_do(host: str) -> None:
    assert answer(host, public_url=None) == ("200 OK", b"a page")
