"""Many rows in one statement: what an import of ten thousand rows needs.

Every column travels as one array, so that the statement is parsed and planned once; COPY, which would do the same, is
not allowed under row-level security.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from typing import cast as cast_type

from sqlalchemy import ARRAY, Column, ColumnElement, Table, cast, func, insert, inspect, select
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from core.database.base import TenantOwned, uuid7
from core.database.session import TenantSession


def insert_arrays(session: TenantSession, model: type[TenantOwned], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert plain rows (column name to value) of a tenant-owned table, each stamped with the tenant and an id.

    Every row has the same columns; a column that none of them names is filled by its default in Python, which must be
    a plain value. The database sees one statement, whatever the number of rows.
    """
    if not rows:
        return
    table = cast_type(Table, inspect(model).local_table)
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    columns.setdefault("id", [uuid7() for _ in rows])
    fixed = {"tenant_id": session.tenant_id}
    fixed.update(
        (column.name, column.default.arg)
        for column in table.columns
        if column.name not in columns and isinstance(column.default, ScalarElementColumnDefault)
    )
    unfolded = func.unnest(*(_array(table.c[name], values) for name, values in columns.items()))
    given = unfolded.table_valued(*columns).render_derived()
    values = [cast(given.c[name], table.c[name].type) for name in columns]
    values += [cast(value, table.c[name].type) for name, value in fixed.items()]
    session.execute(insert(table).from_select([*columns, *fixed], select(*values), include_defaults=False))


def _array(column: Column[Any], values: list[Any]) -> ColumnElement[Any]:
    # One dimension, or a list that is one JSON value would be taken for an array in the array.
    return cast(values, ARRAY(column.type, dimensions=1))
