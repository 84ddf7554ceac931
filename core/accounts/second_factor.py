"""The second factor of a sign-in: a code of an app, asked for after the password or the letter; recovery codes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from core.accounts.authenticator import Authenticator, plain_code, recovery_hash
from core.accounts.errors import WrongCodeError
from core.accounts.models import AccountSession
from core.audit.services import record
from core.contract.acting import Actor
from core.database.session import SharedSession
from core.tenancy.unit import Unit

#: The table of a network's file, and the key in it, that says whose sign-ins must have a second factor.
SETTINGS: Final = "sign_in"
REQUIRED: Final = "second_factor"


@dataclass(frozen=True, slots=True)
class FoundFactor:
    """The second factor of whoever has a session: since when, how many codes may be typed now, and are left."""

    authenticator: Authenticator
    since: datetime
    tries: int
    recovery_left: int


def is_required(actor: Actor, settings: Mapping[str, Mapping[str, Any]]) -> bool:
    """Say whether a network asks a second factor of `actor`, who holds one of the roles that its file names."""
    named = settings.get(SETTINGS, {}).get(REQUIRED, ())
    return any(grant.role in named for grant in actor.grants)


def owes_factor(session: SharedSession, digest: str) -> bool:
    """Say whether the session of that hash lets nobody in before the second factor."""
    session.know("session", digest)
    query = select(AccountSession.second_factor).where(AccountSession.token_hash == digest)
    return session.scalar(query) == "due"


def find_factor(session: SharedSession, digest: str, key: str) -> FoundFactor | None:
    """Return the second factor of whoever has the session of that hash; None without one."""
    found = func.find_second_factor(digest).table_valued("whose", "seed", "since", "tries", "codes_left")
    row = session.execute(select(found.c.whose, found.c.seed, found.c.since, found.c.tries, found.c.codes_left)).first()
    return FoundFactor(Authenticator(key, row.whose, row.seed), row.since, row.tries, row.codes_left) if row else None


def prove_factor(session: SharedSession, digest: str, typed: str, *, key: str, now: datetime) -> None:
    """Take a code of the app, or a recovery code, for the session of that hash, which then owes nothing.

    Each counts once. Raises WrongCodeError for any other, which is counted: after five a quarter of an hour goes by.
    """
    found, code = find_factor(session, digest, key), plain_code(typed)
    if found is None:
        raise WrongCodeError
    step = found.authenticator.step_of(code, now)
    passed = (
        func.pass_second_factor(digest, step)
        if step is not None
        else func.pass_by_recovery_code(digest, recovery_hash(code))
    )
    if not session.scalar(select(passed)):
        session.execute(select(func.miss_second_factor(digest)))
        raise WrongCodeError


def new_grain() -> str:
    """Return what makes a new second factor another one."""
    return secrets.token_urlsafe(16)


def set_factor(unit: Unit, digest: str, made: Authenticator, typed: str, *, now: datetime) -> tuple[str, ...]:
    """Give the sign-in the second factor of which its app shows the code `typed`; return the recovery codes.

    Every other session of it ends. Done again with the same, it returns the same codes. Raises WrongCodeError for a
    code that the app does not show, and where there is another second factor already.
    """
    step = made.step_of(plain_code(typed), now)
    if step is None:
        raise WrongCodeError
    codes = made.recovery_codes()
    kept = func.set_second_factor(digest, made.grain, step, list(map(recovery_hash, codes)))
    if unit.session.scalar(select(kept)):
        record(unit, "accounts.second_factor.set", made.account_id)
        return codes
    found = find_factor(unit.session, digest, made.key)
    if found is None or found.authenticator != made:
        raise WrongCodeError
    return codes


def end_factor(unit: Unit, digest: str, typed: str, *, key: str, now: datetime) -> None:
    """Take the second factor away, proved once more by `typed`. Raises WrongCodeError for a wrong code."""
    prove_factor(unit.session, digest, typed, key=key, now=now)
    if unit.session.scalar(select(func.end_second_factor(digest))):
        record(unit, "accounts.second_factor.ended", unit.actor.account_id)
