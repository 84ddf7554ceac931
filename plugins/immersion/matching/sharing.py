"""From a table to seats: the greatest value first, then the draw among equals."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from plugins.immersion.matching.bidding import bid
from plugins.immersion.matching.caps import Columns, columns_of
from plugins.immersion.matching.chains import place
from plugins.immersion.matching.draw import rows_in_draw_order
from plugins.immersion.matching.forest import Forest
from plugins.immersion.matching.instance import Instance, Objective
from plugins.immersion.matching.market import NOWHERE, Market, tag_bits
from plugins.immersion.matching.objective import digit_width, packed, worth
from plugins.immersion.matching.serial import serial_seats
from plugins.immersion.matching.settle import Settling
from plugins.immersion.matching.table import Table, open_table

#: How many holders the second stage may ask, and how many more for each row, before all rows that are left are searched
#: at once. Rounds of real life need one for each row; only thousands of requests for exactly as many places need more.
PATIENCE: Final = 100_000
PATIENCE_FOR_EACH: Final = 2


@dataclass(frozen=True)
class Shares:
    """The seats of a table: a column of offers, or None, for each row; and the prices that prove them.

    ``prices`` maps an offer to what its places cost in the end, ``pair_prices`` a capped (institution, offer) to what
    its trainees pay on top; both in packed values of ``width`` bits a count, and only those above 0. ``market`` is
    where they were shared out, its first rows those of the table; under "serial" it is empty.
    """

    seats: list[int | None]
    width: int
    prices: Mapping[str, int]
    pair_prices: Mapping[tuple[str, str], int]
    market: Market


def share_out(instance: Instance) -> tuple[Table, Shares]:
    """Open the table of an instance and seat its rows as the objective wants, equal solutions decided by the draw.

    The pins must not contradict the rest. Rule: docs/matching.md.
    """
    with _collector_paused():
        table = open_table(instance)
        return table, _best_shares(table, instance.objective, instance.seed)


def _best_shares(table: Table, objective: Objective, seed: str) -> Shares:
    width = digit_width(len(table.requests))
    if objective == "serial":
        return Shares(serial_seats(table, seed), width, {}, {}, Market([], []))
    columns = columns_of(table)
    _, room = tag_bits(columns.choices)
    # A token must have a place before any request counts; one digit more than the six makes sure of it.
    market = shared_out(columns, _values(table, objective, width, room), token_value=1 << (6 * width + room))
    settling = Settling(market)
    requests = len(table.requests)
    settling.settle(rows_in_draw_order(seed, table.requests, [row for row in settling.movable if row < requests]))
    seats = [None if seat == NOWHERE else columns.offer_of[seat] for seat in market.seat[:requests]]
    return Shares(seats, width, *_prices(table, columns, market), market)


def placeable_count(instance: Instance) -> int:
    """How many requests of the pool can be placed together, pins and cap kept; ranks and priority do not matter."""
    with _collector_paused():
        table = open_table(instance)
        columns = columns_of(table)
        _, room = tag_bits(columns.choices)
        equal = [[1 << room] * len(choices) for choices in table.choices]
        market = shared_out(columns, equal, token_value=2 << room)
    placed = sum(1 for seat in market.seat[: len(table.requests)] if seat != NOWHERE)
    return placed + len(instance.pinned)


def shared_out(columns: Columns, values: list[list[int]], token_value: int) -> Market:
    """Share the places out at the greatest value; ``values[row]`` belong to ``columns.choices[row]``, tokens aside."""
    values = values + [[token_value, token_value]] * (len(columns.choices) - len(values))
    market = Market(list(map(list, map(zip, columns.choices, values))), columns.places)
    late = place(market, bid(market), patience=PATIENCE + PATIENCE_FOR_EACH * len(market.wishes))
    if late:
        Forest(market, late).grow()
    return market


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python from looking for rubbish meanwhile: the solver makes a great many lists and no circles of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _values(table: Table, objective: Objective, width: int, room: int) -> list[list[int]]:
    """What each choice of each row is worth, packed, with ``room`` bits below it for a tag."""
    deepest = max((ranks[-1] for ranks in table.ranks if ranks), default=0)
    value = {
        priority: [0] + [packed(worth(objective, priority, rank), width) << room for rank in range(1, deepest + 1)]
        for priority in (True, False)
    }
    # Requests of one class that choose at the same ranks share one row: there are few such rows, however many requests.
    rows: dict[tuple[bool, tuple[int, ...]], list[int]] = {}
    shared: list[list[int]] = []
    for request, ranks in zip(table.requests, table.ranks, strict=True):
        kind = (request.priority, ranks)
        row = rows.get(kind)
        if row is None:
            row = rows[kind] = [value[request.priority][rank] for rank in ranks]
        shared.append(row)
    return shared


def _prices(table: Table, columns: Columns, market: Market) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    offers = len(table.offers)
    price = [price >> market.tag_bits for price in market.price]
    prices = {table.offers[column]: price[column] for column in range(offers) if price[column] > 0}
    # Where no trainee of the pair is placed its column may be cheaper than the offer; then the pair adds nothing.
    on_top = [price[offers + index] - price[columns.offer_of[offers + index]] for index in range(len(columns.pairs))]
    return prices, {pair: extra for pair, extra in zip(columns.pairs, on_top, strict=True) if extra > 0}
