"""A list as a sheet: its columns in the reader's language, as its specification says, and a row for each entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from core.exchange.writing import Column, Kind, Table
from core.listing.columns import Column as ListColumn
from core.listing.reading import ListRow
from core.listing.spec import ListSpec, Terms

_KINDS: Final[Mapping[str, Kind]] = {"number": "number", "limit": "number", "day": "day", "moment": "moment"}


@dataclass(frozen=True, slots=True)
class SheetField:
    """A column of the sheet, in one language: plain data, so that it can be written down for a worker."""

    key: str
    header: str
    width: float
    kind: Kind
    #: What values are called: choices, and codes of a vocabulary.
    words: Mapping[str, str] | None = None
    #: Of an array: which of its places, from 1.
    place: int | None = None
    #: What stands in a cell that would be empty.
    nothing: str | None = None

    def value(self, row: ListRow) -> Any:
        """Return what stands in the column for a row; None leaves the cell empty."""
        value = getattr(row, self.key)
        if value is None:
            return self.nothing
        if self.place is not None:
            return value[self.place - 1] if len(value) >= self.place else None
        if self.words is None:
            return value
        if isinstance(value, list):
            return ", ".join(self.words.get(code, code) for code in value)
        return self.words.get(str(value), value)


def fields_of(spec: ListSpec, terms: Terms, places: int = 0) -> list[SheetField]:
    """Return the columns of a list's sheet in the reader's language; an array gets a column for each of `places`."""
    fields = []
    for column in spec.columns:
        if column.label is None:
            continue
        kind = _KINDS.get(column.kind, "text")
        if column.kind == "ranked":
            headers = {place: str(column.label) % {"rank": place} for place in range(1, places + 1)}
            fields += [
                SheetField(column.key, header, column.sheet_width, kind, place=place)
                for place, header in headers.items()
            ]
        else:
            words, nothing = _words(column, terms), _("no limit") if column.kind == "limit" else None
            header = str(column.label)
            fields.append(SheetField(column.key, header, column.sheet_width, kind, words, nothing=nothing))
    return fields


def sheet(title: str, fields: Iterable[SheetField], rows: Iterable[ListRow]) -> Table:
    """Put rows under the headers of their fields."""
    fields = list(fields)
    columns = [Column(field.header, field.width, field.kind) for field in fields]
    return Table(title, columns, ([field.value(row) for field in fields] for row in rows))


def _words(column: ListColumn, terms: Terms) -> Mapping[str, str] | None:
    if column.kind == "choice":
        return {str(value): str(choice.word) for value, choice in column.choices.items()}
    return dict(terms[column.terms]) if column.terms else None
