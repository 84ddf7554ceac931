"""From a table to seats: the greatest value first, then the draw among equals."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from plugins.immersion.matching.bidding import bid
from plugins.immersion.matching.caps import Columns, columns_of
from plugins.immersion.matching.chains import place
from plugins.immersion.matching.draw import rows_in_draw_order
from plugins.immersion.matching.forest import Forest
from plugins.immersion.matching.instance import Instance, Objective
from plugins.immersion.matching.market import NOWHERE, Market
from plugins.immersion.matching.objective import worth
from plugins.immersion.matching.scale import Rewriting, Scale, certificate_scale, exact_scale, narrow_scale
from plugins.immersion.matching.serial import serial_seats
from plugins.immersion.matching.settle import Settling
from plugins.immersion.matching.table import Table, open_table

#: How many holders the second stage may ask, and how many more for each row, before all rows that are left are searched
#: at once. Rounds of real life need one for each row; only thousands of requests for exactly as many places need more.
PATIENCE = 100_000
PATIENCE_FOR_EACH = 2


@dataclass(frozen=True)
class Shares:
    """The seats of a table: a column of offers, or None, for each row; and the prices that prove them.

    ``prices`` maps an offer to what its places cost in the end, ``pair_prices`` a capped (institution, offer) to what
    its trainees pay on top; both are written in ``scale``, which is exact, and only those above 0 are there. ``market``
    is where they were shared out, in the scale that was enough for it, its first rows those of the table; under
    "serial" it is empty.
    """

    seats: list[int | None]
    scale: Scale
    prices: Mapping[str, int]
    pair_prices: Mapping[tuple[str, str], int]
    market: Market
    market_scale: Scale

    def exact_market(self) -> Market:
        """The market with its values and prices written in the exact scale, for questions beyond what it proved."""
        return self.market.rewritten(Rewriting(self.market_scale, self.scale))


def share_out(instance: Instance) -> tuple[Table, Shares]:
    """Open the table of an instance and seat its rows as the objective wants, equal solutions decided by the draw.

    The pins must not contradict the rest. Rule: docs/matching.md.
    """
    with _collector_paused():
        table = open_table(instance)
        return table, _best_shares(table, instance.objective, instance.seed)


def _best_shares(table: Table, objective: Objective, seed: str) -> Shares:
    written = certificate_scale(len(table.requests))
    if objective == "serial":
        return Shares(serial_seats(table, seed), written, {}, {}, Market([], [], []), written)
    columns = columns_of(table)
    market, scale = _market_for(table, columns, objective)
    settling = Settling(market)
    requests = len(table.requests)
    settling.settle(rows_in_draw_order(seed, table.requests, [row for row in settling.movable if row < requests]))
    offer_of = columns.offer_of
    seats = [None if seat == NOWHERE else offer_of[seat] for seat in market.seat[:requests]]
    prices = list(map(Rewriting(scale, written).__getitem__, market.price))
    return Shares(seats, written, *_prices(table, columns, prices), market, scale)


def _market_for(table: Table, columns: Columns, objective: Objective) -> tuple[Market, Scale]:
    """The places shared out at the greatest value, in a narrow scale if that is enough."""
    classes = frozenset([request.priority for request in (*table.requests[:1], *table.requests[-1:])])
    narrow, exact = narrow_scale(objective, classes), exact_scale(objective, classes, len(table.requests))
    if narrow.bits < exact.bits:
        market = shared_out(columns, _values(table, objective, narrow), token_value=1 << narrow.bits)
        if narrow.suffices_for(market.price):
            return market, narrow
    # A token must have a place before any request counts; one above the six counts makes sure of it.
    return shared_out(columns, _values(table, objective, exact), token_value=1 << exact.bits), exact


def placeable_count(instance: Instance) -> int:
    """How many requests of the pool can be placed together, pins and cap kept; ranks and priority do not matter."""
    with _collector_paused():
        table = open_table(instance)
        columns = columns_of(table)
        market = shared_out(columns, [[1] * len(choices) for choices in table.choices], token_value=2)
    placed = sum(1 for seat in market.seat[: len(table.requests)] if seat != NOWHERE)
    return placed + len(instance.pinned)


def shared_out(columns: Columns, values: list[list[int]], token_value: int) -> Market:
    """Share the places out at the greatest value; ``values[row]`` belong to ``columns.choices[row]``, tokens aside."""
    values = values + [[token_value, token_value]] * (len(columns.choices) - len(values))
    market = Market(columns.choices, values, columns.places)
    late = place(market, bid(market), patience=PATIENCE + PATIENCE_FOR_EACH * len(market.choices))
    market.late = len(late)
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


def _values(table: Table, objective: Objective, scale: Scale) -> list[list[int]]:
    """What each choice of each row is worth, written in a scale."""
    deepest = max((ranks[-1] for ranks in table.ranks if ranks), default=0)
    value = {
        priority: [0] + [scale.packed(worth(objective, priority, rank)) for rank in range(1, deepest + 1)]
        for priority in (True, False)
    }
    # Requests of one class that choose at the same ranks share one row: there are few such rows, however many requests.
    of_priority: dict[tuple[int, ...], list[int]] = {}
    of_others: dict[tuple[int, ...], list[int]] = {}
    shared: list[list[int]] = []
    for request, ranks in zip(table.requests, table.ranks):
        known = of_priority if request.priority else of_others
        row = known.get(ranks)
        if row is None:
            row = known[ranks] = [value[request.priority][rank] for rank in ranks]
        shared.append(row)
    return shared


def _prices(table: Table, columns: Columns, price: list[int]) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    prices = {offer: price[column] for column, offer in enumerate(table.offers) if price[column] > 0}
    # Where no trainee of the pair is placed its column may be cheaper than the offer; then the pair adds nothing.
    first = len(table.offers)
    on_top = [price[first + index] - price[columns.offer_of[first + index]] for index in range(len(columns.pairs))]
    return prices, {pair: extra for pair, extra in zip(columns.pairs, on_top, strict=True) if extra > 0}
