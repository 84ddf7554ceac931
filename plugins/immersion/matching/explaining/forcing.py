"""What it would cost everybody to give somebody a choice that they did not obtain.

The price of a forced placement is found by one search for the cheapest chain of moves on the final prices, not by
solving the round again. It rests on the prices being the smallest there are: then a place that somebody leaves is
filled, or stays empty, at no further cost.
"""

from __future__ import annotations

from heapq import heappop, heappush

from plugins.immersion.matching.market import NOWHERE, Market


class Forcing:
    """A market that is shared out and settled, ready to be asked what another placement would cost."""

    def __init__(self, market: Market) -> None:
        """Note who sits where, once the draw is settled; only ``seat`` of the market is up to date by then."""
        self._market = market
        self._content = [0] * len(market.wishes)
        self._holders: list[list[int]] = [[] for _ in market.price]
        for row, seat in enumerate(market.seat):
            if seat != NOWHERE:
                self._holders[seat].append(row)
                self._content[row] = dict(market.wishes[row])[seat] - market.price[seat]

    def loss(self, row: int, position: int) -> int:
        """How much less everything is worth, packed, if a row has the wish at a position: 0 or more.

        It leaves its own place, and somebody must make way: by moving on, at last to the place it left, to a free one,
        or out. docs/matching.md.
        """
        market, price = self._market, self._market.price
        home = market.seat[row]
        target, value = market.wishes[row][position]
        reached: set[int] = set()
        ahead = [(self._content[row] - value + price[target], target)]
        while True:
            cost, column = heappop(ahead)
            if column in (home, NOWHERE):
                return cost >> market.tag_bits
            if column in reached:
                continue
            reached.add(column)
            if len(self._holders[column]) < market.places[column]:
                heappush(ahead, (cost, NOWHERE))
            for holder in self._holders[column]:
                heappush(ahead, (cost + self._content[holder], NOWHERE))
                base = cost + self._content[holder]
                for other, worth in market.wishes[holder]:
                    if other not in reached:
                        heappush(ahead, (base - worth + price[other], other))
