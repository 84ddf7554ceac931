"""Passwords that their owners set: by a link that a letter brings, once, or with the old one.

Whoever asks for a link learns nothing, not by the answer and not by its time: a page notes the address and no more,
whoever it is of; whether it is anybody's is found out by the worker.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from core.accounts.errors import DeadLinkError, SignInError
from core.accounts.messages import PASSWORD_CHANGED, PASSWORD_LINK, PasswordChangedFacts, PasswordLinkFacts
from core.accounts.models import Account, PasswordRequest
from core.accounts.passwords import hash_like, hash_password, refuse_weak
from core.accounts.services import find_account
from core.accounts.sessions import token_hash
from core.audit.services import record
from core.contract.acting import Actor
from core.database.base import uuid7
from core.database.session import SharedSession
from core.jobs.services import schedule
from core.language.folding import email_key
from core.messages.envelope import envelope_of
from core.messages.services import write_letters
from core.tenancy.unit import Unit

#: The kind of what is due for somebody who asked for a link.
PASSWORD_REQUEST: Final = "password request"  # noqa: S105 - the name of a kind of work.

#: So long a link counts; the database lets none count for more than an hour.
LINK_COUNTS: Final = timedelta(minutes=45)

#: The longest address there is.
_LONGEST: Final = 254


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link by which a password is set: for which address, and whether it still counts or was used."""

    address: str
    counts: bool
    used: bool


def ask_for_link(unit: Unit, email: str) -> None:
    """Note that somebody who is not signed in asks for a new password of the sign-in `email`."""
    request = PasswordRequest(id=uuid7(), email_key=email_key(email)[:_LONGEST], asked_at=unit.now)
    unit.session.add(request)
    unit.session.flush()
    schedule(unit, PASSWORD_REQUEST, request.id)


def send_link(unit: Unit, request_id: uuid.UUID) -> bool:
    """Write the letter that somebody asked for, if the address is that of somebody of this network; say whether.

    Three letters an hour are enough, and one a minute: more would be somebody else's joke.
    """
    session = unit.session
    request = session.get(PasswordRequest, (session.tenant_id, request_id))
    if request is None:
        return False
    session.delete(request)
    account, token = find_account(session, request.email_key), secrets.token_urlsafe(32)
    begun = func.begin_password_reset(request.email_key, token_hash(token), unit.now + LINK_COUNTS)
    if session.scalar(select(begun)) is None or account is None:
        return False
    facts = PasswordLinkFacts(unit.address(f"/password/{token}"), LINK_COUNTS // timedelta(minutes=1))
    envelope = envelope_of(unit, account.name, account.email, account.language)
    write_letters(unit, [envelope.letter(PASSWORD_LINK, facts)], captured=False)
    record(unit, "accounts.password.asked", account.id)
    return True


def find_link(session: SharedSession, token: str) -> FoundLink | None:
    """Return the link of a token, used or not; None for one that never was, or was long ago."""
    found = func.find_password_reset(token_hash(token)).table_valued("address", "counts", "used")
    row = session.execute(select(found.c.address, found.c.counts, found.c.used)).first()
    return FoundLink(*row) if row else None


def set_password(unit: Unit, token: str, password: str, *, cost: str = "strong") -> str:
    """Use a link: set the password, end every session of the sign-in, and return its address.

    Raises DeadLinkError for a link that does not count, WeakPasswordError for a password that is none.
    """
    link = find_link(unit.session, token)
    if link is None or not link.counts:
        raise DeadLinkError
    refuse_weak(password, link.address)
    changed = func.reset_password(token_hash(token), hash_password(password, cost=cost))
    if unit.session.scalar(select(changed)) is None:  # Somebody was faster.
        raise DeadLinkError
    _tell(unit, link.address, "accounts.password.set")
    return link.address


def change_password(unit: Unit, *, email: str, old: str, new: str, kept_session: str, cost: str = "strong") -> None:
    """Set another password with the old one; every session ends but the one whose token hash is `kept_session`.

    Done again with the same passwords, it changes nothing and succeeds. Raises SignInError when the old password is
    not right, WeakPasswordError when the new one is none.
    """
    key = email_key(email)
    refuse_weak(new, email)
    salt = unit.session.scalar(select(func.password_salt(key)))

    def prove(password: str, made: str) -> bool:
        proof = hash_like(salt, password, cost=cost)
        return unit.session.scalar(select(func.change_password(key, proof, made, kept_session))) is not None

    if prove(old, hash_password(new, cost=cost)):
        _tell(unit, key, "accounts.password.changed")
    elif not prove(new, hash_like(salt, new, cost=cost)):
        raise SignInError


def _tell(unit: Unit, address: str, act: str) -> None:
    """Note that somebody has another password, and tell them: they must learn of it if it was not they."""
    account: Account | None = find_account(unit.session, address)
    assert account is not None  # noqa: S101 - its password was changed just now.
    owner = Actor(name=account.name, account_id=account.id)
    record(replace(unit, actor=owner), act, account.id)
    envelope = envelope_of(unit, account.name, account.email, account.language)
    write_letters(unit, [envelope.letter(PASSWORD_CHANGED, PasswordChangedFacts(unit.today))], captured=False)
