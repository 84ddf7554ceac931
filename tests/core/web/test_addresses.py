"""The address of this page in another language, and of another page of its list."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import AnyConverter, RequestRedirect

from core.web.locale import lang_url
from core.web.paging import page_url

#: What may stand in an address for a row.
STANDS_FOR = {"UUIDConverter": "01890000-0000-7000-8000-000000000000", "IntegerConverter": 1}
LETTER = f"/letters/{STANDS_FOR['UUIDConverter']}"


def test_a_value_that_is_given_twice_stays_given_twice(app: Flask) -> None:
    with app.test_request_context("/letters?state=failed&state=queued&text=a%26b&page=3", base_url="http://x/net"):
        assert page_url(4) == "/net/letters?state=failed&state=queued&text=a%26b&page=4"
        assert lang_url("nl") == "/net/letters?state=failed&state=queued&text=a%26b&page=3&lang=nl"


@pytest.mark.parametrize(
    ("address", "method", "shown"),
    [
        (
            "/letters/01890000-0000-7000-8000-000000000000/resend",
            "POST",
            "/letters/01890000-0000-7000-8000-000000000000",
        ),
        ("/letters/again/sign-in", "POST", "/letters/again/sign-in"),
        ("/modules", "POST", "/modules"),
        ("/", "GET", "/"),
        ("/nothing/of/that/name", "GET", "/"),
    ],
)
def test_a_refused_form_is_read_in_another_language_on_its_page(
    app: Flask, address: str, method: str, shown: str
) -> None:
    with app.test_request_context(address, method=method):
        assert lang_url("nl") == f"{shown}?lang=nl"


def test_every_page_leads_to_an_address_that_can_be_opened(app: Flask) -> None:
    dead = []
    for rule in app.url_map.iter_rules():
        values = {
            name: min(kind.items) if isinstance(kind, AnyConverter) else STANDS_FOR.get(type(kind).__name__, "x")
            for name, kind in rule._converters.items()
        }
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            with app.test_request_context(address, method=method):
                parts = urlsplit(lang_url("nl"))
                assert dict(parse_qsl(parts.query)) == {"lang": "nl"}
                try:
                    app.create_url_adapter(request).match(parts.path, method="GET")
                except (NotFound, MethodNotAllowed, RequestRedirect):
                    dead.append((method, address, parts.path))
    assert dead == []
