"""The draw among equals: of all assignments worth the same, the one that serves the draw order best.

Two assignments of the same greatest value differ by circular moves among choices that cost nothing at the final prices.
Requests are taken in draw order; each gets the best choice that such a round of moves, through requests not yet
settled, can free. "Nowhere" is a stop of the round like any offer: a request content with nothing may go there, and an
offer whose places are worth nothing may have one more or one fewer empty.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugins.immersion.matching.market import NOWHERE, Market

Move = tuple[int, int]
START = -2


class Settling:
    """Settles requests one by one on a market that is shared out; changes its ``seat`` only.

    ``movable`` are the rows that could stop at more than one place at no cost, nowhere included.
    """

    def __init__(self, market: Market) -> None:
        """Find, for each request, the choices that cost nothing at the final prices."""
        rows, columns = len(market.choices), len(market.price)
        self.seat = market.seat
        self.price = market.price
        self.may_leave = [False] * rows
        self.free = list(market.free)
        self.equal: list[list[int]] = [[]] * rows
        self.movers: list[list[int]] = [[] for _ in range(columns)]
        self.candidates: list[list[int]] = [[] for _ in range(columns)]
        # Columns with different labels are never on one round of moves; label 0 is also that of nowhere.
        self.label = [0] * columns
        self._labels = 1
        self._settled = [False] * rows
        self.movable: list[int] = []
        self._find_movable(market)

    def _find_movable(self, market: Market) -> None:
        """Note the requests that can stop at more than one place, nowhere included.

        A request that holds a first choice which costs nothing, and is worth more than the next, stays there whatever
        happens. That is many of them, found without a look at the prices of the others.
        """
        price, may_leave = self.price, self.may_leave
        row = -1
        for columns, values, here, worth in zip(market.choices, market.values, market.seat, market.worth):
            row += 1
            content = worth - price[here] if worth else 0
            if not columns or (content == values[0] and (len(values) == 1 or content > values[1])):
                continue
            equal = [column for column, value in zip(columns, values) if value - price[column] == content]
            if content == 0:
                may_leave[row] = True
            elif len(equal) == 1:
                continue
            if equal:
                self.equal[row] = equal
                self.movable.append(row)
                if worth:
                    self.movers[here].append(row)
                for column in equal:
                    self.candidates[column].append(row)

    def settle(self, rows: Iterable[int]) -> None:
        """Settle movable rows in the order given; the others only make way."""
        for row in rows:
            self._settle(row, self.equal[row])

    def _settle(self, row: int, columns: list[int]) -> None:
        here = self.seat[row]
        self._settled[row] = True
        if here != NOWHERE:
            self.movers[here].remove(row)
        home = 0 if here == NOWHERE else self.label[here]
        for column in columns:
            if column == here:
                return
            if self.label[column] == home:
                moves = self._round(column, here)
                if moves is not None:
                    self._make(moves)
                    self.free[column] -= 1
                    if here != NOWHERE:
                        self.free[here] += 1
                    self.seat[row] = column
                    return
                home = 0 if here == NOWHERE else self.label[here]

    def _make(self, moves: list[Move]) -> None:
        for row, column in moves:
            left = self.seat[row]
            if left != NOWHERE:
                self.movers[left].remove(row)
                self.free[left] += 1
            if column != NOWHERE:
                self.movers[column].append(row)
                self.free[column] -= 1
            self.seat[row] = column

    def _round(self, target: int, home: int) -> list[Move] | None:
        """Moves that free a place at ``target`` and fill the one left at ``home``, or None if there are none.

        The search goes forward from the target and backward from home in turn, so that it costs twice the smaller of
        the two; a side that is exhausted is cut off for good by a label of its own.
        """
        search = _Search(self, target, home)
        while True:
            if not search.exit_found:
                if not search.step_forward():
                    self._cut_off(search.before)
                    return None
            elif search.entry_found:
                return search.moves()
            if search.met != NOWHERE:
                return search.moves()
            if not search.entry_found:
                if not search.step_backward():
                    self._cut_off(search.after)
                    return None
                if search.met != NOWHERE:
                    return search.moves()

    def _cut_off(self, columns: dict[int, Move]) -> None:
        for column in columns:
            self.label[column] = self._labels
        self._labels += 1

    def unsettled_candidates(self, column: int) -> list[int]:
        """Requests not yet settled for which this column costs nothing; those settled are dropped for good."""
        settled = self._settled
        left = [row for row in self.candidates[column] if not settled[row]]
        self.candidates[column] = left
        return left


class _Search:
    """One search for a round of moves: columns reached forward from the target, and backward from home.

    ``before[column]`` is the move (row, column it came from) that reaches it from the target; ``after[column]`` the
    move (row, column it goes to) that leads from it towards home. ``exit`` is the move to nowhere that ends the
    forward part, ``entry`` the move from nowhere that begins the backward part; row START stands for an empty place.
    """

    def __init__(self, settling: Settling, target: int, home: int) -> None:
        self.settling = settling
        self.label = settling.label[target]
        self.open = self.label == 0
        self.before: dict[int, Move] = {target: (START, NOWHERE)}
        self.after: dict[int, Move] = {}
        self.exit_found = False
        self.exit: Move = (START, NOWHERE)
        self.entry_found = home == NOWHERE
        self.entry: Move = (START, NOWHERE)
        self.met = NOWHERE
        self._forward = [target]
        self._backward: list[int] = []
        self._next_forward = self._next_backward = 0
        if home != NOWHERE:
            self.after[home] = (START, NOWHERE)
            self._backward.append(home)

    def step_forward(self) -> bool:
        """See where the holders of one more column could go; False if no column is left to look at."""
        if self._next_forward == len(self._forward):
            return False
        column = self._forward[self._next_forward]
        self._next_forward += 1
        settling = self.settling
        if self.open and settling.free[column] > 0:
            self.exit_found, self.exit = True, (START, column)
            return True
        for row in settling.movers[column]:
            if self.open and settling.may_leave[row]:
                self.exit_found, self.exit = True, (row, column)
                return True
            for other in settling.equal[row]:
                if other not in self.before and settling.label[other] == self.label:
                    self.before[other] = (row, column)
                    if other in self.after:
                        self.met = other
                        return True
                    self._forward.append(other)
        return True

    def step_backward(self) -> bool:
        """See who could come to one more column; False if no column is left to look at."""
        if self._next_backward == len(self._backward):
            return False
        column = self._backward[self._next_backward]
        self._next_backward += 1
        settling = self.settling
        if self.open and settling.price[column] == 0:
            self.entry_found, self.entry = True, (START, column)
            return True
        for row in settling.unsettled_candidates(column):
            other = settling.seat[row]
            if other == NOWHERE:
                if self.open:
                    self.entry_found, self.entry = True, (row, column)
                    return True
            elif other not in self.after and settling.label[other] == self.label:
                self.after[other] = (row, column)
                if other in self.before:
                    self.met = other
                    return True
                self._backward.append(other)
        return True

    def moves(self) -> list[Move]:
        """The round that was found, as (row, column or nowhere)."""
        if self.met != NOWHERE:
            return self._moves_to(self.met) + self._moves_from(self.met)
        leaver, last = self.exit
        moves = self._moves_to(last)
        if leaver != START:
            moves.append((leaver, NOWHERE))
        if self.after:
            comer, first = self.entry
            if comer != START:
                moves.append((comer, first))
            moves += self._moves_from(first)
        return moves

    def _moves_to(self, column: int) -> list[Move]:
        moves: list[Move] = []
        while True:
            row, origin = self.before[column]
            if row == START:
                return moves
            moves.append((row, column))
            column = origin

    def _moves_from(self, column: int) -> list[Move]:
        moves: list[Move] = []
        while True:
            row, column = self.after[column]
            if row == START:
                return moves
            moves.append((row, column))
