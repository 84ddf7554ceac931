"""What it would cost everybody to give somebody a choice that they did not obtain.

The price of a forced placement is the cheapest chain of moves on the final prices; nothing is solved again. It rests
on the prices being the smallest there are: a place that somebody leaves is filled, or stays empty, at no further cost.
"""

from __future__ import annotations

from functools import cached_property
from heapq import heapify, heappop, heappush

from plugins.immersion.matching.explaining.reach import levels
from plugins.immersion.matching.market import NOWHERE, Market

Steps = list[tuple[int, int]]


class Forcing:
    """A market that is shared out and settled, ready to be asked what another placement would cost."""

    def __init__(self, market: Market) -> None:
        """Note who sits where, once the draw is settled; only ``seat`` of the market is up to date by then."""
        self._market = market
        self._content = [0] * len(market.choices)
        self._holders: list[list[int]] = [[] for _ in market.price]
        for row, seat in enumerate(market.seat):
            if seat != NOWHERE:
                self._holders[seat].append(row)
                self._content[row] = market.worth_at(row, seat) - market.price[seat]

    def loss(self, row: int, position: int) -> int:
        """How much less everything is worth, packed, if a row has the choice at a position: 0 or more.

        It leaves its own place, and somebody must make way: by moving on, at last to the place it left, to a free one,
        or out. docs/matching.md.
        """
        market, home = self._market, self._market.seat[row]
        target, value = market.choices[row][position], market.values[row][position]
        making_way = self._way_out[target]
        if home != NOWHERE and self._level[home] <= self._level[target]:
            making_way = self._way(target, home, making_way)
        return self._content[row] - value + market.price[target] + making_way

    @cached_property
    def _onward(self) -> list[Steps]:
        """For each column where a holder could move on to, and what that costs at least."""
        market, price, content = self._market, self._market.price, self._content
        onward: list[Steps] = []
        for column, holders in enumerate(self._holders):
            cheapest: dict[int, int] = {}
            for holder in holders:
                for other, worth in zip(market.choices[holder], market.values[holder]):
                    cost = content[holder] - worth + price[other]
                    if other != column and cost < cheapest.get(other, cost + 1):
                        cheapest[other] = cost
            onward.append(list(cheapest.items()))
        return onward

    @cached_property
    def _whence(self) -> list[Steps]:
        """For each column from where somebody could move to it, and what that costs at least."""
        whence: list[Steps] = [[] for _ in self._onward]
        for column, steps in enumerate(self._onward):
            for other, cost in steps:
                whence[other].append((column, cost))
        return whence

    @cached_property
    def _level(self) -> list[int]:
        """A chain of moves never leads from a column to one of a higher level."""
        return levels(len(self._holders), lambda column: [other for other, _ in self._onward[column]])

    @cached_property
    def _way_out(self) -> list[int]:
        """For each column what it costs that one holder more makes way, to a free place or out."""
        cheapest = [
            min((self._content[holder] for holder in holders), default=0) if len(holders) >= places else 0
            for holders, places in zip(self._holders, self._market.places, strict=True)
        ]
        ahead = [(cost, column) for column, cost in enumerate(cheapest)]
        heapify(ahead)
        while ahead:
            cost, column = heappop(ahead)
            if cost == cheapest[column]:
                for other, step in self._whence[column]:
                    if cost + step < cheapest[other]:
                        cheapest[other] = cost + step
                        heappush(ahead, (cost + step, other))
        return cheapest

    def _way(self, start: int, end: int, most: int) -> int:
        """The cost of the cheapest chain of moves from one column to another, or ``most`` if none is cheaper.

        The search goes from both ends, so that it costs twice the smaller of the two.
        """
        sides = (_Side(start), _Side(end))
        forward, backward = sides
        while forward.ahead and backward.ahead and forward.ahead[0][0] + backward.ahead[0][0] < most:
            side, other = sides if len(forward.ahead) <= len(backward.ahead) else (backward, forward)
            cost, column = heappop(side.ahead)
            if cost > side.cost[column]:
                continue
            steps = (self._onward if side is forward else self._whence)[column]
            most = side.advance(cost, steps, other, most)
        return most


class _Side:
    """One side of a search: what it has reached at what cost, and what is ahead."""

    def __init__(self, column: int) -> None:
        self.cost = {column: 0}
        self.ahead = [(0, column)]

    def advance(self, cost: int, steps: Steps, other: _Side, most: int) -> int:
        """Take the steps from a column reached at ``cost``; returns the cost of the cheapest chain known by now."""
        known, met = self.cost, other.cost
        for column, step in steps:
            total = cost + step
            if total < known.get(column, most):
                known[column] = total
                heappush(self.ahead, (total, column))
                if column in met and total + met[column] < most:
                    most = total + met[column]
        return most
