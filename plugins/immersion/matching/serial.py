"""The objective "serial": one after the other, in draw order."""

from __future__ import annotations

from plugins.immersion.matching.table import Table


def serial_seats(table: Table) -> list[int | None]:
    """Each request in draw order takes the best possible choice that is left; returns a column or None for each row.

    Places reserved by pins are already gone from the table. Rule: docs/matching.md.
    """
    left = list(table.places)
    cap_left = dict(table.cap_left)
    seats: list[int | None] = []
    for request, columns in zip(table.requests, table.choices, strict=True):
        seat = None
        for column in columns:
            pair = (request.institution or "", table.offers[column])
            if left[column] > 0 and cap_left.get(pair, 1) > 0:
                seat = column
                left[column] -= 1
                if pair in cap_left:
                    cap_left[pair] -= 1
                break
        seats.append(seat)
    return seats
