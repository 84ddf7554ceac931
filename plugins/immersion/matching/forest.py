"""Sharing the places out at the greatest total value, and the prices that prove it.

Every request that waits for a place is the root of a tree of possible moves: "if I take this place, its holder needs
another, which is held by ..." All trees grow together, at the pace of one clock: as it advances, requests in a tree
become content with less and places in a tree become dearer. A tree that reaches a free place, or a holder who loses
nothing by leaving, moves everybody along its branch, and is dissolved. Each request has a contentment and each place a
price, such that in the end everybody holds what is best for them at these prices: that proves the total is greatest.

This is the one place where the solver spends its time. Hence plain lists of integers, which Python handles fastest and
its memory manager need not follow, and lists taken into local names before a loop.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

NOWHERE = -1


class _Agenda(dict[int, list[int]]):
    """Events by the time they are due. Few times differ, so that each has a list and the heap of times stays small."""

    def __init__(self) -> None:
        self.times: list[int] = []

    def __missing__(self, time: int) -> list[int]:
        heappush(self.times, time)
        events: list[int] = []
        self[time] = events
        return events


class Forest:
    """The places as they are being shared out; read ``seat``, ``price`` and ``content`` when ``grow`` has returned.

    ``choices[row]`` are columns, ``values[row]`` what each is worth (integers above 0, not rising with position), and
    ``places[column]`` how many may sit there. ``seat[row]`` is a column or NOWHERE, and ``free[column]`` the number of
    empty places.

    An *entry* is one stay of a request in a tree, numbered as they come; an *event* is an entry together with the
    position of the choice it may come down to (or ``leave``, to nothing), packed into one integer.
    """

    def __init__(self, choices: list[list[int]], values: list[list[int]], places: list[int]) -> None:
        """Seat whoever finds a free place at their first choice, which costs nobody anything."""
        self.choices = choices
        self.values = values
        self.seat = [NOWHERE] * len(choices)
        self.content = [worths[0] if worths else 0 for worths in values]
        self.price = [0] * len(places)
        self.free = list(places)
        self.holders: list[list[int]] = [[] for _ in places]
        self.clock = 0
        self._bits = max((len(columns) for columns in choices), default=0).bit_length()
        self._leave = (1 << self._bits) - 1
        self._entry = [NOWHERE] * len(choices)
        self._row_of: list[int] = []
        self._zero: list[int] = []
        self._tree_of: list[int] = []
        self._grown = [NOWHERE] * len(places)
        self._parent = [NOWHERE] * len(places)
        self._waiting: list[list[int]] = [[] for _ in places]
        self._entries_in: list[list[int]] = []
        self._columns_in: list[list[int]] = []
        self._agenda = _Agenda()
        self._seat_first_choices()

    def _seat_first_choices(self) -> None:
        free = self.free
        for row, columns in enumerate(self.choices):
            if columns and free[columns[0]] > 0:
                free[columns[0]] -= 1
                self.holders[columns[0]].append(row)
                self.seat[row] = columns[0]

    def grow(self) -> None:
        """Let every waiting request grow its tree until all are placed or content with nothing."""
        for row, columns in enumerate(self.choices):
            if columns and self.seat[row] == NOWHERE:
                self._entries_in.append([])
                self._columns_in.append([])
                self._enter((row,), len(self._entries_in) - 1)
        while self._agenda.times:
            self.clock = heappop(self._agenda.times)
            self._meet_all(self._agenda[self.clock])
            del self._agenda[self.clock]

    def _meet_all(self, events: list[int]) -> None:
        """Requests in trees have come down to one of their choices, or to nothing; more may do so in the meantime."""
        row_of, zero, tree_of, entry_of = self._row_of, self._zero, self._tree_of, self._entry
        choices, values, price, grown = self.choices, self.values, self.price, self._grown
        bits, leave, clock = self._bits, self._leave, self.clock
        while events:
            event = events.pop()
            entry = event >> bits
            row = row_of[entry]
            if entry_of[row] != entry:
                continue
            position = event & leave
            if position == leave:
                self._move(row, NOWHERE, tree_of[entry])
                continue
            column = choices[row][position]
            if grown[column] != NOWHERE:
                self._waiting[column].append(event)
                continue
            time = zero[entry] - values[row][position] + price[column]
            if time > clock:
                # The place became dearer while another tree held it.
                self._agenda[time].append(event)
            elif self.free[column] > 0:
                self.free[column] -= 1
                self._move(row, column, tree_of[entry])
            else:
                self._reach(column, row, tree_of[entry])

    def _reach(self, column: int, row: int, tree: int) -> None:
        """A full column joins the tree, and so does everybody who holds a place there."""
        self._grown[column] = tree
        self._parent[column] = row
        # While in the tree the price rises with the clock: it is kept as the difference.
        self.price[column] -= self.clock
        self._columns_in[tree].append(column)
        self._enter(self.holders[column], tree)

    def _enter(self, rows: Iterable[int], tree: int) -> None:
        """Take requests into a tree, and note when another choice will be worth as much as what they have."""
        clock, bits, leave, agenda = self.clock, self._bits, self._leave, self._agenda
        grown, price, waiting = self._grown, self.price, self._waiting
        row_of, entries = self._row_of, self._entries_in[tree]
        for row in rows:
            entry = len(row_of)
            zero = clock + self.content[row]
            row_of.append(row)
            self._zero.append(zero)
            self._tree_of.append(tree)
            self._entry[row] = entry
            entries.append(entry)
            first_event = entry << bits
            here = self.seat[row]
            values = self.values[row]
            for position, column in enumerate(self.choices[row]):
                if column == here:
                    continue
                if grown[column] != NOWHERE:
                    waiting[column].append(first_event + position)
                # Prices never fall, so a choice that is worth nothing now will never be.
                elif values[position] > price[column]:
                    agenda[zero - values[position] + price[column]].append(first_event + position)
            agenda[zero].append(first_event + leave)

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
        clock, row_of, zero, content, entry_of = self.clock, self._row_of, self._zero, self.content, self._entry
        for entry in self._entries_in[tree]:
            row = row_of[entry]
            content[row] = zero[entry] - clock
            entry_of[row] = NOWHERE
        columns = self._columns_in[tree]
        for column in columns:
            self._grown[column] = NOWHERE
            self.price[column] += clock
        for column in columns:
            if self._waiting[column]:
                self._wake(column)
        self._entries_in[tree] = self._columns_in[tree] = []

    def _wake(self, column: int) -> None:
        """Tell those who waited for this column while a tree held it when they can have it."""
        waiting, self._waiting[column] = self._waiting[column], []
        price = self.price[column]
        for event in waiting:
            entry = event >> self._bits
            row = self._row_of[entry]
            if self._entry[row] == entry:
                value = self.values[row][event & self._leave]
                if value > price:
                    self._agenda[self._zero[entry] - value + price].append(event)
