"""A column of a list, specified once: its key, what it is in SQL, what it is called, and its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, SQLColumnExpression, case

from core.contract.module import Label
from core.database.folding import folded

#: What stands in a column. `limit`: a number, empty where there is no limit, which is more than any number; `choice`:
#: one of few values, each with a word and a tone; `term`: a code of a vocabulary that the page brings along; `terms`:
#: several of them; `ranked`: an array, in the sheet a column for each place.
Kind = Literal["text", "number", "limit", "day", "moment", "choice", "term", "terms", "ranked"]
Sql = SQLColumnExpression[Any]

_WIDTHS: Final[Mapping[str, float]] = {"number": 9, "limit": 9, "ranked": 9, "day": 12, "moment": 17}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a column as a word, with the tone in which a page shows it (`status` in components/parts.html)."""

    word: Label
    tone: str = "neutral"


@dataclass(frozen=True, eq=False)
class Column:
    """A column: read as `key` of each row, shown on the page if the list says so, in the sheet if it has a label."""

    key: str
    expression: Sql
    label: Label | None = None
    kind: Kind = "text"
    #: Of a `choice`: its values, in their order.
    choices: Mapping[Any, Choice] = field(default_factory=dict)
    #: Of a `term` or `terms`: the vocabulary.
    terms: str = ""
    #: By what one sorts; without, what the kind says. Columns that are compared one after the other, in one direction.
    sort: tuple[Sql, ...] | None = None
    #: In characters, in the sheet.
    width: float | None = None

    @property
    def sheet_width(self) -> float:
        """How wide the column is in the sheet."""
        return self.width or _WIDTHS.get(self.kind, 18)

    @cached_property
    def sorted_by(self) -> tuple[Sql, ...]:
        """What rows are compared by; empty when there is no order to speak of, as between several sectors."""
        if self.sort is not None:
            return self.sort
        if self.kind == "text":
            return (folded(self.expression),)
        if self.kind == "choice":
            return (_in_order(self.expression, list(self.choices)),)
        if self.kind == "limit":
            return (self.expression.is_(None), self.expression)
        return (self.expression,) if self.kind in ("number", "day", "moment") else ()


def _in_order(expression: Sql, values: list[Any]) -> ColumnElement[int]:
    return case({value: place for place, value in enumerate(values)}, value=expression)
