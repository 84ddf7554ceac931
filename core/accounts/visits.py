"""When a browser was last here: noted in Redis by whatever page it opens, and written down now and then.

So a page that is read writes nothing to the database. What Redis forgets is a visit of the last minutes, no more.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, update

from core.accounts.models import AccountSession
from core.accounts.sessions import IDLE, LONGEST
from core.database.session import SharedSession

log = logging.getLogger(__name__)

#: A visit is noted when the last one written down is older than this.
NOTED: Final = timedelta(minutes=10)

#: The visits since they were last written down, and those that are being written down, by the hash of the token.
_KEY, _TAKEN = "liaison:visits", "liaison:visits:taken"

#: So long, in seconds, a page waits for Redis before it does without.
_AWAY: Final = 1.0


class Visits:
    """The visits that are not yet written down."""

    def __init__(self, address: str) -> None:
        self._redis = Redis.from_url(address, socket_timeout=_AWAY, socket_connect_timeout=_AWAY, decode_responses=True)

    def note(self, token_hash: str, at: datetime) -> None:
        """Note a visit; while Redis is away it is forgotten, and the page is shown all the same."""
        try:
            self._redis.hset(_KEY, token_hash, at.isoformat())
        except RedisError as error:
            log.warning("a visit is not noted: %s", error)

    def taken(self) -> Mapping[str, datetime]:
        """Take what was noted, by the hash of the token; it is given again until it is `written`, if we are killed."""
        if not self._redis.exists(_TAKEN) and self._redis.exists(_KEY):
            self._redis.rename(_KEY, _TAKEN)
        found = self._redis.hgetall(_TAKEN)
        return {str(token_hash): datetime.fromisoformat(str(at)) for token_hash, at in found.items()}

    def written(self) -> None:
        """Forget what was taken."""
        self._redis.delete(_TAKEN)


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
