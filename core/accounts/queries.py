"""Who is signed in, and what they may do in a tenant."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from core.accounts.models import Account, AccountSession, RoleGrant
from core.accounts.sessions import token_hash
from core.contract.acting import Actor, Grant, TakingPart
from core.database.session import SharedSession, TenantSession
from core.language.dates import day_of
from core.tenancy.models import Tenant

#: In which roles the people of a sign-in take part, as a part of another statement: [[role, module, person,
#: registration, ended], ...] of an account's id. What it says lies in a higher room, which hands it down
#: (`core.programme.queries.taking_part`).
Parts = Callable[[ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID]], ScalarSelect[Any]]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The sign-in of a request."""

    account_id: uuid.UUID
    #: How the person is called, else the address.
    name: str
    email: str
    language: str | None
    token_hash: str
    #: The last visit that was written down (core.accounts.visits).
    seen_at: datetime
    #: Whether a second factor was proved, too.
    strong: bool = False


def visitor(session: TenantSession, token: str, now: datetime, parts: Parts) -> tuple[SignedIn, Actor] | None:
    """Return whose token this is, and as what they may act in the session's tenant; None for nobody.

    That is so when the session ended, and while it owes the second factor.

    One statement, for every page begins with it: who has no role in the tenant is an actor without grants.
    """
    digest = token_hash(token)
    session.know("session", digest)
    rows = session.execute(
        select(
            AccountSession.account_id,
            AccountSession.last_seen_at,
            AccountSession.second_factor,
            *(Account.name, Account.email, Account.language),
            *(RoleGrant.role, RoleGrant.module, RoleGrant.territory_id),
            parts(AccountSession.account_id).label("parts"),
        )
        .outerjoin(Account, Account.id == AccountSession.account_id)
        .outerjoin(
            RoleGrant,
            (RoleGrant.account_id == AccountSession.account_id) & _counts(day_of(now)),
        )
        .where(
            AccountSession.token_hash == digest,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            AccountSession.second_factor != "due",
        )
    ).all()
    if not rows:
        return None
    first = rows[0]
    name, email, strong = first.name or first.email or "", first.email or "", first.second_factor == "passed"
    who = SignedIn(first.account_id, name, email, first.language, digest, first.last_seen_at, strong)
    actor = Actor(
        name=who.name,
        account_id=who.account_id,
        grants=tuple(Grant(row.role, row.module, row.territory_id) for row in rows if row.role),
        parts=_parts(first.parts),
        language=who.language,
    )
    return who, actor


def has_role(session: TenantSession, digest: str, now: datetime) -> bool:
    """Say whether whoever has the session of that hash works for the session's tenant: by a role of staff."""
    session.know("session", digest)
    whose = select(AccountSession.account_id).where(AccountSession.token_hash == digest).scalar_subquery()
    held = select(RoleGrant.id).where(RoleGrant.account_id == whose, _counts(day_of(now)))
    return session.scalar(held.limit(1)) is not None


def actor_of(session: TenantSession, account_id: uuid.UUID, name: str, now: datetime, parts: Parts) -> Actor:
    """Return as what a sign-in may act in the session's tenant now, under the `name` it had when it asked; a statement.

    A sign-in that is gone, or has no role any more, is an actor without grants.
    """
    asking = select(literal(account_id).label("account_id")).subquery()
    rows = session.execute(
        select(*(RoleGrant.role, RoleGrant.module, RoleGrant.territory_id), parts(asking.c.account_id).label("parts"))
        .select_from(asking)
        .outerjoin(RoleGrant, (RoleGrant.account_id == asking.c.account_id) & _counts(day_of(now)))
    ).all()
    grants = tuple(Grant(row.role, row.module, row.territory_id) for row in rows if row.role)
    return Actor(name=name, account_id=account_id, grants=grants, parts=_parts(rows[0].parts))


def _counts(today: date) -> ColumnElement[bool]:
    """Return the criterion of the grants that count on the day `today`, the last of them included."""
    return RoleGrant.until.is_(None) | (RoleGrant.until >= today)


def _parts(found: list[tuple[str, str, str, str, bool]] | None) -> tuple[TakingPart, ...]:
    return tuple(
        TakingPart(role, module, uuid.UUID(person), uuid.UUID(registration), ended)
        for role, module, person, registration, ended in found or ()
    )


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


def own_networks(session: TenantSession) -> Sequence[Tenant]:
    """Return the networks to which whoever is signed in belongs, by their slugs; the session knows its token."""
    return session.scalars(select(Tenant).where(Tenant.id.in_(select(func.own_networks()))).order_by(Tenant.slug)).all()
