"""Many rows in one statement: what an import of ten thousand rows needs.

The rows travel as one JSON text, which Python writes and PostgreSQL unfolds faster than any list of parameters; COPY,
which would be made for it, is not allowed under row-level security.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from typing import cast as as_type

from sqlalchemy import (
    JSON,
    Table,
    TableValuedAlias,
    Text,
    TypeDecorator,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, dialect, insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from core.database.base import Base, Shared, TenantOwned, uuid7
from core.database.session import TenantSession

#: For what a type makes of a value on its way to the database.
_DIALECT = dialect()  # type: ignore[no-untyped-call]


def insert_rows(
    session: TenantSession, model: type[TenantOwned], rows: Sequence[Mapping[str, Any]], **same: Any
) -> None:
    """Insert plain rows (column name to value) of a tenant-owned table, each stamped with the tenant and an id.

    Every row has the same columns; `same` are columns that have one value in all of them. A column that nobody names
    is filled by its default in Python, which must be a plain value, or is empty. The database sees one statement,
    whatever the number of rows.
    """
    if rows:
        session.execute(*_insert(model, rows, same | {"tenant_id": session.tenant_id}))


def update_rows(
    session: TenantSession, model: type[TenantOwned], columns_by_id: Mapping[uuid.UUID, Mapping[str, Any]]
) -> None:
    """Change rows of a tenant-owned table, each by its id; every row changes the same columns.

    All are sent together, in the order of their keys, so that two acts on the same rows never wait for each other;
    nothing is for no rows.
    """
    if columns_by_id:
        rows = [{"tenant_id": session.tenant_id, "id": id_, **columns_by_id[id_]} for id_ in sorted(columns_by_id)]
        session.execute(update(model), rows)


def insert_missing(session: Session, model: type[Shared], rows: Sequence[Mapping[str, Any]]) -> set[uuid.UUID]:
    """Insert plain rows of a shared table, but those that a unique key refuses; return the ids of the others.

    Every row has the same columns, `id` among them. The database sees one statement, whatever the number of rows.
    """
    if not rows:
        return set()
    statement, values = _insert(model, rows, {})
    return set(session.scalars(statement.on_conflict_do_nothing().returning(column("id", Uuid)), values))


def insert_links(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert plain rows of a shared table whose key is made of its columns; one statement."""
    if rows:
        session.execute(*_insert(model, rows, {}))


def unfolding(name: str, columns: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """Return the rows that the parameter `name` will bring (`as_text`) as a table: for a statement made only once."""
    told = func.json_to_recordset(cast(bindparam(name, type_=Text()), JSON))
    return told.table_valued(*(column(name, kind) for name, kind in columns.items())).render_derived(with_types=True)


def as_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return plain rows as one text, in which they travel."""
    return json.dumps(rows, default=str)


def _insert(
    model: type[Any], rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]
) -> tuple[Insert, dict[str, Any]]:
    """Return the statement that inserts such rows, and the values of its parameters."""
    table = as_type(Table, inspect(model).local_table)
    if "id" in table.c and "id" not in rows[0]:
        rows = [{"id": uuid7(), **row} for row in rows]
    names = tuple(rows[0])
    constant = {name: value for name, value in (_defaults(table) | dict(same)).items() if name not in names}
    values = {f"same_{name}": value for name, value in constant.items()}
    return _inserting(table, names, tuple(constant)), {"rows": as_text(_bound(rows, _kinds(table, names))), **values}


@cache  # Putting a statement together takes longer than the database needs for a row.
def _inserting(table: Table, names: tuple[str, ...], constant: tuple[str, ...]) -> Insert:
    given = unfolding("rows", _kinds(table, names))
    values = [given.c[name] for name in names]
    values += [bindparam(f"same_{name}", type_=table.c[name].type) for name in constant]
    return insert(table).from_select([*names, *constant], select(*values), include_defaults=False)


def _kinds(table: Table, names: Sequence[str]) -> dict[str, TypeEngine[Any]]:
    return {name: table.c[name].type for name in names}


def _bound(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, TypeEngine[Any]]) -> Sequence[Mapping[str, Any]]:
    """Let the types that look at each value do so here as well: what travels as JSON is no parameter of its own."""
    looking = {name: kind.process_bind_param for name, kind in kinds.items() if isinstance(kind, TypeDecorator)}
    if not looking:
        return rows
    return [{**row, **{name: look(row[name], _DIALECT) for name, look in looking.items()}} for row in rows]


def _defaults(table: Table) -> dict[str, Any]:
    return {
        each.name: each.default.arg for each in table.columns if isinstance(each.default, ScalarElementColumnDefault)
    }
