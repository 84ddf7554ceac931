"""How long an export takes, against bare openpyxl in write-only mode: 10,000 rows of 25 columns.

Run: .venv/bin/python -m bench.exporting. The aim is a ratio of at most 1.3.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl

from core.exchange.writing import Column, Table, write_workbook

ROWS, COLUMNS, REPEATS = 10_000, 25, 5


def rows() -> list[list[Any]]:
    """Return rows as an export has them: mostly text, some of it with spaces and accents, numbers, and a moment."""
    start = datetime(2024, 2, 13, 9, tzinfo=UTC)
    return [
        [
            *(f"Équipe {number % 97} du service n° {column}" for column in range(COLUMNS - 5)),
            number,
            number / 4,
            None,
            start + timedelta(minutes=number),
            f"S{number:05}",
        ]
        for number in range(ROWS)
    ]


def bare(data: list[list[Any]]) -> bytes:
    """Write the rows with openpyxl alone."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Données")
    sheet.append([f"Colonne {number}" for number in range(COLUMNS)])
    for row in data:
        sheet.append(row)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def ours(data: list[list[Any]]) -> bytes:
    """Write the rows as an export does."""
    kinds = {COLUMNS - 5: "number", COLUMNS - 4: "number", COLUMNS - 2: "moment"}
    columns = [Column(f"Colonne {number}", kind=kinds.get(number, "text")) for number in range(COLUMNS)]  # type: ignore[arg-type]
    return write_workbook([Table("Données", columns, data)])


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    gc.collect()
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def measure() -> tuple[float, float]:
    """Return the seconds of bare openpyxl and ours: medians of turns."""
    data = rows()
    local = [[cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in row] for row in data]
    pairs = [(seconds(lambda: bare(local)), seconds(lambda: ours(data))) for _ in range(REPEATS)]
    theirs, mine = (statistics.median(each) for each in zip(*pairs, strict=True))
    return theirs, mine


def main() -> None:
    """Print the medians and their ratio."""
    theirs, mine = measure()
    print(f"export of {ROWS:,} x {COLUMNS}: bare openpyxl {theirs:.2f} s, ours {mine:.2f} s, ratio {mine / theirs:.2f}")


if __name__ == "__main__":
    main()
