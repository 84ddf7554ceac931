"""Step 7: of all assignments worth V, this is the one the draw asks for.

With the prices proved, an assignment is worth V exactly if every row stands at a choice that is worth its contentment
(nowhere only if that is 0), every room with a price above 0 is full, and rooms and cap are kept. So two of them differ
by rounds of moves among equally good stops, in which "nowhere" is a stop too: rows content with nothing may go there,
an offer of price 0 may give an empty place or take one. The one given is what the draw asks for exactly if no request
could get a better choice by a round that moves only requests behind it in the draw order.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.market import NOWHERE
from plugins.immersion.matching.checking.proof import Priced
from plugins.immersion.matching.checking.rounds import Move, wanted_on_a_round

#: Rooms are never settled: their moves come before those of any request.
ROOM_STEP = 0


def check_draw(priced: Priced) -> int:
    """Return how many requests have another stop as good; raise RefusedError for the first that could do better."""
    market = priced.market
    wishes: list[tuple[int, int]] = []
    moves = list(_moves_of_rooms(priced))
    movable = 0
    for row, stop in enumerate(market.seat):
        before = len(moves)
        wanted = True
        for _, other in priced.tight[row]:
            if other == stop:
                wanted = False
            else:
                moves.append(Move(stop, other, len(market.seat) - row, wanted, len(wishes)))
                wishes.append((row, other))
        if stop != NOWHERE and priced.content[row] == 0:
            moves.append(Move(stop, NOWHERE, len(market.seat) - row, False, 0))
        movable += len(moves) > before
    could = wanted_on_a_round(moves)
    if could:
        # Wishes were noted in draw order, and best first.
        row, other = wishes[min(move.name for move in could)]
        raise RefusedError("draw_differs", request=market.rows[row].id, offer=market.offer_at(other))
    return movable


def _moves_of_rooms(priced: Priced) -> Iterator[Move]:
    """What rooms allow by themselves, told as the move of one who stands at the source and goes to the target.

    An offer of price 0 may lose one to nobody's gain, and take one more if it is not full. A pair that costs no more
    than its offer is only a limit: somebody in its room may count as one elsewhere in the offer as long as the limit
    is not reached, and the other way round as long as there is somebody.
    """
    market = priced.market
    for stop, (price, room, load, outer) in enumerate(
        zip(priced.price, market.room, market.load, market.outer, strict=True)
    ):
        if stop == NOWHERE or price > 0:
            continue
        inside, outside = stop, outer
        if load < room:
            yield Move(inside, outside, ROOM_STEP, False, 0)
        if load > 0 or outside == NOWHERE:
            yield Move(outside, inside, ROOM_STEP, False, 0)
