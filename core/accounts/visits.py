"""When a browser was last here, and when a role: noted in Redis by whatever page is opened, written down now and then.

So a page that is read writes nothing to the database. What Redis forgets is a visit of the last minutes, no more.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, or_, update

from core.accounts.models import AccountSession, RoleGrant
from core.accounts.sessions import IDLE, LONGEST
from core.database.rows import grouped
from core.database.session import SharedSession, TenantSession

log = logging.getLogger(__name__)

#: A visit is noted when the last one written down is older than this.
NOTED: Final = timedelta(minutes=10)

#: The visits since they were last written down, by the hash of the token; and the days on which roles were used, by
#: network and sign-in. What is being written down stands under the name with this ending.
_BROWSERS, _ROLES = "liaison:visits", "liaison:roles"
_TAKEN = ":taken"

#: So long, in seconds, a page waits for Redis before it does without.
_AWAY: Final = 1.0


class Visits:
    """The visits that are not yet written down."""

    def __init__(self, address: str) -> None:
        self._redis = Redis.from_url(address, socket_timeout=_AWAY, socket_connect_timeout=_AWAY, decode_responses=True)
        #: The day, and whose roles are noted for it: once a day is enough.
        self._used: tuple[date, set[str]] = (date.min, set())

    def note(self, token_hash: str, at: datetime) -> None:
        """Note a visit; while Redis is away it is forgotten, and the page is shown all the same."""
        self._note(_BROWSERS, token_hash, at.isoformat())

    def note_role(self, tenant_id: uuid.UUID, account_id: uuid.UUID, day: date) -> None:
        """Note that a sign-in used its roles in a network on `day`."""
        whose = f"{tenant_id} {account_id}"
        if self._used[0] != day:
            self._used = (day, set())
        if whose not in self._used[1]:
            self._used[1].add(whose)
            self._note(_ROLES, whose, day.isoformat())

    def taken(self) -> Mapping[str, datetime]:
        """Take what was noted, by the hash of the token; it is given again until it is `written`, if we are killed."""
        return {token_hash: datetime.fromisoformat(at) for token_hash, at in self._take(_BROWSERS).items()}

    def roles_taken(self) -> Mapping[uuid.UUID, Mapping[uuid.UUID, date]]:
        """Take the days on which roles were used, by network and then by sign-in, in the same way."""
        found: dict[uuid.UUID, dict[uuid.UUID, date]] = {}
        for whose, day in self._take(_ROLES).items():
            tenant_id, _, account_id = whose.partition(" ")
            found.setdefault(uuid.UUID(tenant_id), {})[uuid.UUID(account_id)] = date.fromisoformat(day)
        return found

    def written(self) -> None:
        """Forget what was taken."""
        self._redis.delete(_BROWSERS + _TAKEN, _ROLES + _TAKEN)

    def _note(self, where: str, what: str, when: str) -> None:
        try:
            self._redis.hset(where, what, when)
        except RedisError as error:
            log.warning("a visit is not noted: %s", error)

    def _take(self, where: str) -> Mapping[str, str]:
        taken = where + _TAKEN
        if not self._redis.exists(taken) and self._redis.exists(where):
            self._redis.rename(where, taken)
        return {str(name): str(value) for name, value in self._redis.hgetall(taken).items()}


def write_visits(session: SharedSession, seen: Mapping[str, datetime]) -> None:
    """Write down when each browser was last here; each visit puts the end of its session off, LONGEST at most.

    A session that was over at that moment stays over. Row-level security shows each session to who names it only, so
    that they are written one by one.
    """
    for token_hash, at in seen.items():
        session.know("session", token_hash)
        session.execute(
            update(AccountSession)
            .where(
                AccountSession.token_hash == token_hash,
                AccountSession.ended_at.is_(None),
                AccountSession.expires_at > at,
                AccountSession.last_seen_at < at,
            )
            .values(last_seen_at=at, expires_at=func.least(at + IDLE, AccountSession.created_at + LONGEST))
        )


def write_used_roles(session: TenantSession, used: Mapping[uuid.UUID, date]) -> None:
    """Write down on which day each sign-in last used its roles in the session's network; a statement for each day."""
    for day, account_ids in grouped((day, account_id) for account_id, day in used.items()).items():
        session.execute(
            update(RoleGrant)
            .where(
                RoleGrant.account_id.in_(account_ids),
                or_(RoleGrant.last_used_on.is_(None), RoleGrant.last_used_on < day),
            )
            .values(last_used_on=day)
            .execution_options(synchronize_session=False)
        )
