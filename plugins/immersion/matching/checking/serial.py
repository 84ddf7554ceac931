"""Steps 5 to 7 for the objective "serial": the rule is simple enough to be carried out again."""

from __future__ import annotations

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.market import NOWHERE, Market


def check_serial(market: Market) -> None:
    """Pins reserved, each row in draw order has the best of its choices where a place, and the cap, is left."""
    left = list(market.room)
    for row, choices in enumerate(market.choices):
        best = next((stop for _, stop in choices if left[stop] > 0 and left[market.outer[stop] or stop] > 0), NOWHERE)
        if best != market.seat[row]:
            offer = market.offer_at(best) if best else "–"
            raise RefusedError("serial_differs", request=market.rows[row].id, offer=offer)
        left[best] -= 1
        if market.outer[best]:
            left[market.outer[best]] -= 1
