"""How often a password may be guessed: what is counted for whom, so that guessing is slow and locks nobody out.

Only wrong passwords count. They are counted for the network they come from, for the address they are tried on from
there, and for the address wherever they come from: who has many networks is slow too. A browser that has signed in to
the address before is counted by itself alone, so that no stranger's tries keep its owner out. No address that somebody
typed is kept: Redis and the log know its seal.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from core.language.folding import email_key
from core.web.limits import limiter, sealed_network
from core.web.limits import sealed as seal_of

#: The cookie by which a browser is known that has signed in before. It says to which addresses, sealed, and no more.
KNOWN_COOKIE: Final = "known"
_KNOWN_FOR: Final = timedelta(days=365)
#: A computer of a service is used by several people.
_ADDRESSES: Final = 5


@dataclass(frozen=True, slots=True)
class KnownBrowser:
    """A browser that has signed in before, to these addresses, the latest first."""

    id: str
    addresses: tuple[str, ...] = ()


def limits_guesses(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view in which a password is tried be asked only as often as guessing allows."""
    for rule, counted_for, exempt in _RULES:
        view = limiter.limit(rule, key_func=counted_for, exempt_when=exempt, deduct_when=_was_wrong)(view)
    return view


def limits_own_guesses(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view in which somebody who is signed in proves their password be asked as often, and no more."""

    def asking() -> str:
        return str(g.who.account_id) if g.get("who") else sealed_network()

    return limiter.limit(_IN_ONE_BROWSER, key_func=asking, deduct_when=_was_wrong)(view)


def note_wrong_password() -> None:
    """Count this request: the password was wrong."""
    g.wrong_password = True


def remember_browser(answer: AnyResponse, address: str) -> None:
    """Let the browser be known from now on as one that has signed in to `address`."""
    known, seal = known_browser(), sealed(address)
    others = tuple(each for each in known.addresses if each != seal)
    answer.set_cookie(
        KNOWN_COOKIE,
        _serializer().dumps([known.id, seal, *others[: _ADDRESSES - 1]]),
        max_age=int(_KNOWN_FOR.total_seconds()),
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
    )


def known_browser() -> KnownBrowser:
    """Return the browser of this request; one that never signed in, or says so of itself, is new."""
    try:
        browser, *addresses = _serializer().loads(request.cookies.get(KNOWN_COOKIE, ""))
    except BadSignature:
        return KnownBrowser(secrets.token_urlsafe(12))
    return KnownBrowser(browser, tuple(addresses))


def sealed(address: str | None = None) -> str:
    """Return what stands for an address (that which is typed, unless another is given) where none may be read."""
    typed = email_key(request.form.get("email", "") if address is None else address)[:254]
    return seal_of(f"address:{typed}")


def _is_known() -> bool:
    return sealed() in known_browser().addresses


def _is_unknown() -> bool:
    return not _is_known()


def _was_wrong(_answer: Response) -> bool:
    return bool(g.get("wrong_password"))


def _address_and_network() -> str:
    return f"{sealed()} {sealed_network()}"


def _address_and_browser() -> str:
    return f"{sealed()} {known_browser().id}"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known browser")


_IN_ONE_BROWSER: Final = "10 per 15 minutes; 50 per day"
#: How many wrong passwords, for what they are counted, and for whom they are not.
_RULES: Final = (
    ("20 per minute; 60 per hour", sealed_network, _is_known),
    ("10 per 15 minutes", _address_and_network, _is_known),
    ("50 per day", sealed, _is_known),
    (_IN_ONE_BROWSER, _address_and_browser, _is_unknown),
)
