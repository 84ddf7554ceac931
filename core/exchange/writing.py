"""Writes tables as an Excel workbook: a header that stays in sight, a filter on each column, text that stays text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from core.exchange.workbook import NOT_KEPT
from core.language.dates import BELGIUM

#: What a column holds; it decides how a value is written, whatever its type.
Kind = Literal["text", "number", "day", "moment"]

_FORMATS: Final[dict[str, str]] = {"day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm"}
#: With these a spreadsheet takes a text for a formula, or for an error, at the latest when somebody edits the cell.
_FORMULA_SIGNS: Final = frozenset("=+-@#\t")
_LONGEST_TEXT: Final = 32_767
_HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
_HEADER_FILL: Final = PatternFill("solid", fgColor="1F4E56")
_HEADER_ALIGNMENT: Final = Alignment(vertical="center", wrap_text=True)
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its width in characters, and what it holds."""

    header: str
    width: float = 18
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its title, its columns, and its rows, each with a value for every column (None: empty)."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def write_workbook(tables: Iterable[Table]) -> bytes:
    """Write each table on a sheet of its own, in order, and return the workbook.

    Moments must have a zone and are written as the clock in Belgium shows them. Text is never a formula. Rows are
    written as they come, and none is kept: in memory is what is returned, and no more.
    """
    workbook = openpyxl.Workbook(write_only=True)
    stream = BytesIO()
    try:
        for table in tables:
            _write_sheet(workbook, table)
        workbook.save(stream)
    except BaseException:
        _throw_away(workbook)
        raise
    return stream.getvalue()


def _throw_away(workbook: Any) -> None:
    """Delete the files into which sheets were written so far: openpyxl leaves them, and rows name people."""
    for sheet in workbook.worksheets:
        if not sheet.closed:
            sheet.close()
        if Path(sheet._writer.out).exists():
            sheet._writer.cleanup()


def _write_sheet(workbook: Any, table: Table) -> None:
    sheet = workbook.create_sheet(_NOT_IN_TITLES.sub(" ", table.title)[:31])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.append([_header(sheet, column) for column in table.columns])
    writers = [_writer(sheet, column.kind) for column in table.columns]
    count = 1
    for row in table.rows:
        count += 1
        sheet.append([write(value) for write, value in zip(writers, row, strict=True)])
    # Written when the workbook is saved, after the rows: only now is it known how many there are.
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(table.columns)))}{count}"


def _header(sheet: Any, column: Column) -> Any:
    cell = _text_cell(sheet)
    cell.value, cell.data_type = column.header, "s"
    cell.font, cell.fill, cell.alignment = _HEADER_FONT, _HEADER_FILL, _HEADER_ALIGNMENT
    return cell


def _writer(sheet: Any, kind: Kind) -> Callable[[Any], Any]:
    """Return what turns a value of a column into what openpyxl writes.

    Each writer keeps one styled cell and fills it anew for every row: openpyxl writes a cell as soon as it is handed
    over, and looking a style up ten thousand times would cost more than the writing.
    """
    if kind in _FORMATS:
        return _date_writer(sheet, _FORMATS[kind])
    if kind == "number":
        return _number
    return _text_writer(sheet)


def _text_cell(sheet: Any) -> Any:
    """Return a cell that Excel keeps as text also when somebody edits it."""
    cell = WriteOnlyCell(sheet, value="")
    cell.quotePrefix = True
    return cell


def _text_writer(sheet: Any) -> Callable[[Any], Any]:
    guarded = _text_cell(sheet)

    def write(value: Any) -> Any:
        if value is None:
            return None
        said = value if isinstance(value, str) else str(value)
        if not said.isprintable():
            said = NOT_KEPT.sub("", said)
        if said[:1] in _FORMULA_SIGNS:
            guarded.value = said[:_LONGEST_TEXT]
            guarded.data_type = "s"
            return guarded
        return said

    return write


def _date_writer(sheet: Any, number_format: str) -> Callable[[Any], Any]:
    dated = WriteOnlyCell(sheet)
    dated.number_format = number_format
    dated.data_type = "d"

    def write(value: date | datetime | None) -> Any:
        if value is None:
            return None
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("A time without a zone cannot be written: it could be any clock's.")
            value = value.astimezone(BELGIUM).replace(tzinfo=None)
        # Past the setter, which would look the format up again for every cell.
        dated._value = value  # type: ignore[attr-defined]
        return dated

    return write


def _number(value: int | float | Decimal | str | None) -> Any:
    """Return a number as it is, and so the words that stand in for one."""
    if isinstance(value, bool):
        return int(value)
    return value
