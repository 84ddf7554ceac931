"""From a table to seats: the greatest value first, then the draw among equals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugins.immersion.matching.caps import Columns, columns_with_cap, columns_without_cap
from plugins.immersion.matching.forest import NOWHERE, Forest
from plugins.immersion.matching.instance import Instance, Objective
from plugins.immersion.matching.objective import digit_width, packed, worth
from plugins.immersion.matching.peel import peel
from plugins.immersion.matching.serial import serial_seats
from plugins.immersion.matching.settle import Settling
from plugins.immersion.matching.table import Table, open_table


@dataclass(frozen=True)
class Shares:
    """The seats of a table: a column of offers, or None, for each row; and the prices that prove them.

    ``prices`` maps an offer to what its places cost in the end, ``pair_prices`` a capped (institution, offer) to what
    its trainees pay on top; both in packed values of ``width`` bits a count, and only those above 0.
    """

    seats: list[int | None]
    width: int
    prices: Mapping[str, int]
    pair_prices: Mapping[tuple[str, str], int]


def best_shares(table: Table, objective: Objective) -> Shares:
    """Seat the rows of a table as the objective wants, equal solutions decided by the draw. Rule: docs/matching.md."""
    width = digit_width(len(table.requests))
    if objective == "serial":
        return Shares(serial_seats(table), width, {}, {})
    values = _values(table, objective, width)
    # A token must have a place before any request counts; one digit more than the six makes sure of it.
    forest, columns = _grown(table, values, token_value=1 << (6 * width))
    Settling(forest).settle(len(table.requests))
    seats = [None if seat == NOWHERE else columns.offer_of[seat] for seat in forest.seat[: len(table.requests)]]
    return Shares(seats, width, *_prices(table, columns, forest.price))


def placeable_count(instance: Instance) -> int:
    """How many requests of the pool can be placed together, pins and cap kept; ranks and priority do not matter."""
    table = open_table(instance)
    equal = [[1] * len(columns) for columns in table.choices]
    forest, _ = _grown(table, equal, token_value=2)
    placed = sum(1 for seat in forest.seat[: len(table.requests)] if seat != NOWHERE)
    return placed + len(instance.pinned)


def _grown(table: Table, values: list[list[int]], token_value: int) -> tuple[Forest, Columns]:
    """Share the places of a table out at the greatest value; tokens sit in their pair's column at first."""
    if table.cap_left:
        columns = columns_with_cap(table)
        choices = columns.choices + columns.tokens
        values = values + [[token_value, token_value]] * len(columns.tokens)
    else:
        columns = columns_without_cap(table)
        lengths = peel(columns.choices, columns.places)
        choices = [row[:length] for row, length in zip(columns.choices, lengths, strict=True)]
    forest = Forest(choices, values, columns.places)
    forest.grow()
    return forest, columns


def _values(table: Table, objective: Objective, width: int) -> list[list[int]]:
    deepest = max((ranks[-1] for ranks in table.ranks if ranks), default=0)
    value = {
        priority: [0] + [packed(worth(objective, priority, rank), width) for rank in range(1, deepest + 1)]
        for priority in (True, False)
    }
    # Requests of one class that choose at the same ranks share one row: there are few such rows, however many requests.
    rows: dict[tuple[bool, tuple[int, ...]], list[int]] = {}
    for request, ranks in zip(table.requests, table.ranks, strict=True):
        if (request.priority, ranks) not in rows:
            rows[request.priority, ranks] = [value[request.priority][rank] for rank in ranks]
    return [rows[request.priority, ranks] for request, ranks in zip(table.requests, table.ranks, strict=True)]


def _prices(table: Table, columns: Columns, price: list[int]) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    offers = len(table.offers)
    prices = {table.offers[column]: price[column] for column in range(offers) if price[column] > 0}
    # Where no trainee of the pair is placed its column may be cheaper than the offer; then the pair adds nothing.
    on_top = [price[offers + index] - price[columns.offer_of[offers + index]] for index in range(len(columns.pairs))]
    return prices, {pair: extra for pair, extra in zip(columns.pairs, on_top, strict=True) if extra > 0}
