"""Reads the first sheet of an Excel workbook into plain rows, and refuses a file that it cannot trust to be one.

What a cell holds is not judged here (see cells.py): a formula is handed over as the text that was typed, so that
"=CMD()" stays a name, and nothing in a workbook is ever calculated.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final

import openpyxl

from core.exchange.unfolding import MAX_UNFOLDED_BYTES, unfolds_too_far
from core.language.folding import fold

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 256
#: Excel has no row after this one; a file that names a later one would be read for hours.
LAST_ROW: Final = 1_048_576

#: How a file begins that Excel wrote before 2007, or that it wrote with a password.
_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_SPACES: Final = " \t\r\n\u00a0\u202f"

#: What openpyxl finds in a cell.
Cell = str | int | float | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A column that a reader looks for: the name it has in the code, the headers it may have in a file."""

    name: str
    headers: tuple[str, ...]
    obligatory: bool = False


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


class UnreadableFileError(Exception):
    """A file cannot be read as a sheet of the kind that was asked for.

    `reason` is one of: not an Excel file, old Excel file, password, empty, no header row, header twice, missing column,
    too many rows, too many columns, too big. `column` is the header in question, if there is one; `limit` the number
    that was exceeded, in rows, columns or bytes.
    """

    def __init__(self, reason: str, *, column: str | None = None, limit: int | None = None) -> None:
        details = ", ".join(str(part) for part in (column, limit) if part is not None)
        super().__init__(f"{reason}: {details}" if details else reason)
        self.reason = reason
        self.column = column
        self.limit = limit


def read_sheet(content: bytes, columns: Sequence[ColumnName], *, max_rows: int = MAX_ROWS) -> Sheet:
    """Read the first sheet of a workbook: the first row that is not empty is its header, the rest are its rows.

    A header is recognised by any of the names in `columns`, accents, case and spaces aside. Raises UnreadableFileError.
    """
    rows = _rows_of(content)
    header_row, headers = _first_filled(rows)
    places, found, unknown = _places(headers, columns)
    return Sheet(headers=found, rows=_filled(rows, places, max_rows), header_row=header_row, unknown=unknown)


def _rows_of(content: bytes) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Yield each row of the first sheet with its number; whatever a broken file makes openpyxl raise is one error."""
    _refuse_unsafe(content)
    try:
        workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # What a file says of its size is often wrong.
        rows: Iterable[tuple[Any, ...]] = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1)
        for number, row in enumerate(rows, start=1):
            if number > LAST_ROW:
                raise UnreadableFileError("too many rows", limit=LAST_ROW)
            yield number, row
    except (GeneratorExit, UnreadableFileError):
        raise
    except Exception as error:
        # A file from outside can be broken in more ways than openpyxl has names for.
        raise UnreadableFileError("not an Excel file") from error


def _refuse_unsafe(content: bytes) -> None:
    if not content:
        raise UnreadableFileError("empty")
    if len(content) > MAX_BYTES:
        raise UnreadableFileError("too big", limit=MAX_BYTES)
    if content.startswith(_COMPOUND_FILE):
        raise UnreadableFileError("password" if _ENCRYPTED in content else "old Excel file")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            too_far = unfolds_too_far(archive)
    except Exception as error:
        # zipfile has no common name for what a broken or encrypted archive makes it raise either.
        raise UnreadableFileError("not an Excel file") from error
    if too_far:
        raise UnreadableFileError("too big", limit=MAX_UNFOLDED_BYTES)


def _first_filled(rows: Iterator[tuple[int, tuple[Cell, ...]]]) -> tuple[int, tuple[Cell, ...]]:
    for number, cells in rows:
        if any(_bare(cell) is not None for cell in cells):
            return number, cells
    raise UnreadableFileError("empty")


def _places(
    headers: Sequence[Cell], columns: Sequence[ColumnName]
) -> tuple[list[tuple[int, str]], dict[str, str], tuple[str, ...]]:
    """Return where each column stands, its header as written, and the headers that nobody asked for."""
    names = {fold(header): column.name for column in columns for header in column.headers}
    places: list[tuple[int, str]] = []
    found: dict[str, str] = {}
    unknown: list[str] = []
    for place, cell in enumerate(headers):
        written = _bare(cell)
        if written is None:
            continue
        if place >= MAX_COLUMNS:
            raise UnreadableFileError("too many columns", limit=MAX_COLUMNS)
        name = names.get(fold(str(written)))
        if name is None:
            unknown.append(str(written))
            continue
        if name in found:
            raise UnreadableFileError("header twice", column=str(written))
        found[name] = str(written)
        places.append((place, name))
    if not found:
        raise UnreadableFileError("no header row")
    for column in columns:
        if column.obligatory and column.name not in found:
            raise UnreadableFileError("missing column", column=column.headers[0])
    return places, found, tuple(unknown)


def _filled(
    rows: Iterator[tuple[int, tuple[Cell, ...]]], places: Sequence[tuple[int, str]], max_rows: int
) -> list[tuple[int, Mapping[str, Cell]]]:
    """Return the rows that have a cell in a known column; a row without keeps its number for nobody else."""
    filled: list[tuple[int, Mapping[str, Cell]]] = []
    for number, cells in rows:
        width = len(cells)
        row = {name: _bare(cells[place]) if place < width else None for place, name in places}
        if any(cell is not None for cell in row.values()):
            if len(filled) == max_rows:
                raise UnreadableFileError("too many rows", limit=max_rows)
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
