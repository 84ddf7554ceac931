"""Joins run in the order in which they are written, for reads of many tables.

Minutes after an import the database has no statistics yet: to its planner every table of a tenant has one row, all
orders of a dozen joins cost the same, and it may well begin at the far end and multiply the tables with each other (300
placements took minutes). Written outwards from the rows that are wanted, each join is one look into a key, whatever is
known of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def joined_as_written(session: Session) -> Iterator[None]:
    """Let the statements of the block join in their written order; two statements more."""
    connection = session.connection()
    connection.exec_driver_sql("SET LOCAL join_collapse_limit = 1")
    yield
    # Not after an error: the transaction is lost then, and with it the setting.
    connection.exec_driver_sql("SET LOCAL join_collapse_limit TO DEFAULT")
