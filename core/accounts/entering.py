"""Signing in by a letter: a link, or a code of six digits that is typed where the letter was asked for (IM-08).

Everybody may: an address without a sign-in gets one when it is proved. So whoever asks learns nothing: a page notes
the address and no more, and the worker writes the letter, whoever it is to.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core.accounts.errors import DeadLinkError, WrongCodeError
from core.accounts.messages import SIGN_IN, SignInFacts
from core.accounts.models import AccountSession, SignInRequest
from core.accounts.sessions import IDLE, token_hash
from core.database.base import uuid7
from core.database.session import SharedSession
from core.jobs.services import schedule
from core.language.folding import email_key
from core.messages.envelope import envelope_of
from core.messages.services import write_letters
from core.tenancy.unit import Unit

#: The kind of what is due for somebody who wants to sign in by a letter.
SIGN_IN_REQUEST: Final = "sign-in request"

#: So long a link and its code count; the database lets none count for longer.
LETTER_COUNTS: Final = timedelta(minutes=30)
#: So many wrong codes end a request; the database counts them.
TRIES: Final = 5
#: So many letters an hour go to one address; the database counts them.
LETTERS_AN_HOUR: Final = 5

#: The longest address there is.
_LONGEST: Final = 254
#: So long the same press of a button, come twice, is answered as the first one was.
_ONE_PRESS: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A browser in which somebody signs in: what its session's token is made of, and how its owner calls it.

    `press` is what the form of one page says alone, whenever it is sent: so the same press, come twice, begins one
    session, and whoever else brings the same letter begins none.
    """

    key: str
    press: str
    now: datetime
    browser: str

    def token(self, proof: str) -> str:
        """Return the token of the session that `proof` begins in this press; nobody knows it without our key."""
        return _sealed(self.key, f"session {self.press} {proof}")


@dataclass(frozen=True, slots=True)
class Tries:
    """What is known of the letters that a browser asked for: how many codes may still be typed; None for no letter."""

    left: int | None


@dataclass(frozen=True, slots=True)
class FoundSignIn:
    """A link by which somebody signs in: as whom, whether it counts or was used, and the page it leads to."""

    address: str
    counts: bool
    used: bool
    onward: str | None


def ask_to_enter(unit: Unit, request_id: uuid.UUID, email: str, *, language: str, onward: str | None) -> None:
    """Note that somebody wants to sign in to the address `email`, from a page in `language`, to go on to `onward`.

    The same request twice is one: what was asked for already is not asked for again.
    """
    row = {
        "tenant_id": unit.tenant.id,
        "id": request_id,
        "email": email.strip()[:_LONGEST],
        "language": language,
        "onward": onward,
        "asked_at": unit.now,
    }
    noted = insert(SignInRequest).values(row).on_conflict_do_nothing().returning(SignInRequest.id)
    if unit.session.scalar(noted) is not None:
        schedule(unit, SIGN_IN_REQUEST, request_id)


def send_entry(unit: Unit, request_id: uuid.UUID, key: str) -> bool:
    """Write the letter that somebody asked for, and say whether; an address that had letters enough gets none now.

    It is the same letter whether or not there is such a sign-in. `key` seals the code: what is kept of it tells
    nobody which of a million it is.
    """
    session = unit.session
    request = session.get(SignInRequest, (session.tenant_id, request_id))
    if request is None:
        return False
    session.delete(request)
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(1_000_000):06}"
    begun = func.begin_sign_in(
        request_id,
        request.email,
        email_key(request.email),
        request.language,
        token_hash(token),
        _code_hash(key, code),
        request.onward,
        unit.now + LETTER_COUNTS,
    )
    if not session.scalar(select(begun)):
        return False
    link = unit.address(f"/sign-in/link/{token}")
    facts = SignInFacts(f"{code[:3]} {code[3:]}", link, LETTER_COUNTS // timedelta(minutes=1))
    envelope = envelope_of(unit, request.email, request.email, request.language)
    write_letters(unit, [envelope.letter(SIGN_IN, facts)], captured=False)
    return True


def tries_of(session: SharedSession, requests: Sequence[uuid.UUID]) -> Tries:
    """Return how many codes may still be typed with the letters that a browser asked for.

    None before any of them was written; 0 when none of them counts any more.
    """
    found = func.sign_in_tries(list(requests)).table_valued("request", "wrong", "counts")
    rows = session.execute(select(found.c.wrong, found.c.counts)).all()
    if not rows:
        return Tries(None)
    left = max((TRIES - wrong for wrong, counts in rows if counts), default=0)
    return Tries(left if left or len(rows) == len(requests) else None)


def enter_by_code(session: SharedSession, requests: Sequence[uuid.UUID], code: str, entry: Entry) -> str:
    """Sign in with the code of a letter that this browser asked for, and return the token of the session.

    Raises WrongCodeError for any other code, which is counted, and where nothing counts any more.
    """
    hashed = _code_hash(entry.key, code)
    token = entry.token(f"{hashed} {' '.join(map(str, requests))}")
    proved = func.prove_sign_in_code(list(requests), hashed, *_session(entry, token))
    if session.scalar(select(proved)) is None and not _is_same_press(session, token, entry.now):
        raise WrongCodeError
    return token


def find_entry(session: SharedSession, link: str) -> FoundSignIn | None:
    """Return the link of a letter, used or not; None for one that never was in this network, or was long ago."""
    found = func.find_sign_in_link(token_hash(link)).table_valued("address", "counts", "used", "leads_to")
    row = session.execute(select(found.c.address, found.c.counts, found.c.used, found.c.leads_to)).first()
    return FoundSignIn(*row) if row else None


def enter_by_link(session: SharedSession, link: str, entry: Entry) -> str:
    """Sign in with the link of a letter, which uses it up, and return the token of the session.

    Raises DeadLinkError for a link that does not count.
    """
    token = entry.token(link)
    proved = func.prove_sign_in_link(token_hash(link), *_session(entry, token))
    if session.scalar(select(proved)) is None and not _is_same_press(session, token, entry.now):
        raise DeadLinkError
    return token


def _session(entry: Entry, token: str) -> tuple[uuid.UUID, str, datetime, datetime, str]:
    """Return what the database makes a session of, and the id of the sign-in that it makes if there is none."""
    return uuid7(), token_hash(token), entry.now, entry.now + IDLE, entry.browser[:200]


def _is_same_press(session: SharedSession, token: str, now: datetime) -> bool:
    """Say whether this very press began a session a moment ago: the first answer may have been lost on its way."""
    digest = token_hash(token)
    session.know("session", digest)
    begun = session.scalar(
        select(AccountSession.created_at).where(
            AccountSession.token_hash == digest, AccountSession.ended_at.is_(None), AccountSession.expires_at > now
        )
    )
    return begun is not None and now - begun < _ONE_PRESS


def _code_hash(key: str, code: str) -> str:
    return _sealed(key, f"sign-in code {code}")


def _sealed(key: str, what: str) -> str:
    return hmac.new(key.encode(), what.encode(errors="replace"), hashlib.sha256).hexdigest()
