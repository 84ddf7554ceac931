"""A sheet that was read, as bytes: kept between looking and doing, so that a workbook is read once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from core.exchange.reading import Sheet
from core.exchange.values import Broken, Cell, Formula, Shown


def pack_sheet(sheet: Sheet) -> bytes:
    """Return a sheet as bytes; `unpack_sheet(pack_sheet(sheet)) == sheet`."""
    names = list(sheet.headers)
    facts = {
        "headers": dict(sheet.headers),
        "rows": [[number, *(row[name] for name in names)] for number, row in sheet.rows],
        "header_row": sheet.header_row,
        "unknown": sheet.unknown,
        "beside": [[number, *cells] for number, cells in sheet.beside.items()],
        "hidden": sheet.hidden,
        "other_sheets": sheet.other_sheets,
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
    return Sheet(
        headers,
        rows,
        facts["header_row"],
        unknown=tuple(facts["unknown"]),
        # Sheets that were kept by an earlier version have none of these.
        beside={number: tuple(map(_cell, cells)) for number, *cells in facts.get("beside", ())},
        hidden=tuple(facts.get("hidden", ())),
        other_sheets=tuple(facts.get("other_sheets", ())),
    )


def _tagged(cell: datetime | date | time | timedelta | Shown | Broken | Formula) -> list[Any]:
    """Return what JSON has no word for as its kind and its value."""
    name, (_, parts, _) = next((name, kind) for name, kind in _KINDS.items() if isinstance(cell, kind[0]))
    return [name, *parts(cell)]


def _cell(said: Any) -> Cell:
    if not isinstance(said, list):
        cell: Cell = said
        return cell
    name, *parts = said
    made: Cell = _KINDS[name][2](*parts)
    return made


#: What stands in a cell and has no word in JSON: its type, its parts, and how it is made of them. A datetime is a date
#: too, so it comes first.
_KINDS: Final[Mapping[str, tuple[type, Callable[[Any], Sequence[Any]], Callable[..., Any]]]] = {
    "moment": (datetime, lambda cell: [cell.isoformat()], datetime.fromisoformat),
    "day": (date, lambda cell: [cell.isoformat()], date.fromisoformat),
    "time": (time, lambda cell: [cell.isoformat()], time.fromisoformat),
    "length": (timedelta, lambda cell: [cell.days, cell.seconds, cell.microseconds], timedelta),
    "shown": (Shown, lambda cell: [cell.number, cell.said], Shown),
    "broken": (Broken, lambda cell: [cell.said], Broken),
    "formula": (Formula, lambda cell: [cell.said], Formula),
}
