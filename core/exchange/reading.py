"""Reads the first sheet of an Excel workbook into plain rows by the columns that are looked for.

What a cell holds is not judged here (see cells.py): a formula is handed over as the text that was typed, so that
"=CMD()" stays a name, and nothing in a workbook is ever calculated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.exchange.errors import (
    EMPTY,
    HEADER_TWICE,
    MISSING_COLUMN,
    NO_HEADER_ROW,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UnreadableFileError,
)
from core.exchange.workbook import Cell, WorkbookRow, rows_of_first_sheet
from core.language.folding import fold

MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 256
#: The longest name, title or address, and the longest text that tells something, in characters.
LONGEST_LINE: Final = 250
LONGEST: Final = 5_000

_SPACES: Final = " \t\r\n\u00a0\u202f"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column that a reader looks for: its name in the code, the headers it may have, and how long a text may be."""

    name: str
    headers: tuple[str, ...]
    obligatory: bool = False
    longest: int = LONGEST_LINE


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read.

    `headers` maps the name of each column that was found to its header in the file. `rows` holds, for every row that is
    not empty, its number as Excel shows it and its cells by the name of their column; texts are stripped. `unknown`
    are the headers that nobody asked for.
    """

    headers: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, Cell]]]
    header_row: int = 1
    unknown: tuple[str, ...] = ()


def read_sheet(content: bytes, columns: Sequence[SheetColumn], *, max_rows: int = MAX_ROWS) -> Sheet:
    """Read the first sheet of a workbook: the first row that is not empty is its header, the rest are its rows.

    A header is recognised by any of the names in `columns`, accents, case and spaces aside. Raises UnreadableFileError.
    """
    rows = rows_of_first_sheet(content, max_column=MAX_COLUMNS)
    header_row, headers = _first_filled(rows)
    places, found, unknown = _places(headers, columns)
    return Sheet(headers=found, rows=_filled(rows, places, max_rows), header_row=header_row, unknown=unknown)


def _first_filled(rows: Iterator[WorkbookRow]) -> WorkbookRow:
    for number, cells in rows:
        if any(_bare(cell) is not None for cell in cells.values()):
            return number, cells
    raise UnreadableFileError(EMPTY)


def _places(
    headers: Mapping[int, Cell], columns: Sequence[SheetColumn]
) -> tuple[list[tuple[int, str]], dict[str, str], tuple[str, ...]]:
    """Return where each column stands, its header as written, and the headers that nobody asked for."""
    names = {fold(header): column.name for column in columns for header in column.headers}
    places: list[tuple[int, str]] = []
    found: dict[str, str] = {}
    unknown: list[str] = []
    for place, cell in sorted(headers.items()):
        written = _bare(cell)
        if written is None:
            continue
        if place >= MAX_COLUMNS:
            raise UnreadableFileError(TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
        name = names.get(fold(str(written)))
        if name is None:
            unknown.append(str(written))
            continue
        if name in found:
            raise UnreadableFileError(HEADER_TWICE, column=str(written))
        found[name] = str(written)
        places.append((place, name))
    if not found:
        raise UnreadableFileError(NO_HEADER_ROW)
    for column in columns:
        if column.obligatory and column.name not in found:
            raise UnreadableFileError(MISSING_COLUMN, column=column.headers[0])
    return places, found, tuple(unknown)


def _filled(
    rows: Iterator[WorkbookRow], places: Sequence[tuple[int, str]], max_rows: int
) -> list[tuple[int, Mapping[str, Cell]]]:
    """Return the rows that have a cell in a known column; a row without keeps its number for nobody else."""
    filled: list[tuple[int, Mapping[str, Cell]]] = []
    for number, cells in rows:
        row = {name: _bare(cells.get(place)) for place, name in places}
        if any(cell is not None for cell in row.values()):
            if len(filled) == max_rows:
                raise UnreadableFileError(TOO_MANY_ROWS, limit=max_rows)
            filled.append((number, row))
    return filled


def _bare(cell: Cell) -> Cell:
    """Return a cell without the spaces around its text, and None for an empty one."""
    if isinstance(cell, str):
        return cell.strip(_SPACES) or None
    return cell


def header_pattern(prefix: Iterable[str], number: int) -> tuple[str, ...]:
    """Return the headers of a numbered column: ("Choix", "Keuze"), 2 gives "Choix 2", "Choix2", "Keuze 2", "Keuze2"."""
    return tuple(re.sub(" +", " ", f"{word}{space}{number}") for word in prefix for space in (" ", ""))
