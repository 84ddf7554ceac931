"""The places of a round as they are being shared out, with the prices that tell who may have them.

Rows are requests, columns are offers. A request is worth something at each of its choices, and pays the price of the
place it takes; what is left over is its *contentment*. Prices begin at 0 and only rise, and a price above 0 means that
every place there is taken. When everybody holds what contents them most at these prices, the total worth is greatest:
that is what the certificate of a result shows.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Final

NOWHERE: Final = -1


Wishes = list[tuple[int, int]]


class Market:
    """Who sits where, at which prices; the stages of the solver work on it in turn.

    ``wishes[row]`` are pairs (column, value), best first: a value is what the place is worth to the request (an integer
    above 0, not rising with position). ``places[column]`` says how many may sit there, ``holders[column]`` who does,
    ``free[column]`` how many places are left. ``seat[row]`` is a column or NOWHERE, ``worth[row]`` the value of it.

    Values are multiples of 2 ** ``tag_bits``, and so are prices and all differences: a *tag*, which says which wish of
    which row a number is about, fits below them. One integer then carries both, and is sorted by the number.
    """

    __slots__ = ("free", "holders", "places", "position_bits", "price", "seat", "tag_bits", "wishes", "worth")

    def __init__(self, wishes: list[Wishes], places: list[int]) -> None:
        """Open the market with everybody waiting and every price 0."""
        self.wishes = wishes
        self.places = places
        self.price = [0] * len(places)
        self.seat = [NOWHERE] * len(wishes)
        self.worth = [0] * len(wishes)
        #: Both are filled in when bidding ends.
        self.holders: list[list[int]] = []
        self.free: list[int] = []
        self.position_bits, self.tag_bits = tag_bits(wishes)

    def contentment(self, row: int) -> int:
        """The most that a wish of this row is worth above its price, 0 at least."""
        price = self.price
        most = 0
        for column, value in self.wishes[row]:
            most = max(most, value - price[column])
        return most

    def sit(self, row: int, column: int) -> None:
        """Move a row to a column (or NOWHERE), off the place it has; counting the free places is the caller's."""
        left = self.seat[row]
        if left != NOWHERE:
            self.holders[left].remove(row)
        self.seat[row] = column
        if column == NOWHERE:
            self.worth[row] = 0
        else:
            self.holders[column].append(row)
            self.worth[row] = dict(self.wishes[row])[column]


def tag_bits(rows: Sequence[Sized]) -> tuple[int, int]:
    """How many bits the position of a wish takes in a tag, and how many the whole tag, given each row's wishes."""
    position = max(map(len, rows), default=0).bit_length()
    return position, position + len(rows).bit_length()
