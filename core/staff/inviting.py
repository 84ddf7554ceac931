"""Invitations to a network's staff: written by letter, sent again, withdrawn, and accepted by whoever brings the link.

Who invites learns nothing of the address: whether it has a sign-in already, in whichever network, is seen only on the
page to which the letter's link leads. Whoever has one keeps it, with its password, and is given the roles alone.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from core.accounts.access import MANAGE_STAFF, may_give
from core.accounts.models import Account, RoleGrant
from core.accounts.passwords import refuse_weak
from core.accounts.services import check_address, find_account, grant_role, make_account
from core.accounts.sessions import token_hash
from core.accounts.words import RoleWords
from core.audit.services import record
from core.contract.acting import Actor, Grant, require
from core.database.base import uuid7
from core.language.dates import day_of
from core.language.folding import email_key
from core.messages.envelope import envelope_of
from core.messages.services import write_letters
from core.staff.errors import (
    AlreadyHereError,
    AlreadyInvitedError,
    DeadInvitationError,
    MovedError,
    UnknownColleagueError,
)
from core.staff.messages import INVITED, InvitedFacts
from core.staff.models import Invitation, InvitedRole
from core.staff.queries import Invited, colleague, invitation_of, invited, places_of, roles_held, wish_of
from core.staff.rules import INVITATION_COUNTS, RoleWish
from core.staff.services import check_wish, lock_staff, said
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class InvitationWish:
    """Whom to invite, in which language to write to them, and to which roles."""

    email: str
    name: str
    language: str
    roles: tuple[RoleWish, ...]


@dataclass(frozen=True, slots=True)
class OpenedInvitation:
    """An invitation as whoever brings its link sees it."""

    invitation: Invitation
    roles: tuple[RoleWish, ...]
    #: Whether there is a sign-in of that address already.
    known: bool


def check_invitation(unit: Unit, wish: InvitationWish) -> Invited | None:
    """Raise what forbids an invitation; return the one that says the same already, if there is one.

    Raises AccountError for what is no address, AlreadyHereError for a colleague, AlreadyInvitedError when an invitation
    says otherwise, and what `check_wish` does.
    """
    require(unit.actor, MANAGE_STAFF)
    check_address(wish.email)
    for role in wish.roles:
        check_wish(unit, role)
    _refuse_colleague(unit, wish.email)
    waiting = unit.session.scalar(
        select(Invitation.id).where(
            Invitation.email_key == email_key(wish.email),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
    )
    if waiting is None:
        return None
    same = next(iter(invited(unit.session, unit.actor, Invitation.id == waiting)), None)
    if same is None or same.roles != wish.roles or same.invitation.invited_by_id != unit.actor.account_id:
        raise AlreadyInvitedError(waiting)
    return same


def invite(unit: Unit, wish: InvitationWish) -> uuid.UUID:
    """Invite somebody by a letter with a link, and return the invitation's id; the same invitation twice is one.

    Raises as `check_invitation` does.
    """
    lock_staff(unit.session)
    same = check_invitation(unit, wish)
    if same is not None:
        return same.invitation.id
    token = secrets.token_urlsafe(32)
    row = Invitation(
        id=uuid7(),
        token_hash=token_hash(token),
        email=wish.email.strip(),
        email_key=email_key(wish.email),
        name=wish.name.strip(),
        language=wish.language,
        invited_by_id=unit.actor.account_id,
        invited_at=unit.now,
        expires_at=unit.now + INVITATION_COUNTS,
    )
    unit.session.add(row)
    unit.session.flush()
    # In the order of their ids, so that they are read as they were wished.
    for role_id, role in zip(sorted(uuid7() for _ in wish.roles), wish.roles, strict=True):
        unit.session.add(
            InvitedRole(
                id=role_id,
                invitation_id=row.id,
                role=role.role,
                module=role.module,
                territory_id=role.territory_id,
                until=role.until,
            )
        )
    record(unit, "staff.invitation.sent", row.id, roles=[said(role) for role in wish.roles])
    _write(unit, row, wish.roles, token)
    return row.id


def invite_again(unit: Unit, invitation_id: uuid.UUID, *, version: str) -> bool:
    """Send the letter once more, with a new link that counts as long; the old link counts no more. Say whether it went.

    Pressed twice by one person it goes once. Raises UnknownColleagueError, DeadInvitationError for one that was
    accepted or withdrawn, MovedError when somebody else sent it again since `version`, NotAllowedError without the
    right.
    """
    require(unit.actor, MANAGE_STAFF)
    lock_staff(unit.session)
    found = invitation_of(unit.session, unit.actor, invitation_id)
    row = found.invitation
    if not row.is_open:
        raise DeadInvitationError
    if version_of_invitation(row) != version:
        if row.invited_by_id == unit.actor.account_id:
            return False
        raise MovedError(row.name)
    token = secrets.token_urlsafe(32)
    row.token_hash, row.invited_by_id = token_hash(token), unit.actor.account_id
    row.invited_at, row.expires_at = unit.now, unit.now + INVITATION_COUNTS
    record(unit, "staff.invitation.sent_again", row.id)
    _write(unit, row, found.roles, token)
    return True


def withdraw_invitation(unit: Unit, invitation_id: uuid.UUID) -> bool:
    """Let an invitation count no more; say whether anything changed.

    Raises UnknownColleagueError, DeadInvitationError for one that was accepted, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_STAFF)
    lock_staff(unit.session)
    row = invitation_of(unit.session, unit.actor, invitation_id).invitation
    if row.accepted_at is not None:
        raise DeadInvitationError
    if row.withdrawn_at is not None:
        return False
    row.withdrawn_at = unit.now
    record(unit, "staff.invitation.withdrawn", row.id)
    return True


def version_of_invitation(row: Invitation) -> str:
    """Return what somebody saw who looked at an invitation: when its letter was last written."""
    return row.invited_at.isoformat()


def open_invitation(unit: Unit, token: str) -> OpenedInvitation | None:
    """Return the invitation of a link, in whatever state; None for a link that never was, or is of another network."""
    invitation_id = unit.session.scalar(select(func.find_invitation(token_hash(token))))
    if invitation_id is None:
        return None
    # As it is now, whatever this session has read before it waited for its turn.
    row = unit.session.get_one(Invitation, (unit.session.tenant_id, invitation_id), populate_existing=True)
    promised = select(InvitedRole).where(InvitedRole.invitation_id == row.id).order_by(InvitedRole.id)
    roles = tuple(map(wish_of, unit.session.scalars(promised)))
    return OpenedInvitation(row, roles, find_account(unit.session, row.email) is not None)


def is_alive(unit: Unit, opened: OpenedInvitation) -> bool:
    """Say whether an invitation counts: it is open and in time, and whoever invited may still give every role of it."""
    row = opened.invitation
    if not row.is_open or row.expires_at <= unit.now:
        return False
    inviter = _inviter(unit, row)
    return all(may_give(inviter, role.module, role.territory_id) for role in opened.roles)


def accept_invitation(unit: Unit, token: str, *, name: str = "", password: str = "", cost: str = "strong") -> Account:
    """Give whoever brings the link the roles; make a sign-in with that name and password if the address has none.

    A role that they have already, for as long, stays as it is. Returns the sign-in. Raises DeadInvitationError for a
    link that counts no more, WeakPasswordError for a password that is none where one is needed.
    """
    lock_staff(unit.session)
    opened = open_invitation(unit, token)
    if opened is None or not is_alive(unit, opened):
        raise DeadInvitationError
    row = opened.invitation
    if not opened.known:
        refuse_weak(password, row.email)
    account = make_account(
        unit.session,
        email=row.email,
        name=name.strip() or row.name,
        password=None if opened.known else password,
        language=row.language,
        cost=cost,
    )
    giving = replace(unit, actor=_inviter(unit, row))
    held = roles_held(unit.session, [account.id])
    for role in opened.roles:
        if not any(each.is_as(role) and each.lasts_as_long_as(role.until) for each in held):
            grant_role(giving, account, role.role, module=role.module, territory_id=role.territory_id, until=role.until)
    row.accepted_at = unit.now
    record(replace(unit, actor=Actor(name=account.name, account_id=account.id)), "staff.invitation.accepted", row.id)
    return account


def _refuse_colleague(unit: Unit, email: str) -> None:
    """Raise AlreadyHereError for the address of a colleague whom the actor may see; whose other roles, stays unsaid."""
    query = (
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.email_key == email_key(email))
        .limit(1)
    )
    account_id = unit.session.scalar(query)
    if account_id is None:
        return
    try:
        colleague(unit.session, unit.actor, account_id)
    except UnknownColleagueError:
        return
    raise AlreadyHereError(account_id)


def _inviter(unit: Unit, row: Invitation) -> Actor:
    """Return who invited, with the roles that they have now."""
    if row.invited_by_id is None:
        return Actor(name="")
    name = unit.session.scalar(select(Account.name).where(Account.id == row.invited_by_id))
    held = roles_held(unit.session, [row.invited_by_id])
    grants = tuple(Grant(role.role, role.module, role.territory_id) for role in held if role.counts_on(unit.today))
    return Actor(name=name or "", account_id=row.invited_by_id, grants=grants)


def _write(unit: Unit, row: Invitation, roles: Sequence[RoleWish], token: str) -> None:
    words = RoleWords.of(unit, places_of(unit.session), row.language)
    facts = InvitedFacts(
        invited_by=unit.actor.name,
        roles=[words.sentence(role) for role in roles],
        link=unit.address(f"/invitation/{token}"),
        last_day=day_of(row.expires_at),
    )
    envelope = envelope_of(unit, row.name, row.email, row.language)
    write_letters(unit, [envelope.letter(INVITED, facts)], captured=False)
