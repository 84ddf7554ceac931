"""The language of a page: what the reader chose, else their account's, else the network's own."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, request

from core.language.spoken import LANGUAGES
from core.web.addresses import this_page

COOKIE = "lang"


def choose(offered: Sequence[str], *wishes: str | None) -> str:
    """Return the first of `wishes` that is offered, else the first that is offered."""
    return next((wish for wish in wishes if wish and wish in offered), offered[0])


def offered_languages() -> tuple[str, ...]:
    """Return the languages of this request's tenant, its own first, then those the pages exist in besides."""
    own: tuple[str, ...] = g.get("tenant_languages", ())
    return (*own, *(code for code in LANGUAGES if code not in own))


def current_language() -> str:
    """Return the language of this request."""
    known: str | None = g.get("language")
    if known is None:
        wishes = (request.args.get("lang"), request.cookies.get(COOKIE), g.get("account_language"))
        browser = None if g.get("tenant_languages") else request.accept_languages.best_match(list(LANGUAGES))
        known = g.language = choose(offered_languages(), *wishes, browser)
    return known


def lang_url(code: str) -> str:
    """Return the address of this page in the language `code`."""
    return this_page(lang=code)
