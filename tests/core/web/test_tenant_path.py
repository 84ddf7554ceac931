"""Which tenant an address is for."""

from __future__ import annotations

from typing import Any

import pytest

from core.web.tenant_path import SLUG, TenantPath


def seen(path: str, host: str = "liaison.example") -> tuple[Any, str, str]:
    environ = {"HTTP_HOST": host, "PATH_INFO": path, "SCRIPT_NAME": ""}
    middleware = TenantPath(lambda _environ, _start: [], lambda: {"immersion.example": "immersion-0-23"})
    middleware(environ, lambda *_: None)
    return environ.get(SLUG), environ["SCRIPT_NAME"], environ["PATH_INFO"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/bruzel/letters", ("bruzel", "/bruzel", "/letters")),
        ("/bruzel/", ("bruzel", "/bruzel", "/")),
        ("/bruzel", ("bruzel", "/bruzel", "/")),
        ("/static/liaison.js", (None, "", "/static/liaison.js")),
        ("/healthz", (None, "", "/healthz")),
        ("/", (None, "", "/networks")),
    ],
)
def test_the_first_part_of_the_path_is_the_tenant(path: str, expected: tuple[Any, str, str]) -> None:
    assert seen(path) == expected


def test_a_hostname_of_its_own_needs_no_path() -> None:
    assert seen("/letters", "immersion.example:8000") == ("immersion-0-23", "", "/letters")
    assert seen("/bruzel/letters", "immersion.example") == ("immersion-0-23", "", "/bruzel/letters")
