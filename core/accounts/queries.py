"""Who is signed in, and what they may do in a tenant."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from core.accounts.models import Account, AccountSession, RoleGrant
from core.accounts.services import IDLE, token_hash
from core.contract.acting import Actor, Grant
from core.database.session import SharedSession, TenantSession

#: How often a visit is noted; every page would be a write for nothing.
NOTED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The sign-in of a request."""

    account_id: uuid.UUID
    name: str
    email: str
    language: str
    token_hash: str


def signed_in(session: SharedSession, token: str, now: datetime) -> SignedIn | None:
    """Return whose token this is, or None when the session ended; a visit puts its end off."""
    digest = token_hash(token)
    session.know("session", digest)
    found = session.execute(
        select(AccountSession.account_id, AccountSession.last_seen_at).where(
            AccountSession.token_hash == digest,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
        )
    ).first()
    if found is None:
        return None
    account_id, last_seen = found
    session.know("account", str(account_id))
    if now - last_seen > NOTED:
        seen = update(AccountSession).where(AccountSession.token_hash == digest)
        session.execute(seen.values(last_seen_at=now, expires_at=now + IDLE))
    account = session.execute(
        select(Account.name, Account.email, Account.language).where(Account.id == account_id)
    ).one()
    return SignedIn(account_id, account.name, account.email, account.language, digest)


def actor_of(session: TenantSession, who: SignedIn, today: date) -> Actor:
    """Return the person as an actor in the session's tenant, with the roles that count on `today`."""
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.module, RoleGrant.territory_id).where(
            RoleGrant.account_id == who.account_id, RoleGrant.until.is_(None) | (RoleGrant.until >= today)
        )
    )
    grants = tuple(Grant(role, module, territory_id) for role, module, territory_id in rows)
    return Actor(name=who.name, account_id=who.account_id, grants=grants, language=who.language)


def open_sessions(session: SharedSession, account_id: uuid.UUID, now: datetime) -> Sequence[AccountSession]:
    """Return the account's sessions that have not ended, the latest visit first."""
    session.know("account", str(account_id))
    return session.scalars(
        select(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
        )
        .order_by(AccountSession.last_seen_at.desc())
    ).all()
