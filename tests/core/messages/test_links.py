"""No address of the web that somebody wrote becomes a link in a letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract.module import LetterKind
from core.messages.html import html_of
from core.messages.links import is_own, unlinked
from core.messages.rendering import render
from core.tenancy.addresses import page_address

#: What programs for mail take for an address of the web, in words of their own.
TAKEN_FOR_ONE = re.compile(
    r"https?://[^\s\u200b]|\bwww\.[^\s\u200b]|(?<![\w.+@-])[a-z0-9-]+\.(?:com|be|example)\b(?!@)", re.I
)
LETTER = LetterKind("test.one", frozenset({"name", "link"}), {"fr": "Subject: x\nBonjour {{ name }},\n\n{{ link }}\n"})


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.example/x",
        "HTTP://evil.example",
        "www.evil.example",
        "evil.example",
        "Ada evil.com/now",
        "x:www.a.be",
    ],
)
def test_a_name_that_is_an_address_makes_no_link(name: str) -> None:
    own = page_address("https://liaison.example", "harbour", None, "/password/abc")
    body = render(LETTER, "fr", {"name": name, "link": own}).body
    assert TAKEN_FOR_ONE.findall(body.replace(own, "")) == []
    assert body.replace("\u200b", "") == f"Bonjour {name},\n\n{own}\n"
    page = html_of(body, title="x", language="fr", own=("https://liaison.example",))
    assert re.findall(r'href="([^"]*)"', page) == [own]


@pytest.mark.parametrize(
    "text", ["ada@service.example", "jean.dupont+stage@creche.be", "9.30 uur", "J.-P. de Bruyn", "etc."]
)
def test_what_is_no_address_of_the_web_stays(text: str) -> None:
    assert unlinked(text) == text


@given(st.text(max_size=60) | st.text(alphabet="htps:/w.abecomx @-", max_size=60))
def test_nothing_is_lost_and_nothing_is_divided_twice(text: str) -> None:
    once = unlinked(text)
    assert once.replace("\u200b", "") == text.replace("\u200b", "")
    assert unlinked(once) == once


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("https://l.example", True),
        ("https://l.example/harbour/letters", True),
        ("http://l.example/", False),
        ("https://l.example.evil.be/", False),
        ("https://l.example@evil.be/", False),
    ],
)
def test_which_addresses_are_ours(address: str, *, ours: bool) -> None:
    assert is_own(address, ("https://l.example",)) is ours
    assert is_own(address, ("https://l.example/",)) is ours
