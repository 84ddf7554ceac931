"""The places of a round as they are being shared out, with the prices that tell who may have them.

Rows are requests, columns are offers. A request is worth something at each of its choices, and pays the price of the
place it takes; what is left over is its *contentment*. Prices begin at 0 and only rise, and a price above 0 means that
every place there is taken. When everybody holds what contents them most at these prices, the total worth is greatest:
that is what the certificate of a result shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from typing import Final

NOWHERE: Final = -1


class Market:
    """Who sits where, at which prices; the stages of the solver work on it in turn.

    ``choices[row]`` are columns, best first, and ``values[row]`` what each is worth to the request (an integer above 0,
    not rising with position); rows that value alike may share one list. ``places[column]`` says how many may sit there,
    ``holders[column]`` who does, ``free[column]`` how many places are left. ``seat[row]`` is a column or NOWHERE,
    ``worth[row]`` the value of it.

    A *tag* is a number that says which choice of which row something is about: the position in its ``position_bits``,
    the row above. It fits below a cost that is shifted by ``tag_bits``: one integer carries both, sorted by the cost.
    """

    __slots__ = (
        "choices",
        "free",
        "holders",
        "late",
        "places",
        "position_bits",
        "price",
        "seat",
        "tag_bits",
        "values",
        "worth",
    )

    def __init__(self, choices: list[list[int]], values: list[list[int]], places: list[int]) -> None:
        """Open the market with everybody waiting and every price 0."""
        self.choices = choices
        self.values = values
        self.places = places
        self.price = [0] * len(places)
        self.seat = [NOWHERE] * len(choices)
        self.worth = [0] * len(choices)
        #: Both are filled in when bidding ends.
        self.holders: list[list[int]] = []
        self.free: list[int] = []
        self.position_bits, self.tag_bits = tag_bits(choices)
        #: How many rows came to the third stage.
        self.late = 0

    def rewritten(self, numbers: Mapping[int, int]) -> Market:
        """This market with its values and prices as other numbers; seats are the same."""
        other = Market(self.choices, [[numbers[value] for value in values] for values in self.values], self.places)
        other.price = [numbers[price] for price in self.price]
        other.seat = self.seat
        return other

    def contentment(self, row: int) -> int:
        """The most that a choice of this row is worth above its price, 0 at least."""
        price = self.price
        most = 0
        for column, value in zip(self.choices[row], self.values[row]):
            above = value - price[column]
            most = max(most, above)
        return most

    def worth_at(self, row: int, column: int) -> int:
        """What a column is worth to a row that chose it."""
        return self.values[row][self.choices[row].index(column)]

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
            self.worth[row] = self.worth_at(row, column)


def tag_bits(rows: Sequence[Sized]) -> tuple[int, int]:
    """How many bits the position of a choice takes in a tag, and how many the whole tag, given each row's choices."""
    position = max(map(len, rows), default=0).bit_length()
    return position, position + len(rows).bit_length()
