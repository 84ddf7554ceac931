"""Reads of who has which role in a network, and who is invited; each a fixed number of statements."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select

from core.accounts.access import may_give
from core.accounts.models import Account, RoleGrant
from core.audit.models import AuditEntry
from core.contract.acting import Actor
from core.database.rows import grouped
from core.database.session import TenantSession
from core.staff.errors import UnknownColleagueError
from core.staff.models import Invitation, InvitedRole
from core.staff.rules import HeldRole, RoleWish, version_of
from core.tenancy.models import Territory
from core.tenancy.queries import territories

_HELD = (
    *(RoleGrant.id, RoleGrant.account_id, RoleGrant.role, RoleGrant.module, RoleGrant.territory_id, RoleGrant.until),
    RoleGrant.last_used_on,
)
#: How many of the last acts about somebody a page shows.
_ACTS = 30


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with roles in the network, as far as they are the reader's to give and take."""

    id: uuid.UUID
    name: str
    email: str
    language: str
    roles: tuple[HeldRole, ...]

    @property
    def version(self) -> str:
        """What the reader saw."""
        return version_of(self.roles)

    @property
    def last_visit(self) -> date | None:
        """The last day on which they were here; None when they never were."""
        return max((role.last_used_on for role in self.roles if role.last_used_on), default=None)

    def role(self, grant_id: uuid.UUID) -> HeldRole:
        """Return one of the roles; raises UnknownColleagueError for one that is none of them."""
        for role in self.roles:
            if role.id == grant_id:
                return role
        raise UnknownColleagueError(str(grant_id))


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is invited, and to what."""

    invitation: Invitation
    roles: tuple[RoleWish, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done about a colleague: the act, when, by whom, and the role it was about."""

    act: str
    at: datetime
    by_name: str
    role: RoleWish | None


def places_of(session: TenantSession) -> dict[uuid.UUID, Territory]:
    """Return the territories of the network by their ids, in the order of its file."""
    return {territory.id: territory for territory in territories(session)}


def roles_held(session: TenantSession, account_ids: Collection[uuid.UUID] | None = None) -> list[HeldRole]:
    """Return the roles of these sign-ins, or all of the network, those that are over as well."""
    query = select(*_HELD).order_by(RoleGrant.id)
    if account_ids is not None:
        query = query.where(RoleGrant.account_id.in_(account_ids))
    return [HeldRole(*row) for row in session.execute(query)]


def manageable(actor: Actor, roles: Collection[HeldRole]) -> tuple[HeldRole, ...]:
    """Return the roles that are the actor's to give and take."""
    return tuple(role for role in roles if may_give(actor, role.module, role.territory_id))


def colleague(session: TenantSession, actor: Actor, account_id: uuid.UUID) -> Colleague:
    """Return somebody of the network; raises UnknownColleagueError when no role of theirs is the actor's to take."""
    roles = manageable(actor, roles_held(session, [account_id]))
    query = select(Account.id, Account.name, Account.email, Account.language).where(Account.id == account_id)
    row = session.execute(query).first() if roles else None
    if row is None:
        raise UnknownColleagueError(str(account_id))
    return Colleague(*row, roles=roles)


def invited(session: TenantSession, actor: Actor, *criteria: ColumnElement[bool]) -> Sequence[Invited]:
    """Return the invitations to roles that are all the actor's to give, the last one first."""
    query = select(Invitation, InvitedRole).join(
        InvitedRole, and_(InvitedRole.tenant_id == Invitation.tenant_id, InvitedRole.invitation_id == Invitation.id)
    )
    query = query.where(*criteria).order_by(Invitation.invited_at.desc(), InvitedRole.id)
    rows = session.execute(query.execution_options(populate_existing=True)).all()
    found = {invitation.id: invitation for invitation, _ in rows}
    roles = grouped((invitation.id, wish_of(role)) for invitation, role in rows)
    return [
        Invited(found[invitation_id], tuple(wishes))
        for invitation_id, wishes in roles.items()
        if all(may_give(actor, wish.module, wish.territory_id) for wish in wishes)
    ]


def open_invitations(session: TenantSession, actor: Actor) -> Sequence[Invited]:
    """Return the invitations that are neither accepted nor withdrawn, those that have expired among them."""
    return invited(session, actor, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))


def invitation_of(session: TenantSession, actor: Actor, invitation_id: uuid.UUID) -> Invited:
    """Return an invitation, open or not; raises UnknownColleagueError for one that is not the actor's."""
    for each in invited(session, actor, Invitation.id == invitation_id):
        return each
    raise UnknownColleagueError(str(invitation_id))


def acts_about(session: TenantSession, account_id: uuid.UUID) -> Sequence[Act]:
    """Return the last acts about somebody's roles, the last first."""
    query = (
        select(AuditEntry.act, AuditEntry.at, AuditEntry.by_name, AuditEntry.details)
        .where(AuditEntry.subject_id == account_id, AuditEntry.act.startswith("accounts.role."))
        .order_by(AuditEntry.id.desc())
        .limit(_ACTS)
    )
    return [Act(row.act, row.at, row.by_name, _told(row.details)) for row in session.execute(query)]


def was_taken(session: TenantSession, account_id: uuid.UUID, grant_id: uuid.UUID | None = None) -> bool:
    """Say whether a role, or any of somebody's roles, was taken from them in this network."""
    query = select(AuditEntry.id).where(AuditEntry.subject_id == account_id, AuditEntry.act == "accounts.role.taken")
    if grant_id is not None:
        query = query.where(AuditEntry.details["grant"].as_string() == str(grant_id))
    return session.scalar(query.limit(1)) is not None


def wish_of(role: InvitedRole) -> RoleWish:
    """Return a role that an invitation promises."""
    return RoleWish(role.role, role.module, role.territory_id, role.until)


def _told(details: Mapping[str, str | None]) -> RoleWish | None:
    """Return the role of an act, as its details say it."""
    role, territory, until = details.get("role"), details.get("territory"), details.get("until")
    if role is None:
        return None
    return RoleWish(
        role,
        details.get("module"),
        uuid.UUID(territory) if territory else None,
        date.fromisoformat(until) if until else None,
    )
