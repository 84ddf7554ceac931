"""The draw among equals: of all assignments worth the same, the one that serves the draw order best.

Two assignments of the same greatest value differ by circular moves among choices that cost nothing at the final prices.
Requests are taken in draw order; each gets the best choice that such a round of moves, through requests not yet
settled, can free. "Nowhere" is a stop of the round like any offer: a request content with nothing may go there, and an
offer whose places are worth nothing may have one more or one fewer empty.
"""

from __future__ import annotations

from plugins.immersion.matching.forest import NOWHERE, Forest

Move = tuple[int, int]
START = -2


class Settling:
    """Settles requests one by one on a forest that has grown; changes its ``seat`` only."""

    def __init__(self, forest: Forest) -> None:
        """Find, for each request, the choices that cost nothing at the final prices."""
        self.seat = forest.seat
        self.price = forest.price
        self.may_leave = [content == 0 for content in forest.content]
        self.free = list(forest.free)
        self.equal: list[list[int]] = [[]] * len(forest.choices)
        self.movers: list[list[int]] = [[] for _ in forest.price]
        self.candidates: list[list[int]] = [[] for _ in forest.price]
        # Columns with different labels are never on one round of moves; label 0 is also that of nowhere.
        self.label = [0] * len(forest.price)
        self._labels = 1
        self._settled = [False] * len(forest.choices)
        self._movable: list[int] = []
        for row in _rows_with_a_say(forest):
            columns = _equal_choices(forest, row)
            if len(columns) > 1 or (columns and self.may_leave[row]):
                self._add(row, columns)

    def _add(self, row: int, columns: list[int]) -> None:
        """Note a request that can stop at more than one place, nowhere included."""
        self.equal[row] = columns
        self._movable.append(row)
        if self.seat[row] != NOWHERE:
            self.movers[self.seat[row]].append(row)
        for column in columns:
            self.candidates[column].append(row)

    def settle(self, rows: int) -> None:
        """Settle the first ``rows`` requests, in order; those behind only make way."""
        for row in self._movable:
            if row < rows:
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


def _rows_with_a_say(forest: Forest) -> list[int]:
    """Rows that may have more than one stop at no cost; the others hold the one thing they can have.

    A request as content as its first choice could make it, with nothing else worth as much, stays there; so does one
    with a single choice that would lose by leaving. This is most requests, found without looking at a price.
    """
    return [
        row
        for row, (columns, values, content) in enumerate(
            zip(forest.choices, forest.values, forest.content, strict=True)
        )
        if content == 0 or (len(columns) > 1 and not content == values[0] > values[1])
    ]


def _equal_choices(forest: Forest, row: int) -> list[int]:
    """The choices of a request that are worth exactly its contentment at the final prices, best rank first."""
    content, price = forest.content[row], forest.price
    # Peeling shortens the choices and leaves the values as they are, hence no strict zip.
    pairs = zip(forest.choices[row], forest.values[row], strict=False)
    return [column for column, value in pairs if value - price[column] == content]


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
