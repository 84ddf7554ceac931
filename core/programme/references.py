"""The printed references of an edition, such as S078: counted by us, unless a file brings them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from core.database.base import uuid7
from core.programme.models import ReferenceCounter
from core.tenancy.unit import Unit

#: A reference that we could have counted: a prefix, then a number that the counter can hold.
_COUNTED = re.compile(r"([^0-9]+)([0-9]{1,9})")


def next_references(unit: Unit, edition_id: uuid.UUID, prefix: str, count: int = 1, *, digits: int = 3) -> list[str]:
    """Return the next `count` references of an edition that begin with `prefix`: S078, S079.

    One statement. Whoever counts at the same time waits for the end of this transaction and gets others; what a
    transaction counted and gave up leaves a gap or is counted again, and nobody minds.
    """
    last = unit.session.scalars(_counted(unit, edition_id, {prefix: count}, step=True)).one()
    return [f"{prefix}{number:0{digits}}" for number in range(last - count + 1, last + 1)]


def step_past(unit: Unit, edition_id: uuid.UUID, references: Iterable[str]) -> None:
    """Let the counters of an edition go on after `references`, which a file has brought; one statement."""
    highest: dict[str, int] = {}
    for match in filter(None, map(_COUNTED.fullmatch, references)):
        highest[match[1]] = max(highest.get(match[1], 0), int(match[2]))
    if highest:
        unit.session.execute(_counted(unit, edition_id, highest, step=False))


def _counted(unit: Unit, edition_id: uuid.UUID, numbers: dict[str, int], *, step: bool) -> ReturningInsert[int]:
    """Return the statement that counts on by (`step`) or up to numbers, by prefix, and tells how far it has come."""
    same = {"tenant_id": unit.tenant.id, "edition_id": edition_id}
    # In the order of the prefixes, so that two files never wait for each other.
    statement = insert(ReferenceCounter).values(
        [{"id": uuid7(), "prefix": prefix, "last": numbers[prefix], **same} for prefix in sorted(numbers)]
    )
    last, new = ReferenceCounter.last, statement.excluded.last
    return statement.on_conflict_do_update(
        index_elements=["tenant_id", "edition_id", "prefix"],
        set_={"last": last + new if step else func.greatest(last, new)},
    ).returning(last)
