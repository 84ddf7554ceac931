"""Step 6: the prices are the smallest that prove it, so that there is only one certificate.

What holds a price up is somebody who would otherwise want to come: a row that stands nowhere, or at a stop that costs
nothing, or at a stop whose cost is itself held up. If a cost above 0 is held up by no such chain of exactly equal
choices, it could be lowered together with all the costs that depend on it, and would still prove V.
"""

from __future__ import annotations

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.proof import Priced


def check_smallest(priced: Priced) -> None:
    """Every price above 0 is held up. Raises RefusedError naming the first offer whose price could be lower."""
    holds_up = _who_holds_up_whom(priced)
    held = [amount == 0 for amount in priced.cost]
    to_follow = [stop for stop, free in enumerate(held) if free]
    while to_follow:
        for other in holds_up[to_follow.pop()]:
            if not held[other]:
                held[other] = True
                to_follow.append(other)
    for stop, amount in enumerate(priced.price):
        if amount > 0 and not held[stop]:
            raise RefusedError("price_not_smallest", offer=priced.market.offer_at(stop))


def _who_holds_up_whom(priced: Priced) -> list[list[int]]:
    """For each stop, those whose cost is not smaller for its sake.

    Rows that stand there hold up the choices they like exactly as much. A pair never costs less than its offer, which
    so holds it up where it costs no more; and as long as the cap would let one more in, it holds its offer up in turn.
    """
    market = priced.market
    holds_up: list[list[int]] = [[] for _ in priced.cost]
    for stop, choices in zip(market.seat, priced.tight, strict=True):
        holds_up[stop] += [other for _, other in choices]
    for stop, outer in enumerate(market.outer):
        if outer and priced.price[stop] == 0:
            holds_up[outer].append(stop)
            if market.load[stop] < market.room[stop]:
                holds_up[stop].append(outer)
    return holds_up
