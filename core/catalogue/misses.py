"""What was looked for in the catalogue and not found: counted by day, in words alone, so that hosts are sought (IM-36).

A page only reads: what it did not find is noted in Redis, and written down by a chore. What Redis forgets is the
searches of the last minute, no more.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from core.catalogue.models import CatalogueMiss
from core.database.base import uuid7
from core.language.folding import fold_words
from core.tenancy.unit import Unit

log = logging.getLogger(__name__)

#: For so long a search is kept, and so many of the last year are shown.
KEPT: Final = timedelta(days=730)
SHOWN_FOR: Final = timedelta(days=365)
MOST_SHOWN: Final = 50
#: So many different searches wait to be written down at most, and so long is one.
MOST_WAITING: Final = 2_000
LONGEST: Final = 60
#: What names or reaches somebody is not kept: addresses, and numbers as long as a postal code is not.
_PERSONAL: Final = re.compile(r"@|\d{5,}|\d[\d /.-]{6,}\d")
_WHERE, _TAKEN = "liaison:misses", "liaison:misses:taken"
_AWAY: Final = 1.0


class Miss(NamedTuple):
    """What was looked for and not found, how often, and when last."""

    query: str
    times: int
    last: date


def kept_query(typed: str) -> str | None:
    """Return what is kept of something that was typed: folded words; None of what is private."""
    words = fold_words(typed)
    return words[:LONGEST].strip() if len(words) >= 2 and not _PERSONAL.search(typed) else None


class Misses:
    """The searches that are not yet written down."""

    def __init__(self, address: str) -> None:
        self._redis = Redis.from_url(address, socket_timeout=_AWAY, socket_connect_timeout=_AWAY, decode_responses=True)

    def note(self, tenant_id: uuid.UUID, day: date, typed: str) -> None:
        """Note a search that found nothing; while Redis is away it is forgotten, and the page is shown all the same."""
        query = kept_query(typed)
        if query is None:
            return
        try:
            if self._redis.hlen(_WHERE) < MOST_WAITING:
                self._redis.hincrby(_WHERE, f"{tenant_id} {day.isoformat()} {query}", 1)
        except RedisError as error:
            log.warning("a search is not counted: %s", error)

    def taken(self) -> Mapping[uuid.UUID, Mapping[tuple[date, str], int]]:
        """Take what was noted, by network; it is given again until it is `written`, if we are killed."""
        if not self._redis.exists(_TAKEN) and self._redis.exists(_WHERE):
            self._redis.rename(_WHERE, _TAKEN)
        found: dict[uuid.UUID, dict[tuple[date, str], int]] = {}
        for noted, times in self._redis.hgetall(_TAKEN).items():
            tenant_id, day, query = str(noted).split(" ", 2)
            found.setdefault(uuid.UUID(tenant_id), {})[date.fromisoformat(day), query] = int(times)
        return found

    def written(self) -> None:
        """Forget what was taken."""
        self._redis.delete(_TAKEN)


@cache
def misses_at(address: str) -> Misses:
    """Return the searches that wait in one Redis; the same for every page of a process."""
    return Misses(address)


def write_misses(unit: Unit, counted: Mapping[tuple[date, str], int]) -> None:
    """Add to how often something was looked for in vain, and let go of what was kept long enough; two statements."""
    unit.session.execute(delete(CatalogueMiss).where(CatalogueMiss.day < unit.today - KEPT))
    rows = [
        {"id": uuid7(), "tenant_id": unit.tenant.id, "day": day, "query": query, "times": times}
        for (day, query), times in sorted(counted.items())
    ]
    if rows:
        added = insert(CatalogueMiss).values(rows)
        more = {"times": CatalogueMiss.times + added.excluded.times}
        unit.session.execute(added.on_conflict_do_update(index_elements=["tenant_id", "day", "query"], set_=more))


def missed(unit: Unit) -> Sequence[Miss]:
    """Return what was looked for in vain in the last year, the most often first; one statement."""
    times = func.sum(CatalogueMiss.times)
    query = (
        select(CatalogueMiss.query, times, func.max(CatalogueMiss.day))
        .where(CatalogueMiss.day > unit.today - SHOWN_FOR)
        .group_by(CatalogueMiss.query)
        .order_by(times.desc(), CatalogueMiss.query)
        .limit(MOST_SHOWN)
    )
    return [Miss(*row) for row in unit.session.execute(query)]
