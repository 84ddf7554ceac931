"""Step 5: the prices prove that V cannot be higher.

Let every open place have a price. Whatever the assignment, what a row is worth at its stop is at most its contentment
(the most that a choice is worth above its cost, 0 at least) plus the cost of that stop; so the total is at most the
contentments of all rows plus the prices of all rooms. A V that weighs as much as that bound is the greatest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.form import Certificate
from plugins.immersion.matching.checking.market import Market
from plugins.immersion.matching.checking.vector import parts_of


@dataclass(frozen=True, slots=True)
class Priced:
    """A market with its prices: what each row is content with, and the choices that are worth exactly that.

    ``price[stop]`` is the price of a room (that of a pair comes on top of its offer's), ``cost[stop]`` what a row pays
    there in all, and ``tight[row]`` the (rank, stop) whose value less its cost is ``content[row]``, best first.
    """

    market: Market
    price: list[int]
    cost: list[int]
    content: list[int]
    tight: list[list[tuple[int, int]]]


def check_weights(weights: Sequence[int], rows: int) -> None:
    """No weight may be outweighed by all lower counts together, each at most the number of rows."""
    lower = 0
    for number in range(len(weights), 0, -1):
        if weights[number - 1] <= rows * lower:
            raise RefusedError("weight_too_small", number=number)
        lower += weights[number - 1]


def check_proof(market: Market, certificate: Certificate, objective: str, vector: Sequence[int]) -> Priced:
    """Check that the weights order vectors as the objective does, and that the bound is what ``vector`` weighs.

    ``vector`` is V less what the pins count. Returns the market with its prices, for the steps that follow.
    """
    weights = certificate.weights
    check_weights(weights, len(market.rows))
    price = _price_of_stops(market, certificate)
    cost = [one + price[outer] for one, outer in zip(price, market.outer, strict=True)]
    content: list[int] = []
    tight: list[list[tuple[int, int]]] = []
    worth = _Worth(objective, weights)
    for row, choices in zip(market.rows, market.choices, strict=True):
        above = [worth.of(row.priority, rank) - cost[stop] for rank, stop in choices]
        most = max([0, *above])
        content.append(most)
        tight.append([choice for choice, gain in zip(choices, above, strict=True) if gain == most])
    bound = sum(content) + sum(one * room for one, room in zip(price, market.room, strict=True))
    reached = sum(count * weight for count, weight in zip(vector, weights, strict=True))
    priced = Priced(market, price, cost, content, tight)
    if bound != reached:
        raise _gap(priced)
    return priced


def _gap(priced: Priced) -> RefusedError:
    """Where the bound is above V: at the first row that is not content, or else at a room with a price and free places.

    There is one of them, because the bound is the sum of what rows are worth where they stand exactly if all rows are
    content and all rooms with a price are full.
    """
    market = priced.market
    for row, stop in enumerate(market.seat):
        at_ease = any(other == stop for _, other in priced.tight[row]) if stop else priced.content[row] == 0
        if not at_ease:
            return RefusedError("not_proved_request", request=market.rows[row].id)
    stop = next(s for s, price in enumerate(priced.price) if price > 0 and market.load[s] < market.room[s])
    return RefusedError("not_proved_offer", offer=market.offer_at(stop))


class _Worth:
    """What a placement weighs, by class and rank; few differ, so that each is added up once."""

    def __init__(self, objective: str, weights: Sequence[int]) -> None:
        self.objective = objective
        self.weights = weights
        self.known: dict[tuple[bool, int], int] = {}

    def of(self, priority: bool, rank: int) -> int:
        if (priority, rank) not in self.known:
            parts = parts_of(self.objective, priority, rank)
            self.known[priority, rank] = sum(self.weights[part] for part in parts)
        return self.known[priority, rank]


def _price_of_stops(market: Market, certificate: Certificate) -> list[int]:
    """Prices by stop; what is not listed costs 0. Only an offer of the instance, or a capped pair, has a price."""
    price = [0] * len(market.outer)
    stops: dict[object, int] = {name: stop for stop, name in enumerate([*market.offers, *market.pairs], start=1)}
    for offer, amount in certificate.prices.items():
        if offer not in stops:
            raise RefusedError("price_unknown_offer", offer=offer)
        price[stops[offer]] = amount
    for pair, amount in certificate.institution_prices.items():
        if pair not in stops:
            raise RefusedError("price_unknown_pair", institution=pair[0], offer=pair[1])
        price[stops[pair]] = amount
    return price
