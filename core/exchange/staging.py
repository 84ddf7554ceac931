"""A sheet that was read, as bytes: kept between looking and doing, so that a workbook is read once."""

from __future__ import annotations

import json
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

from core.exchange.reading import Sheet
from core.exchange.workbook import Cell


def pack_sheet(sheet: Sheet) -> bytes:
    """Return a sheet as bytes; `unpack_sheet(pack_sheet(sheet)) == sheet`."""
    names = list(sheet.headers)
    facts = {
        "headers": dict(sheet.headers),
        "rows": [[number, *(row[name] for name in names)] for number, row in sheet.rows],
        "header_row": sheet.header_row,
        "unknown": sheet.unknown,
    }
    return zlib.compress(json.dumps(facts, default=_tagged, ensure_ascii=False).encode(errors="surrogatepass"), level=1)


def unpack_sheet(content: bytes) -> Sheet:
    """Return the sheet that `pack_sheet` wrote."""
    facts = json.loads(zlib.decompress(content).decode(errors="surrogatepass"))
    headers: dict[str, str] = facts["headers"]
    names = list(headers)
    rows = [
        (number, {name: _cell(said) for name, said in zip(names, cells, strict=True)})
        for number, *cells in facts["rows"]
    ]
    return Sheet(headers, rows, facts["header_row"], tuple(facts["unknown"]))


def _tagged(cell: datetime | date | time | timedelta) -> list[Any]:
    """Return what JSON has no word for as its kind and its value; a datetime is a date too, so it comes first."""
    if isinstance(cell, datetime):
        return ["moment", cell.isoformat()]
    if isinstance(cell, date):
        return ["day", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    return ["length", cell.days, cell.seconds, cell.microseconds]


def _cell(said: Any) -> Cell:
    if not isinstance(said, list):
        cell: Cell = said
        return cell
    kind, *value = said
    match kind:
        case "moment":
            return datetime.fromisoformat(value[0])
        case "day":
            return date.fromisoformat(value[0])
        case "time":
            return time.fromisoformat(value[0])
        case _:
            return timedelta(*value)
