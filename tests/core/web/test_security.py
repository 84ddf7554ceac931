"""The headers of every answer, whatever is asked for and whoever asks."""

from __future__ import annotations

import re

import pytest
from flask import Flask

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PAGES = ["/", "/healthz", "/nowhere/", "/harbour/", "/harbour/sign-in", "/harbour/nowhere"]


@pytest.mark.parametrize("address", [*PAGES, "/static/liaison.css"])
def test_every_answer_says_what_a_browser_may_load(app: Flask, engine, address: str) -> None:
    headers = app.test_client().get(address).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_kept_by_a_browser(app: Flask, engine, address: str) -> None:
    assert app.test_client().get(address).headers["Cache-Control"] == "no-store"


def kept(app: Flask, file: str) -> tuple[int, str | None]:
    """What is answered for a file, and for how long a browser may keep it."""
    with app.test_client().get(file) as answer:
        return answer.status_code, answer.headers.get("Cache-Control")


def test_the_files_of_a_page_are_kept_for_a_year(app: Flask, engine) -> None:
    page = app.test_client().get("/harbour/sign-in").text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert [kept(app, file) for file in files] == [(200, "public, max-age=31536000, immutable")] * 7


@pytest.mark.parametrize(
    ("file", "answer"),
    [
        ("css/base.css", (200, "no-cache")),
        ("css/base.css?v=of-another-version", (200, "no-cache")),
        ("css/gone.css?v=0123456789ab", (404, None)),
    ],
)
def test_what_an_address_does_not_name_by_its_content_is_asked_for_again(app: Flask, engine, file, answer) -> None:
    assert kept(app, f"/static/{file}") == answer
