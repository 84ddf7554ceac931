"""Reads of lists: a part, the whole, some rows. As many statements whatever the rows, the last part like the first.

A part begins after a row, named by its id, not after so many rows: the database passes over what comes before by
comparing, and what is added or removed meanwhile shifts nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, func, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from core.contract.acting import require
from core.database.join_order import joined_as_written
from core.database.rows import AnyRow
from core.listing.asked import EVERYTHING, Asked
from core.listing.spec import PAGE_SIZE, ListSpec, Scope, Statement
from core.tenancy.unit import Unit

#: A row of a list: its columns by their keys.
ListRow = AnyRow

#: What stands for nothing while rows are compared; whether there is anything is compared before.
_NOTHING: Final[dict[type, Any]] = {
    str: "",
    int: 0,
    Decimal: Decimal(),
    bool: False,
    date: date(1970, 1, 1),
    datetime: datetime(1970, 1, 1, tzinfo=UTC),
    uuid.UUID: uuid.UUID(int=0),
}
#: So many rows of a whole list are fetched at once.
_BATCH: Final = 2_000
#: So many rows one page shows at most when somebody wants the whole list, to print it.
WHOLE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a list, the number of the first of them (from 1), and how many rows the whole has."""

    rows: Sequence[ListRow]
    first: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1


def read_part(unit: Unit, spec: ListSpec, scope: Scope, asked: Asked = EVERYTHING, *, size: int = PAGE_SIZE) -> Part:
    """Return the part of a list that is asked for, of the rows that exist for the actor.

    A row to begin at that is gone, or behind which nothing stands any more, means the first part. The whole list has
    at most WHOLE rows. Raises NotAllowedError without the right.
    """
    size = max(size, WHOLE) if asked.whole else size
    reading = _Reading.of(unit, spec, scope, asked)
    with joined_as_written(unit.session):
        at = reading.values_at(asked.after or asked.before)
        part = reading.part(size, at)
        return part if part.rows or at is None else reading.part(size, None)


def read_all(unit: Unit, spec: ListSpec, scope: Scope, asked: Asked = EVERYTHING) -> Iterator[ListRow]:
    """Read every row of a list that exists for the actor, some at a time. Raises NotAllowedError without the right."""
    reading = _Reading.of(unit, spec, scope, asked)
    with joined_as_written(unit.session):
        query = reading.sorted(reading.narrowed(spec.rows))
        yield from unit.session.execute(query, reading.scope, execution_options={"yield_per": _BATCH})


def read_rows(
    unit: Unit, spec: ListSpec, scope: Scope, *criteria: ColumnElement[bool], sort: str = ""
) -> Sequence[ListRow]:
    """Return the rows that exist for the actor and answer to `criteria`, in the order of the list or of a column.

    Raises NotAllowedError without the right.
    """
    reading = _Reading.of(unit, spec, scope, Asked(sort=sort))
    with joined_as_written(unit.session):
        return unit.session.execute(reading.sorted(reading.narrowed(spec.rows).where(*criteria)), reading.scope).all()


def count_rows(unit: Unit, spec: ListSpec, scope: Scope, asked: Asked = EVERYTHING) -> int:
    """Return how many rows exist for the actor. Raises NotAllowedError without the right."""
    reading = _Reading.of(unit, spec, scope, asked)
    with joined_as_written(unit.session):
        return int(unit.session.execute(reading.counted(func.count()), reading.scope).scalar_one())


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of a list: its order as expressions that are never NULL, the id last, all in one direction."""

    unit: Unit
    spec: ListSpec
    scope: Scope
    asked: Asked
    keys: tuple[ColumnElement[Any], ...]
    descending: bool

    @classmethod
    def of(cls, unit: Unit, spec: ListSpec, scope: Scope, asked: Asked) -> _Reading:
        require(unit.actor, spec.permission)
        home = unit.tenant.language
        everywhere = spec.permission.by_module  # Such lists narrow their rows by themselves.
        reach = None if everywhere else unit.actor.territories(spec.permission)
        told = {"language": unit.actor.language or home, "home_language": home, "today": unit.today.isoformat()}
        scope = {**told, **scope}
        scope["reach"] = None if reach is None else list(reach)
        sort = asked.sort or spec.order
        keys = order_of(spec, sort.removeprefix("-"), descending=sort.startswith("-"))
        return cls(unit, spec, scope, asked, keys, sort.startswith("-"))

    def narrowed(self, query: Statement) -> Statement:
        """Keep of a statement what exists for the actor and answers to the filters."""
        wheres = {each.key: each.where for each in self.spec.filters}
        return query.where(
            self.spec.visible(self.unit.actor), *(wheres[key](value) for key, value in self.asked.values.items())
        )

    def counted(self, *counts: ColumnElement[int]) -> Statement:
        """Count instead of reading; the database leaves out the joins that change no number."""
        return self.narrowed(self.spec.source).with_only_columns(*counts, maintain_column_froms=True)

    def sorted(self, query: Statement, *, backwards: bool = False) -> Statement:
        """Sort a statement; `backwards` from the list's end."""
        down = self.descending != backwards
        return query.order_by(*(key.desc() if down else key.asc() for key in self.keys))

    def beyond(self, at: Sequence[Any], *, backwards: bool = False, including: bool = False) -> ColumnElement[bool]:
        """Return the criterion of the rows behind one that is compared by `at`; before it, when `backwards`."""
        here = tuple_(*self.keys)
        there = tuple_(*(literal(value, key.type) for value, key in zip(at, self.keys, strict=True)))
        if self.descending != backwards:
            return here <= there if including else here < there
        return here >= there if including else here > there

    def values_at(self, row_id: uuid.UUID | None) -> Sequence[Any] | None:
        """Read by what a row is compared; None when there is none for the actor."""
        if row_id is None:
            return None
        query = self.spec.source.with_only_columns(*self.keys, maintain_column_froms=True)
        query = query.where(self.spec.key == row_id, self.spec.visible(self.unit.actor))
        return self.unit.session.execute(query, self.scope).first()

    def part(self, size: int, at: Sequence[Any] | None) -> Part:
        """Read so many rows from where the part begins, or ends; two statements."""
        backwards = self.asked.last or (self.asked.before is not None and at is not None)
        query = self.narrowed(self.spec.rows)
        passed: ColumnElement[int] = literal(0)
        if at is not None:
            query = query.where(self.beyond(at, backwards=backwards))
            passed = func.count().filter(self.beyond(at, backwards=True, including=not backwards))
        total, before = self.unit.session.execute(self.counted(func.count(), passed), self.scope).one()
        if self.asked.last:
            size, before = (total % size or size), total
        query = self.sorted(query, backwards=backwards).limit(size)
        rows = self.unit.session.execute(query, self.scope).all()
        return Part(rows[::-1], before - len(rows) + 1, total) if backwards else Part(rows, before + 1, total)


def order_of(spec: ListSpec, key: str, *, descending: bool) -> tuple[ColumnElement[Any], ...]:
    """Return by what a list sorted by a column compares its rows. Empty cells come last, in both directions."""
    keys: list[ColumnElement[Any]] = []
    for each in spec.by_key[key].sorted_by:
        expression: Any = getattr(each, "expression", each)  # Of a mapped attribute: its column.
        if _is_filled(expression, spec.key):
            keys.append(expression)
        else:
            nothing = literal(_NOTHING[expression.type.python_type], expression.type)
            keys += [
                expression.is_not(None) if descending else expression.is_(None),
                func.coalesce(expression, nothing),
            ]
    return (*keys, spec.key.expression)


def _is_filled(expression: ColumnElement[Any], key: InstrumentedAttribute[uuid.UUID]) -> bool:
    """Say whether an expression is a column of the listed rows themselves that is never empty."""
    table = getattr(expression, "table", None)
    return table is not None and table is key.expression.table and getattr(expression, "nullable", True) is False
