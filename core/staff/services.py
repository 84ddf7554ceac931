"""What those who coordinate do with the roles of colleagues: give one, change its last day, take it, take all.

Acts of one network come one after the other (`lock_staff`): what somebody confirms is compared with what is, and
nobody takes the last role that coordinates while somebody else takes the one before. An act that is done already is not
done again and succeeds.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import delete, func, select, update

from core.accounts.access import MANAGE_STAFF, require_may_give
from core.accounts.models import Account, RoleGrant
from core.accounts.services import check_role, end_roleless_sessions, grant_role
from core.accounts.words import RoleWords
from core.audit.services import record
from core.contract.acting import NotAllowedError, require
from core.database.session import TenantSession
from core.language.folding import email_key
from core.messages.envelope import envelope_of
from core.messages.services import write_letters
from core.staff.errors import HasRoleError, LastCoordinatorError, MovedError, UnfitDayError, UnknownColleagueError
from core.staff.messages import ROLE_GIVEN, RoleGivenFacts
from core.staff.queries import Colleague, colleague, open_invitations, places_of, roles_held, was_taken
from core.staff.rules import HeldRole, RoleWish, is_fitting_end, leaves_nobody
from core.tenancy.unit import Unit


def lock_staff(session: TenantSession) -> None:
    """Wait until nobody else changes roles or invitations of the network, and keep others waiting until the commit."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"staff:{session.tenant_id}", 0))))


def check_wish(unit: Unit, wish: RoleWish) -> None:
    """Raise what forbids to give a role to anybody.

    NotAllowedError for one that is not the actor's to give, AccountError for one that staff cannot hold there,
    UnfitDayError for a last day that is none.
    """
    require_may_give(unit.actor, wish.module, wish.territory_id)
    check_role(unit, wish.role, wish.module)
    require_fitting_end(unit, wish.until)
    if wish.territory_id is not None and wish.territory_id not in places_of(unit.session):
        raise NotAllowedError(MANAGE_STAFF.name)


def check_new_role(unit: Unit, found: Colleague, wish: RoleWish) -> bool:
    """Raise what forbids to give a colleague one more role; say whether they have it already, as it is wished.

    Raises HasRoleError for a role that they have until another day, and what `check_wish` does.
    """
    check_wish(unit, wish)
    same = next((role for role in found.roles if role.is_as(wish)), None)
    if same is not None and same.until != wish.until:
        raise HasRoleError(str(same.id))
    return same is not None


def give_role(unit: Unit, account_id: uuid.UUID, wish: RoleWish, *, version: str) -> bool:
    """Give a colleague one more role, and tell them; say whether anything changed.

    Raises UnknownColleagueError, MovedError when the colleague's roles are not those of `version`, and what
    `check_new_role` does.
    """
    require(unit.actor, MANAGE_STAFF)
    lock_staff(unit.session)
    found = colleague(unit.session, unit.actor, account_id)
    if check_new_role(unit, found, wish):
        return False
    require_version(found, version)
    account = unit.session.get_one(Account, account_id)
    grant_role(unit, account, wish.role, module=wish.module, territory_id=wish.territory_id, until=wish.until)
    words = RoleWords.of(unit, places_of(unit.session), account.language)
    facts = RoleGivenFacts(unit.actor.name, words.sentence(wish), unit.address("/"))
    envelope = envelope_of(unit, account.name, account.email, account.language)
    write_letters(unit, [envelope.letter(ROLE_GIVEN, facts)], captured=False)
    return True


def change_last_day(
    unit: Unit, account_id: uuid.UUID, grant_id: uuid.UUID, until: date | None, *, version: str
) -> bool:
    """Let a role end after another day, or never; say whether anything changed.

    Raises UnknownColleagueError, UnfitDayError, LastCoordinatorError when nobody would coordinate the network on the
    day after, MovedError when the colleague's roles are not those of `version`, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_STAFF)
    lock_staff(unit.session)
    found = colleague(unit.session, unit.actor, account_id)
    role = found.role(grant_id)
    if role.until == until:
        return False
    require_version(found, version)
    require_fitting_end(unit, until)
    if until is not None:
        _require_coordination(unit, [role], date.fromordinal(until.toordinal() + 1))
    unit.session.execute(update(RoleGrant).where(RoleGrant.id == grant_id).values(until=until))
    before = role.until.isoformat() if role.until else None
    record(unit, "accounts.role.until_changed", account_id, **said(replace(role, until=until)), before=before)
    return True


def take_role(unit: Unit, account_id: uuid.UUID, grant_id: uuid.UUID, *, version: str) -> bool:
    """Take a role at once: it counts for nothing from the next page on; say whether anything changed.

    A sign-in that has no role in any network any more is signed out everywhere. Raises as `change_last_day` does.
    """
    require(unit.actor, MANAGE_STAFF)
    lock_staff(unit.session)
    if was_taken(unit.session, account_id, grant_id):
        return False
    found = colleague(unit.session, unit.actor, account_id)
    role = found.role(grant_id)
    require_version(found, version)
    _take(unit, account_id, [role])
    return True


def take_all_roles(unit: Unit, account_id: uuid.UUID, *, version: str) -> int:
    """Take every role that a colleague has in the network and that is the actor's to take; return how many.

    Their sign-in and their roles in other networks stay. An invitation of theirs that waits is withdrawn. Raises as
    `change_last_day` does.
    """
    require(unit.actor, MANAGE_STAFF)
    lock_staff(unit.session)
    try:
        found = colleague(unit.session, unit.actor, account_id)
    except UnknownColleagueError:
        if was_taken(unit.session, account_id):
            return 0
        raise
    require_version(found, version)
    for each in open_invitations(unit.session, unit.actor):
        if each.invitation.email_key == email_key(found.email):
            each.invitation.withdrawn_at = unit.now
            record(unit, "staff.invitation.withdrawn", each.invitation.id)
    _take(unit, account_id, found.roles)
    return len(found.roles)


def require_version(found: Colleague, version: str) -> None:
    """Raise MovedError unless a colleague's roles are those that somebody looked at."""
    if found.version != version:
        raise MovedError(found.name)


def require_fitting_end(unit: Unit, until: date | None) -> None:
    """Raise UnfitDayError unless a role may end on that day."""
    if until is not None and not is_fitting_end(until, unit.today):
        raise UnfitDayError(until.isoformat())


def last_coordination(unit: Unit, roles: Collection[HeldRole], day: date) -> bool:
    """Say whether nobody would coordinate the network on `day` without these roles."""
    return leaves_nobody(roles_held(unit.session), {role.id for role in roles}, day)


def said(role: HeldRole | RoleWish) -> dict[str, str | None]:
    """Return a role as the trail keeps it."""
    return {
        "role": role.role,
        "module": role.module,
        "territory": str(role.territory_id) if role.territory_id else None,
        "until": role.until.isoformat() if role.until else None,
    }


def _require_coordination(unit: Unit, roles: Collection[HeldRole], day: date) -> None:
    if last_coordination(unit, roles, day):
        raise LastCoordinatorError


def _take(unit: Unit, account_id: uuid.UUID, roles: Collection[HeldRole]) -> None:
    _require_coordination(unit, roles, unit.today)
    taken = delete(RoleGrant).where(RoleGrant.id.in_([role.id for role in roles]))
    unit.session.execute(taken.execution_options(synchronize_session=False))
    for role in roles:
        record(unit, "accounts.role.taken", account_id, grant=str(role.id), **said(role))
    unit.session.flush()
    end_roleless_sessions(unit.session, account_id)
