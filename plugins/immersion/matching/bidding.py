"""The first stage: everybody bids for the place they like best, until only ties are left.

A request would rather have another of its choices, or nothing, once the price of its favourite has risen by more than
the difference: that is its bid. Where there are more bids than places the lowest is turned away, and its bid becomes
the price. No price rises above what it must be in the end, for at any lower price too many would insist on the place.

Whoever could only tie, at a price that everybody there can pay, is left to the next stage: a tie is resolved by moving
others, not by bidding.
"""

from __future__ import annotations

from heapq import heappush, heapreplace
from typing import TYPE_CHECKING

from plugins.immersion.matching.market import NOWHERE, Market

if TYPE_CHECKING:
    from mypy_extensions import i64


def bid(market: Market) -> list[int]:  # noqa: PLR0915
    """Let every row of a new market bid; return those that tie, in the order in which they did.

    Whoever is neither seated nor returned is content with nothing at the prices by then.
    """
    choices, values, places = market.choices, market.values, market.places
    price, seat, worth = market.price, market.seat, market.worth
    # A bid and its row in one integer; the heap of a column gives the lowest.
    bids: list[list[int]] = [[] for _ in places]
    bits = market.tag_bits
    row_of_bid = (1 << bits) - 1
    tied: list[int] = []
    waiting = list(range(len(choices) - 1, -1, -1))
    column: i64
    favourite: i64
    push, replace = heappush, heapreplace
    while waiting:
        row = waiting.pop()
        best = second = 0
        favourite = NOWHERE
        value_there = 0
        for column, value in zip(choices[row], values[row]):
            above = value - price[column]
            if above > best:
                second, best = best, above
                favourite, value_there = column, value
            elif above > second:
                second = above
        if favourite == NOWHERE:
            continue
        offered = price[favourite] + best - second
        there = bids[favourite]
        if len(there) < places[favourite]:
            push(there, (offered << bits) + row)
        elif offered > (lowest := there[0] >> bits):
            loser = replace(there, (offered << bits) + row) & row_of_bid
            price[favourite] = lowest
            seat[loser] = NOWHERE
            worth[loser] = 0
            waiting.append(loser)
        else:
            if offered > price[favourite]:
                price[favourite] = offered
                waiting.append(row)
            else:
                tied.append(row)
            continue
        seat[row] = favourite
        worth[row] = value_there
    market.holders = [[one & row_of_bid for one in there] for there in bids]
    market.free = [count - len(there) for count, there in zip(places, bids)]
    return tied
