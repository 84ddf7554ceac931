"""Sharing the places out at the greatest total value, and the prices that prove it.

Every request that waits for a place is the root of a tree of possible moves: "if I take this place, its holder needs
another, which is held by ..." All trees grow together, at the pace of one clock: as it advances, requests in a tree
become content with less and places in a tree become dearer. A tree that reaches a free place, or a holder who loses
nothing by leaving, moves everybody along its branch, and is dissolved. Each request has a contentment and each place a
price, such that in the end everybody holds what is best for them at these prices: that proves the total is greatest.
"""

from __future__ import annotations

from heapq import heappop, heappush

NOWHERE = -1


class Forest:
    """The places as they are being shared out; read ``seat``, ``price`` and ``content`` when ``grow`` has returned.

    ``choices[row]`` are columns, ``values[row]`` what each is worth (integers above 0, not rising with position), and
    ``places[column]`` how many may sit there. ``seat[row]`` is a column or NOWHERE.
    """

    def __init__(self, choices: list[list[int]], values: list[list[int]], places: list[int]) -> None:
        """Seat whoever finds a free place at their first choice, which costs nobody anything."""
        self.choices = choices
        self.values = values
        self.places = places
        self.seat = [NOWHERE] * len(choices)
        self.content = [worths[0] if worths else 0 for worths in values]
        self.price = [0] * len(places)
        self.holders: list[list[int]] = [[] for _ in places]
        self.clock = 0
        self._leave = max((len(columns) for columns in choices), default=0)
        self._entry = [NOWHERE] * len(choices)
        self._row_of: list[int] = []
        self._zero: list[int] = []
        self._tree_of: list[int] = []
        self._grown = [NOWHERE] * len(places)
        self._parent = [NOWHERE] * len(places)
        self._waiting: list[list[int]] = [[] for _ in places]
        self._entries_in: list[list[int]] = []
        self._columns_in: list[list[int]] = []
        self._events: dict[int, list[int]] = {}
        self._times: list[int] = []
        self._seat_first_choices()

    def _seat_first_choices(self) -> None:
        for row, columns in enumerate(self.choices):
            if columns:
                holders = self.holders[columns[0]]
                if len(holders) < self.places[columns[0]]:
                    holders.append(row)
                    self.seat[row] = columns[0]

    def grow(self) -> None:
        """Let every waiting request grow its tree until all are placed or content with nothing."""
        for row, columns in enumerate(self.choices):
            if columns and self.seat[row] == NOWHERE:
                self._entries_in.append([])
                self._columns_in.append([])
                self._enter(row, len(self._entries_in) - 1)
        while self._times:
            self.clock = heappop(self._times)
            events = self._events[self.clock]
            while events:
                self._meet(events.pop())
            del self._events[self.clock]

    def _enter(self, row: int, tree: int) -> None:
        """Take a request into a tree, and note when each of its other choices will be worth as much as what it has."""
        entry = len(self._row_of)
        zero = self.clock + self.content[row]
        self._row_of.append(row)
        self._zero.append(zero)
        self._tree_of.append(tree)
        self._entries_in[tree].append(entry)
        self._entry[row] = entry
        first_event = entry * (self._leave + 1)
        here = self.seat[row]
        values = self.values[row]
        for position, column in enumerate(self.choices[row]):
            if column == here:
                continue
            if self._grown[column] != NOWHERE:
                self._waiting[column].append(first_event + position)
            else:
                advantage = values[position] - self.price[column]
                # Prices never fall, so a choice that is worth nothing now will never be.
                if advantage > 0:
                    self._note(zero - advantage, first_event + position)
        self._note(zero, first_event + self._leave)

    def _note(self, time: int, event: int) -> None:
        events = self._events.get(time)
        if events is None:
            self._events[time] = [event]
            heappush(self._times, time)
        else:
            events.append(event)

    def _meet(self, event: int) -> None:
        """A request in a tree has come down to one of its choices, or to nothing at all."""
        entry, position = divmod(event, self._leave + 1)
        row = self._row_of[entry]
        if self._entry[row] != entry:
            return
        if position == self._leave:
            self._move(row, NOWHERE, self._tree_of[entry])
            return
        column = self.choices[row][position]
        if self._grown[column] != NOWHERE:
            self._waiting[column].append(event)
            return
        time = self._zero[entry] - self.values[row][position] + self.price[column]
        if time > self.clock:
            # The place became dearer while another tree held it.
            self._note(time, event)
        elif len(self.holders[column]) < self.places[column]:
            self._move(row, column, self._tree_of[entry])
        else:
            self._reach(column, row, self._tree_of[entry])

    def _reach(self, column: int, row: int, tree: int) -> None:
        """A full column joins the tree, and so does everybody who holds a place there."""
        self._grown[column] = tree
        self._parent[column] = row
        # While in the tree the price rises with the clock: it is kept as the difference.
        self.price[column] -= self.clock
        self._columns_in[tree].append(column)
        for holder in self.holders[column]:
            self._enter(holder, tree)

    def _move(self, row: int, column: int, tree: int) -> None:
        """Move everybody on the branch one place on, the last to ``column`` (or nowhere), and dissolve the tree."""
        while True:
            left = self.seat[row]
            self.seat[row] = column
            if column != NOWHERE:
                self.holders[column].append(row)
            if left == NOWHERE:
                break
            self.holders[left].remove(row)
            column, row = left, self._parent[left]
        self._dissolve(tree)

    def _dissolve(self, tree: int) -> None:
        """Fix contentments and prices as the clock has made them, and let other trees have what this one held."""
        clock = self.clock
        for entry in self._entries_in[tree]:
            row = self._row_of[entry]
            self.content[row] = self._zero[entry] - clock
            self._entry[row] = NOWHERE
        columns = self._columns_in[tree]
        for column in columns:
            self._grown[column] = NOWHERE
            self.price[column] += clock
        for column in columns:
            self._wake(column)

    def _wake(self, column: int) -> None:
        """Tell those who waited for this column while a tree held it when they can have it."""
        waiting, self._waiting[column] = self._waiting[column], []
        for event in waiting:
            entry, position = divmod(event, self._leave + 1)
            row = self._row_of[entry]
            if self._entry[row] == entry:
                advantage = self.values[row][position] - self.price[column]
                if advantage > 0:
                    self._note(self._zero[entry] - advantage, event)
