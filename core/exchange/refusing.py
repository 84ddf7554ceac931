"""The rows of a file that are refused, as a file of their own: what stood in them, and beside it what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from flask_babel import gettext as _

from core.database.rows import grouped
from core.exchange.cells import text
from core.exchange.checking import Finding
from core.exchange.flaws import Flaw
from core.exchange.reading import REASON, Sheet
from core.exchange.writing import Column, Table, write_workbook

#: How wide a column of cells is, and that of the reasons, in characters.
_WIDTH: Final = 22
_REASON_WIDTH: Final = 70


def refused_rows(sheet: Sheet, faults: Iterable[Finding], flaws: Mapping[str, Flaw]) -> Sheet:
    """Return the rows of a sheet that have faults, with a column that says in the reader's language what is wrong."""
    reasons = {
        row: "\n".join(_said(each, flaws[each.flaw]) for each in same)
        for row, same in grouped((each.row, each) for each in faults).items()
    }
    return replace(
        sheet,
        rows=[(number, cells) for number, cells in sheet.rows if number in reasons],
        unknown=(*sheet.unknown, REASON.title()),
        beside={number: (*sheet.beside.get(number, ()), reason) for number, reason in reasons.items()},
    )


def _said(fault: Finding, flaw: Flaw) -> str:
    return " ".join((_("%(what)s:", what=fault.column), str(flaw.reason), str(flaw.remedy)))


def as_workbook(title: str, sheet: Sheet) -> bytes:
    """Return a sheet as a workbook; every cell is the text that people see, and none is a formula."""
    headers = [*sheet.headers.values(), *sheet.unknown]
    widths = [*[_WIDTH] * (len(headers) - 1), _REASON_WIDTH]
    rows = (
        [text(cell) for cell in (*(cells[name] for name in sheet.headers), *sheet.beside.get(number, ()))]
        for number, cells in sheet.rows
    )
    columns = [Column(header, width) for header, width in zip(headers, widths, strict=True)]
    return write_workbook([Table(title, columns, rows)])
