"""What a list can be narrowed by, specified once: the field on the page, and the criterion in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, String, and_, func, true

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


def says(words: str, *texts: Sql) -> Criterion:
    """Return the criterion that every word of `words` stands in one of the folded `texts`."""
    said = func.concat_ws(" ", *texts, type_=String)
    return and_(true(), *(said.contains(word, autoescape=True) for word in fold(words).split()))


def search(*texts: Sql, label: Label | None = None, besides: Callable[[str], Criterion] | None = None) -> Filter:
    """Search words in folded texts (`folded`, or columns that are kept folded).

    `besides` finds rows in which the words stand elsewhere.
    """

    def where(words: str) -> Criterion:
        found = says(words, *texts)
        return found | besides(words) if besides else found

    return Filter("text", label or _l("Name or reference"), where)


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
