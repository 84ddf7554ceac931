"""Reads the first sheet of an Excel workbook that people can see into plain rows, by the columns that are looked for.

What a cell holds is not judged here (see cells.py): of a formula the value is handed over that Excel saved with it, or
else the text that was typed, so that "=CMD()" stays a name. Nothing in a workbook is ever calculated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from core.contract.module import Label
from core.exchange.errors import (
    EMPTY,
    HEADER_TWICE,
    MISSING_COLUMN,
    NO_HEADER_ROW,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UnreadableFileError,
)
from core.exchange.values import Cell, Meant
from core.exchange.workbook import Workbook, WorkbookRow
from core.language.folding import fold, without_unseen
from core.language.here import spoken_here

MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 256
#: The longest name, title or address, and the longest text that tells something, in characters.
LONGEST_LINE: Final = 250
LONGEST: Final = 5_000

_SPACES: Final = " \t\r\n\u00a0\u202f"
#: Signs after a heading that are no part of it: "Institution *", "Institution :".
_AFTER_HEADING: Final = " *:"
#: Another sheet with so many headings that are looked for holds rows that somebody may miss.
_HEADINGS_ALIKE: Final = 2


class Input(StrEnum):
    """How a column is asked for on a page."""

    LINE = "line"
    LONG = "long"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    YES_NO = "yes or no"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column that a reader looks for: its name in the code, the headers it may have, and how long a text may be."""

    name: str
    headers: tuple[str, ...]
    obligatory: bool = False
    longest: int = LONGEST_LINE
    #: False for a column of our own lists that says nothing to an import: known, and passed over.
    read: bool = True
    #: Its header in each language, for a model of the file; without, the first of `headers`.
    titles: Mapping[str, str] = field(default_factory=dict)
    #: What it holds, told to whoever fills in a file.
    hint: Label | None = None
    #: Whether it is known only because other files have it: a model of the file goes without.
    hidden: bool = False
    #: Columns that may stand instead of it, all of them.
    instead: tuple[str, ...] = ()
    #: How it is asked for on a page.
    input: Input = Input.LINE

    def title(self) -> str:
        """Return the header in the reader's language."""
        return self.titles.get(spoken_here(), self.headers[0])


def column(name: str, *, fr: str, nl: str, en: str, also: Sequence[str] = (), **more: Any) -> SheetColumn:
    """Return a column with a header in each language, and others that people write too."""
    return SheetColumn(name, (fr, nl, en, *also), titles={"fr": fr, "nl": nl, "en": en}, **more)


#: What stands beside a row that was given back as refused; whoever corrects the row may leave it there.
REASON: Final = SheetColumn(
    "(reason)",
    ("À corriger", "Te verbeteren", "To correct"),
    read=False,
    titles={"fr": "À corriger", "nl": "Te verbeteren", "en": "To correct"},
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read.

    `headers` maps the name of each column that was found to its header in the file. `rows` holds, for every row that is
    not empty, its number as Excel shows it and its cells by the name of their column; texts are stripped. `unknown`
    are the headers that nobody asked for, and `beside` holds their cells by the number of the row. `hidden` are the
    numbers of the rows that nobody sees in Excel; `other_sheets` the names of other sheets that look alike.
    """

    headers: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]
    header_row: int = 1
    unknown: tuple[str, ...] = ()
    beside: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    hidden: tuple[int, ...] = ()
    other_sheets: tuple[str, ...] = ()
    #: Whom its rows mean; a file is `TOLD`, only a hand says more.
    meant: Meant = Meant.TOLD


def read_sheet(
    content: bytes,
    columns: Sequence[SheetColumn],
    *,
    own: Sequence[Mapping[str, str]] = (),
    max_rows: int = MAX_ROWS,
) -> Sheet:
    """Read the first sheet of a workbook that people can see: its first row that is not empty is its header.

    A header is recognised by any of the names in `columns`, accents, case, spaces and a star or a colon at its end
    aside. `own` are the headings of lists of ours, each with the name of its column: a file with more of them than of
    the others is such a list. Raises UnreadableFileError.
    """
    workbook = Workbook(content, max_column=MAX_COLUMNS)
    rows = workbook.rows()
    header_row, headers = _first_filled(rows)
    names = _names_for(
        headers, [_names((*columns, REASON)), *({_heading(said): name for said, name in each.items()} for each in own)]
    )
    layout = _layout(headers, names, columns)
    filled, beside = _filled(rows, layout, max_rows)
    numbers = {number for number, _ in filled}
    return Sheet(
        headers=layout.found,
        rows=filled,
        header_row=header_row,
        unknown=tuple(header for _, header in layout.unknown),
        beside=beside,
        hidden=tuple(number for number in workbook.hidden_rows if number in numbers),
        other_sheets=_others_alike(workbook, names),
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each column stands that is looked for, its header as written, and where stands what nobody asked for."""

    places: list[tuple[int, str]]
    found: dict[str, str]
    unknown: list[tuple[int, str]]


def _first_filled(rows: Iterator[WorkbookRow]) -> WorkbookRow:
    for number, cells in rows:
        if any(_bare(cell) is not None for cell in cells.values()):
            return number, cells
    raise UnreadableFileError(EMPTY)


def _names(columns: Sequence[SheetColumn]) -> dict[str, str]:
    """Return the names of columns by their headers, as headers are compared."""
    return {_heading(header): column.name for column in columns for header in column.headers}


def _names_for(headers: Mapping[int, Cell], ways: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """Return those of several ways to name headers that know most of a file's; of equals the first."""
    said = {_heading(str(cell)) for cell in headers.values() if cell is not None}
    return max(ways, key=lambda names: len(said & names.keys()))


def _heading(written: str) -> str:
    """Return a header as it is compared: folded, without what people put after it."""
    return fold(without_unseen(written)).rstrip(_AFTER_HEADING)


def _others_alike(workbook: Workbook, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the other sheets whose first row holds headings that are looked for."""
    found = []
    for sheet in workbook.others:
        headings = (_bare(cell) for cell in workbook.first_row_of(sheet).values())
        alike = {name for said in headings if said is not None and (name := names.get(_heading(str(said))))}
        if len(alike) >= _HEADINGS_ALIKE:
            found.append(sheet)
    return tuple(found)


def _layout(headers: Mapping[int, Cell], names: Mapping[str, str], columns: Sequence[SheetColumn]) -> _Layout:
    layout = _Layout([], {}, [])
    for place, cell in sorted(headers.items()):
        written = _bare(cell)
        if written is None:
            continue
        if place >= MAX_COLUMNS:
            raise UnreadableFileError(TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
        name = names.get(_heading(str(written)))
        if name is None:
            layout.unknown.append((place, str(written)))
            continue
        if name in layout.found:
            raise UnreadableFileError(HEADER_TWICE, column=str(written))
        layout.found[name] = str(written)
        layout.places.append((place, name))
    if not layout.found:
        raise UnreadableFileError(NO_HEADER_ROW)
    for column in columns:
        instead = bool(column.instead) and layout.found.keys() >= set(column.instead)
        if column.obligatory and column.name not in layout.found and not instead:
            language = _language(columns, layout.found)
            raise UnreadableFileError(MISSING_COLUMN, column=column.titles.get(language, column.headers[0]))
    return layout


def _language(columns: Sequence[SheetColumn], found: Mapping[str, str]) -> str:
    """Return the language that most headers of a file are in, whoever reads the page."""
    said = [
        language
        for column in columns
        for language, title in column.titles.items()
        if column.name in found and _heading(title) == _heading(found[column.name])
    ]
    return max(dict.fromkeys(said), key=said.count, default="")


def _filled(
    rows: Iterator[WorkbookRow], layout: _Layout, max_rows: int
) -> tuple[list[tuple[int, Mapping[str, Cell]]], dict[int, tuple[Cell, ...]]]:
    """Return the rows that have a cell in a known column, and what else stands in them.

    A row without keeps its number for nobody else.
    """
    filled: list[tuple[int, Mapping[str, Cell]]] = []
    beside: dict[int, tuple[Cell, ...]] = {}
    for number, cells in rows:
        row = {name: _bare(cells.get(place)) for place, name in layout.places}
        if any(cell is not None for cell in row.values()):
            if len(filled) == max_rows:
                raise UnreadableFileError(TOO_MANY_ROWS, limit=max_rows)
            filled.append((number, row))
            if layout.unknown:
                beside[number] = tuple(_bare(cells.get(place)) for place, _ in layout.unknown)
    return filled, beside


def _bare(cell: Cell) -> Cell:
    """Return a cell without the spaces around its text and the signs in it that nobody sees; None for an empty one."""
    if isinstance(cell, str):
        return without_unseen(cell).strip(_SPACES) or None
    return cell


def header_pattern(prefix: Iterable[str], number: int) -> tuple[str, ...]:
    """Return the headers of a numbered column: ("Choix", "Keuze"), 2 gives "Choix 2", "Choix2", "Keuze 2", "Keuze2"."""
    return tuple(re.sub(" +", " ", f"{word}{space}{number}") for word in prefix for space in (" ", ""))
