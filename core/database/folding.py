"""Texts folded in the database as `core.language.folding.fold` folds them, for searching and sorting.

The SQL function is locale-independent, so that it gives the same on every server and may fill generated columns. A
migration makes it (core0012); a property test holds the two to each other.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Computed, SQLColumnExpression, String, collate, func

#: Folded texts compare sign by sign, whatever the server's language.
FOLDED: Final = String(collation="C")


def folded(text: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Return `text` folded; about 5 microseconds for each row, so a list that is long keeps it in a column."""
    return collate(func.liaison_fold(text, type_=String), "C")


def kept_folded(*columns: str) -> Computed:
    """Fill a column, at each write, with other columns of its row, folded, in this order, a space between them."""
    return Computed(f"liaison_fold({joined(*columns)})", persisted=True)


def joined(*columns: str) -> str:
    """Return the SQL of columns with a space between them; concat_ws would do the same, but not in such a column."""
    return " || ' ' || ".join(f"COALESCE({column}, '')" for column in columns)
