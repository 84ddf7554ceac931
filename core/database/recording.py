"""What a transaction does to rows of a tenant, recorded while it does it, so that it can be put back as it was."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Table, delete, event, func, insert, literal, literal_column, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.dml import Delete, Update

from core.database.session import TenantSession

#: This transaction, as each row of a table names the one that wrote it.
_THIS: Final = "xmin::text = (pg_current_xact_id()::text::numeric % 4294967296)::text"

Image = Mapping[str, Any]


@dataclass
class Recording:
    """Rows as they were before, by table and id; `tables` are those that are looked at."""

    session: TenantSession
    tables: Collection[Table]
    before: dict[str, dict[str, Image]] = field(default_factory=dict)

    def hear(self, state: ORMExecuteState) -> None:
        """Keep the rows that a statement is about to change or delete as they are."""
        if not (state.is_update or state.is_delete):
            return
        statement = cast(Update | Delete, state.statement)
        table = cast(Table, statement.table)
        if table not in self.tables:
            return
        where = statement.whereclause
        if where is None:
            rows = cast(Sequence[Mapping[str, Any]], state.parameters)
            where = table.c.id.in_([row["id"] for row in rows])
        kept = self.before.setdefault(table.name, {})
        for id, image in images(self.session, table, where):
            kept.setdefault(id, image)

    def done(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return what was done, by table and id: the row before (None: it was not there) and a mark of it after.

        A row that was deleted has no mark. Only rows that this transaction wrote are read.
        """
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for table in self.tables:
            before = self.before.get(table.name, {})
            after = marks(self.session, table, text(f"{table.name}.{_THIS}"))
            told = {id: {"before": before.get(id), "after": mark} for id, mark in after.items()}
            told |= {id: {"before": image, "after": None} for id, image in before.items() if id not in after}
            if told:
                found[table.name] = told
        return found


@contextmanager
def recording(session: TenantSession, tables: Collection[Table]) -> Iterator[Recording]:
    """Record what is done to tables within the block; what SQLAlchemy flushes by itself is not heard."""
    heard = Recording(session, tables)
    event.listen(session, "do_orm_execute", heard.hear)
    try:
        yield heard
    finally:
        event.remove(session, "do_orm_execute", heard.hear)


def images(session: TenantSession, table: Table, where: ColumnElement[bool]) -> list[tuple[str, Image]]:
    """Return rows of a table as plain values, each with its id as a text."""
    image = func.to_jsonb(literal_column(table.name, JSONB))
    query = select(literal_column(f"{table.name}.id::text"), image).select_from(table)
    rows = session.connection().execute(query.where(table.c.tenant_id == session.tenant_id, where))
    return [(id, row) for id, row in rows]


def marks(session: TenantSession, table: Table, where: Any) -> dict[str, str]:
    """Return a short mark of each row of a table, by its id: the same as long as nothing in the row changes."""
    mark: ColumnElement[str] = literal_column(f"md5(to_jsonb({table.name})::text)")
    key: ColumnElement[str] = literal_column(f"{table.name}.id::text")
    query = select(key, mark).select_from(table)
    rows = session.connection().execute(query.where(table.c.tenant_id == session.tenant_id, where))
    return {id: said for id, said in rows}


def put_back(session: TenantSession, tables: Sequence[Table], done: Mapping[str, Mapping[str, Any]]) -> None:
    """Let rows be again as they were before; `tables` are in the order in which rows refer to each other.

    What was changed first, for it may refer to what is new; what was deleted last, for it may be once only. Three
    statements a table at most, whatever the number of rows.
    """
    for table in tables:
        all_told = done.get(table.name, {}).values()
        if changed := [told["before"] for told in all_told if told["before"] is not None and told["after"] is not None]:
            _restore(session, table, changed)
    for table in reversed(tables):
        if new := new_rows(done, table):
            here = (table.c.tenant_id == session.tenant_id, table.c.id.in_(new))
            session.connection().execute(delete(table).where(*here))
    for table in tables:
        if gone := [told["before"] for told in done.get(table.name, {}).values() if told["after"] is None]:
            rows = func.jsonb_populate_recordset(literal_column(f"NULL::{table.name}"), literal(gone, JSONB))
            names = _written(table)
            columns: list[ColumnElement[Any]] = [literal_column(name) for name in names]
            told_rows = select(*columns).select_from(rows)
            session.connection().execute(insert(table).from_select(names, told_rows, include_defaults=False))


def new_rows(done: Mapping[str, Mapping[str, Any]], table: Table) -> list[uuid.UUID]:
    """Return the rows of a table that were not there before."""
    return [uuid.UUID(id) for id, told in done.get(table.name, {}).items() if told["before"] is None]


def _written(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.computed is None]


def _restore(session: TenantSession, table: Table, images: Sequence[Image]) -> None:
    names = [name for name in _written(table) if name not in ("tenant_id", "id", "version")]
    record = func.jsonb_populate_recordset(literal_column(f"NULL::{table.name}"), literal(images, JSONB))
    columns: list[ColumnElement[Any]] = [literal_column(name).label(name) for name in ("id", *names)]
    row = select(*columns).select_from(record.alias("said")).subquery()
    here = (table.c.tenant_id == session.tenant_id, table.c.id == row.c.id)
    statement = table.update().values({name: row.c[name] for name in names}).where(*here)
    session.connection().execute(statement)
