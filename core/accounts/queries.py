"""Who is signed in, and what they may do in a tenant."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.accounts.models import Account, AccountSession, RoleGrant
from core.accounts.sessions import IDLE, token_hash
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
    language: str | None
    token_hash: str


def visitor(session: TenantSession, token: str, now: datetime) -> tuple[SignedIn, Actor] | None:
    """Return whose token this is, and as what they may act in the session's tenant; None when the session ended.

    One statement, for every page begins with it: who has no role in the tenant is an actor without grants, whose name
    the tenant does not see. A visit puts the end of the session off.
    """
    digest = token_hash(token)
    session.know("session", digest)
    rows = session.execute(
        select(
            AccountSession.account_id,
            AccountSession.last_seen_at,
            *(Account.name, Account.email, Account.language),
            *(RoleGrant.role, RoleGrant.module, RoleGrant.territory_id),
        )
        .outerjoin(Account, Account.id == AccountSession.account_id)
        .outerjoin(
            RoleGrant,
            (RoleGrant.account_id == AccountSession.account_id)
            & (RoleGrant.until.is_(None) | (RoleGrant.until >= now.date())),
        )
        .where(
            AccountSession.token_hash == digest,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
        )
    ).all()
    if not rows:
        return None
    first = rows[0]
    if now - first.last_seen_at > NOTED:
        seen = update(AccountSession).where(AccountSession.token_hash == digest)
        session.execute(seen.values(last_seen_at=now, expires_at=now + IDLE))
    who = SignedIn(first.account_id, first.name or "", first.email or "", first.language, digest)
    grants = tuple(Grant(row.role, row.module, row.territory_id) for row in rows if row.role)
    return who, Actor(name=who.name, account_id=who.account_id, grants=grants, language=who.language)


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
