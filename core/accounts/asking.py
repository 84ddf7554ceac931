"""Which letters a browser asked for to sign in by: a signed cookie, without which no code counts.

So a code is worth nothing to whoever sees it over a shoulder, or is told it on the telephone.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Final

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from core.accounts.entering import LETTER_COUNTS, LETTERS_AN_HOUR
from core.language.folding import email_key

ASKED_COOKIE: Final = "asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser asked for in a network: letters to one address, the latest last, and where to go on to."""

    address: str
    onward: str | None = None
    requests: tuple[uuid.UUID, ...] = field(default=())

    def again(self, request_id: uuid.UUID, address: str, onward: str | None) -> Asked:
        """Return the same with one letter more; letters to another address than before are forgotten."""
        same = email_key(address) == email_key(self.address)
        before = [each for each in self.requests if each != request_id] if same else []
        return Asked(address, onward, (*before, request_id)[-LETTERS_AN_HOUR:])


def asked(tenant_id: uuid.UUID) -> Asked | None:
    """Return what this browser asked for in a network within the time in which letters count; None for nothing."""
    try:
        said = _serializer(tenant_id).loads(
            request.cookies.get(ASKED_COOKIE, ""), max_age=int(LETTER_COUNTS.total_seconds())
        )
    except BadSignature:
        return None
    address, onward, *requests = said
    return Asked(address, onward, tuple(map(uuid.UUID, requests)))


def remember_asked(answer: Response, tenant_id: uuid.UUID, what: Asked) -> None:
    """Let the browser keep what it asked for."""
    answer.set_cookie(
        ASKED_COOKIE,
        _serializer(tenant_id).dumps([what.address, what.onward, *map(str, what.requests)]),
        max_age=int(LETTER_COUNTS.total_seconds()),
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
    )


def forget_asked(answer: Response) -> None:
    """Let the browser forget what it asked for: it is signed in."""
    answer.delete_cookie(ASKED_COOKIE)


def _serializer(tenant_id: uuid.UUID) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"sign-in letters {tenant_id}")
