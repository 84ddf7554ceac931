"""What a test has put into the database, kept so that another test finds the same without doing it all again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, text

from core.database.base import Base
from tests.conftest import NO_SECOND_WALL, emptied_tables

#: Each table that has rows, before those that refer to it, with its rows as PostgreSQL writes them in JSON.
Rows = Sequence[tuple[str, Any]]

#: What is counted by it stands in the rows already.
COUNTING = "ALTER TABLE participation {} TRIGGER keep_count"


def rows_in(owner_engine: Engine) -> Rows:
    """Return all rows of the tables that are emptied after a test."""
    with owner_engine.begin() as connection:
        connection.exec_driver_sql(NO_SECOND_WALL)
        found = [(name, _rows_of(connection, name)) for name in reversed(emptied_tables())]
    return [(name, rows) for name, rows in found if rows is not None]


def put_back(owner_engine: Engine, kept: Rows) -> None:
    """Write rows that were kept into the empty tables."""
    with owner_engine.begin() as connection:
        connection.exec_driver_sql(f"{NO_SECOND_WALL}; {COUNTING.format('DISABLE')}")
        for name, rows in kept:
            columns = ", ".join(_written(Base.metadata.tables[name]))
            records = f"json_populate_recordset(NULL::{name}, CAST(:rows AS json))"
            statement = f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {records}"
            connection.execute(text(statement), {"rows": rows})
        connection.exec_driver_sql(COUNTING.format("ENABLE"))


def _rows_of(connection: Connection, name: str) -> Any:
    return connection.scalar(text(f"SELECT CAST(json_agg(row) AS text) FROM {name} AS row"))


def _written(table: Table) -> list[str]:
    """The columns of a table that PostgreSQL does not compute itself."""
    return [f'"{column.name}"' for column in table.columns if column.computed is None]
