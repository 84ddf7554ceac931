"""The objective "serial": one after the other, in draw order."""

from __future__ import annotations

from plugins.immersion.matching.draw import rows_in_draw_order
from plugins.immersion.matching.table import Table


def serial_seats(table: Table, seed: str) -> list[int | None]:
    """Each request in draw order takes the best possible choice that is left; returns a column or None for each row.

    Places reserved by pins are already gone from the table. Rule: docs/matching.md.
    """
    left = list(table.places)
    cap_left = dict(table.cap_left)
    seats: list[int | None] = [None] * len(table.requests)
    for row in rows_in_draw_order(seed, table.requests, range(len(table.requests))):
        for column in table.choices[row]:
            pair = (table.requests[row].institution or "", table.offers[column])
            if left[column] > 0 and cap_left.get(pair, 1) > 0:
                seats[row] = column
                left[column] -= 1
                if pair in cap_left:
                    cap_left[pair] -= 1
                break
    return seats
