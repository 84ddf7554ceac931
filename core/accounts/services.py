"""Acts on sign-ins: sign in, end sessions, give a role."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from core.accounts.access import require_may_give
from core.accounts.errors import AccountError, SignInError
from core.accounts.models import Account, AccountSession, RoleGrant
from core.accounts.passwords import SHORTEST, hash_like, hash_password
from core.accounts.sessions import IDLE, KEPT, token_hash
from core.audit.services import record
from core.contract.acting import STAFF
from core.database.base import uuid7
from core.database.session import SharedSession
from core.language.folding import email_key
from core.language.mail_address import is_travelling
from core.tenancy.unit import Unit


def check_address(email: str) -> None:
    """Raise AccountError for an address that is none."""
    if not is_travelling(email.strip()):
        raise AccountError(f"{email!r} is not an e-mail address: write one such as name@network.example.")


def find_account(session: SharedSession, email: str) -> Account | None:
    """Return the sign-in of an address, whatever its case; row-level security lets the session see it from now on."""
    key = email_key(email)
    session.know("sign_in", key)
    return session.scalar(select(Account).where(Account.email_key == key))


def make_account(
    session: SharedSession, *, email: str, name: str, password: str | None, language: str, cost: str = "strong"
) -> Account:
    """Make a sign-in, or return the one this address has already, unchanged.

    Raises AccountError for an address that is none, and for a password that is too short.
    """
    check_address(email)
    if password is not None and len(password) < SHORTEST:
        raise AccountError(f"A password has at least {SHORTEST} characters.")
    # Two networks may make the same one at a time.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"account:{email_key(email)}", 0))))
    account = find_account(session, email)
    if account is None:
        account = Account(
            id=uuid7(),
            email=email.strip(),
            email_key=email_key(email),
            name=name,
            password_hash=hash_password(password, cost=cost) if password else None,
            language=language,
        )
        session.add(account)
        session.flush()  # Roles refer to the sign-in.
    return account


def sign_in(
    session: SharedSession, *, email: str, password: str, now: datetime, label: str, cost: str = "strong"
) -> str:
    """Begin a session and return its token, which the browser keeps; the database keeps its hash.

    Raises SignInError when the address and the password do not go together.
    """
    key, token = email_key(email), secrets.token_urlsafe(32)
    salt = session.scalar(select(func.password_salt(key)))
    proof = hash_like(salt, password, cost=cost)
    begun = func.begin_session(key, proof, token_hash(token), now, now + IDLE, label[:200])
    if session.scalar(select(begun)) is None:
        raise SignInError
    return token


def end_session(session: SharedSession, account_id: uuid.UUID, ended: str, now: datetime) -> bool:
    """End the session whose token hash is `ended`, if it is one of the account's own; say whether it was."""
    session.know("account", str(account_id))
    found = session.execute(
        update(AccountSession)
        .where(
            AccountSession.token_hash == ended,
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
        )
        .values(ended_at=now)
        .returning(AccountSession.token_hash)
    )
    return found.first() is not None


def end_roleless_sessions(session: SharedSession, account_id: uuid.UUID | None = None) -> None:
    """End the sessions that a sign-in, or any, without a role in any network began with a password.

    Nothing says whether there was one. Whoever takes part in something of a network has a role there; whoever signed
    in by a letter may be about to.
    """
    session.execute(select(func.end_roleless_sessions(account_id)))


def sweep_sessions(session: SharedSession, now: datetime) -> int:
    """Delete the sessions of all sign-ins that ended or expired more than 30 days before `now`; return how many.

    Row-level security shows a sweeper only what is over, so that no fault here can end a session that counts.
    """
    session.know("sweep", "sessions")
    over = func.least(AccountSession.expires_at, AccountSession.ended_at)
    swept = session.execute(delete(AccountSession).where(over < now - KEPT).returning(AccountSession.token_hash))
    return len(swept.all())


def check_role(unit: Unit, role: str, module: str | None) -> None:
    """Raise AccountError unless staff may hold `role` for `module`, or for all modules when it is None.

    A role of a module's own is held for that module alone; one in which people take part is nobody's to give.
    """
    if module is not None and module not in unit.events.declared:
        known = ", ".join(sorted(unit.events.declared))
        raise AccountError(f"There is no module {module!r}; there are: {known}.")
    own = tuple(each.code for each in unit.events.declared[module].staff_roles) if module else ()
    if role not in (*STAFF, *own):
        raise AccountError(f"There is no role {role!r}; there are: {', '.join((*STAFF, *own))}.")


def grant_role(
    unit: Unit,
    account: Account,
    role: str,
    *,
    module: str | None = None,
    territory_id: uuid.UUID | None = None,
    until: date | None = None,
) -> None:
    """Give a sign-in a role in the unit's tenant; the same role twice is one, until the day given last.

    Raises AccountError for a role that staff cannot hold there, NotAllowedError for one that is not the actor's to
    give.
    """
    require_may_give(unit.actor, module, territory_id)
    check_role(unit, role, module)
    unit.session.know("sign_in", account.email_key)  # The wall lets nobody give a role to a sign-in they do not know.
    same = select(RoleGrant).where(
        RoleGrant.account_id == account.id,
        RoleGrant.role == role,
        RoleGrant.module.is_not_distinct_from(module),
        RoleGrant.territory_id.is_not_distinct_from(territory_id),
    )
    known = unit.session.scalar(same)
    said = {
        "role": role,
        "module": module,
        "territory": str(territory_id) if territory_id else None,
        "until": until.isoformat() if until else None,
    }
    if known is None:
        grant = RoleGrant(account_id=account.id, role=role, module=module, territory_id=territory_id, until=until)
        unit.session.add(grant)
        record(unit, "accounts.role.granted", account.id, **said)
    elif known.until != until:
        before = known.until.isoformat() if known.until else None
        known.until = until
        record(unit, "accounts.role.until_changed", account.id, **said, before=before)
