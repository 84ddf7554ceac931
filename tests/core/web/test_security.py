"""The headers of every answer, whatever is asked for and whoever asks."""

from __future__ import annotations

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
