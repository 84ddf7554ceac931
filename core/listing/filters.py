"""What a list can be narrowed by, specified once: the field on the page, and the criterion in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, String, and_, func, or_, true

from core.contract.module import Label
from core.language.folding import fold
from core.listing.columns import Column, Sql

#: Nobody searches for more.
LONGEST_TEXT: Final = 200
Criterion = ColumnElement[bool]


@dataclass(frozen=True, eq=False)
class Filter:
    """A field above a list. What is typed or chosen is its `value`; one that nobody offered narrows nothing."""

    key: str
    label: Label
    #: The criterion for a value that was offered, or for words.
    where: Callable[[str], Criterion]
    #: What can be chosen: values with their words, or the vocabulary of that name; None: one types.
    options: tuple[tuple[str, Label], ...] | str | None = None
    #: The word for "no matter".
    everything: Label | None = None


def says(words: str, *texts: Sql, named: Sequence[Callable[[str], Criterion]] = ()) -> Criterion:
    """Return the criterion that every word of `words` stands in one of the folded `texts`, or is `named`.

    What is shown by its name and kept as a code is `named`: each of them is the criterion for a folded word.
    """
    said = func.concat_ws(" ", *texts, type_=String)
    return and_(
        true(),
        *(or_(said.contains(word, autoescape=True), *(each(word) for each in named)) for word in fold(words).split()),
    )


def search(*texts: Sql, label: Label | None = None, named: Sequence[Callable[[str], Criterion]] = ()) -> Filter:
    """Search words in folded texts (`folded`, or columns that are kept folded) and in what is `named`, as `says` does.

    What a list shows of a row in words finds it (IM-08).
    """
    return Filter("text", label or _l("Name or reference"), lambda words: says(words, *texts, named=named))


def pick(
    key: str,
    label: Label,
    where: Callable[[str], Criterion] | Sql,
    *,
    options: tuple[tuple[str, Label], ...] | str,
    everything: Label,
) -> Filter:
    """Choose one of some values. `where` says what that means; an expression means that it equals the value."""
    return Filter(key, label, where if callable(where) else _equals(where), options, everything)


def pick_in(column: Column, *, everything: Label) -> Filter:
    """Choose one of the values of a `choice` column, by its words."""
    options = tuple((str(value), choice.word) for value, choice in column.choices.items())
    return pick(column.key, column.label or "", column.expression, options=options, everything=everything)


def _equals(expression: Any) -> Callable[[str], Criterion]:
    number = expression.type.python_type is int

    def where(value: str) -> Criterion:
        found: Criterion = expression == (int(value) if number else value)
        return found

    return where
