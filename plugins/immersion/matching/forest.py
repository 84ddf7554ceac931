"""The third stage: late requests search for chains all at once, each with a tree, at the pace of one clock.

Where places are exactly as many as requests, the last chains are long, and searched one by one each would ask almost
everybody. Here every request that still waits is the root of a tree of possible moves. As the clock advances, requests
in a tree become content with less and places in a tree dearer, and so reach further; no place is in two trees. A tree
that reaches a free place, or a holder who loses nothing by leaving, moves everybody along its branch. What hung from
that branch is adopted by a tree that could have reached it, or let go, at the price and contentment it has by then.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from plugins.immersion.matching.market import NOWHERE, Market

if TYPE_CHECKING:
    from mypy_extensions import i64

ORPHAN: Final = -2
OUTSIDE: Final = -1


class _Agenda(dict[int, list[int]]):
    """Tags by the time they are due. Few times differ, so that each has a list and the heap of times stays small."""

    def __init__(self) -> None:
        self.times: list[int] = []

    def __missing__(self, time: int) -> list[int]:
        heappush(self.times, time)
        tags: list[int] = []
        self[time] = tags
        return tags


class Forest:
    """Trees on a market, one for each row that waits; ``grow`` seats those rows, or contents them with nothing.

    ``zero[row]`` is the time at which a row in a tree would be content with nothing, OUTSIDE for all others.
    ``parent[column]`` is the row through which a column was reached, NOWHERE outside the trees, ORPHAN in between. The
    price of a column in a tree rises with the clock and is kept as the difference to it. A tag whose position is
    ``leave`` tells of the time at which its row gives up its place.
    """

    def __init__(self, market: Market, rows: list[int]) -> None:
        """Plant a tree for each of the rows, which have no place; one that is content without soon has none again."""
        self.market = market
        self.clock = 0
        self.zero = [OUTSIDE] * len(market.choices)
        self.parent = [NOWHERE] * len(market.price)
        self._leave = (1 << market.position_bits) - 1
        self._agenda = _Agenda()
        self._suitors = _suitors(market)
        # Which columns were found to hang from a root during the adoption under way, by its number.
        self._alive = [0] * len(market.price)
        self._adoption = 0
        # By the time the last root is content with nothing it is over: what would be due later is not noted at all.
        content = {row: market.contentment(row) for row in rows}
        self._waiting = sorted(rows, key=content.__getitem__)
        self._end = content[self._waiting[-1]] if rows else OUTSIDE
        for row in rows:
            self._enter([row], NOWHERE, content[row])

    def grow(self) -> None:
        """Let the clock run until no root waits any more."""
        agenda, times = self._agenda, self._agenda.times
        bits, zero = self.market.position_bits, self.zero
        while self._end != OUTSIDE:
            self.clock = heappop(times)
            for tag in agenda.pop(self.clock):
                row = tag >> bits
                if zero[row] != OUTSIDE:
                    self._meet(tag, row)

    def _meet(self, tag: int, row: int) -> None:
        """A row in a tree has come down to one of its choices, or to nothing, unless that has changed meanwhile."""
        zero, clock, market = self.zero[row], self.clock, self.market
        position = tag & self._leave
        if position == self._leave:
            if zero == clock:
                self._move(row, NOWHERE)
            return
        column, value = market.choices[row][position], market.values[row][position]
        # Whoever wants a column in a tree is told when it is let go.
        if self.parent[column] != NOWHERE or market.seat[row] == column:
            return
        due = zero - value + market.price[column]
        if due == clock:
            if market.free[column]:
                market.free[column] -= 1
                self._move(row, column)
            else:
                self._reach(column, row)
        elif clock < due <= self._end:
            self._agenda[due].append(tag)

    def _reach(self, column: int, row: int) -> None:
        """A full column joins the tree of a row, and so does everybody who holds a place there."""
        market = self.market
        self.parent[column] = row
        price = market.price[column]
        market.price[column] = price - self.clock
        self._enter(market.holders[column], column, -price)

    def _enter(self, rows: list[int], here: int, content: int) -> None:
        """Take rows into a tree, and note when each of their other choices will be worth as much as what they have.

        They are content with the worth of their places and ``content`` on top. Half of the time goes here.
        """
        market, parent, price, agenda = self.market, self.parent, self.market.price, self._agenda
        bits, leave, choices, values = market.position_bits, self._leave, market.choices, market.values
        worth, zeros, end = market.worth, self.zero, self._end
        base = self.clock + content
        row: i64
        column: i64
        tag: i64
        for row in rows:
            zeros[row] = zero = base + worth[row]
            tag = row << bits
            if zero <= end:
                agenda[zero].append(tag + leave)
            for column, value in zip(choices[row], values[row]):
                # Prices never fall, so a choice that is worth nothing now will never be.
                if column != here and parent[column] == NOWHERE and value > price[column]:
                    due = zero - value + price[column]
                    if due <= end:
                        agenda[due].append(tag)
                tag += 1

    def _move(self, row: int, column: int) -> None:
        """Move everybody on the branch one place on, the first ``row`` to ``column``, and see to what hung from it."""
        market, parent = self.market, self.parent
        orphans = self._cut_off([row])
        while True:
            left = market.seat[row]
            market.sit(row, column)
            if left == NOWHERE:
                break
            orphans.append(left)
            column, row = left, parent[left]
            parent[left] = ORPHAN
        self._see_who_waits()
        if orphans:
            self._adoption += 1
        while orphans:
            orphan = orphans.pop()
            parent[orphan] = self._adopter(orphan)
            if parent[orphan] == NOWHERE:
                orphans += self._let_go(orphan)

    def _see_who_waits(self) -> None:
        """Roots that have a place, or are content with nothing, wait no more; the last that does sets the end."""
        waiting, seat, zero = self._waiting, self.market.seat, self.zero
        while waiting and (seat[waiting[-1]] != NOWHERE or zero[waiting[-1]] == OUTSIDE):
            waiting.pop()
        self._end = zero[waiting[-1]] if waiting else OUTSIDE

    def _cut_off(self, rows: list[int]) -> list[int]:
        """Rows leave the trees: the columns reached through them, which are orphans from now on."""
        parent, zero = self.parent, self.zero
        orphans: list[int] = []
        for row in rows:
            zero[row] = OUTSIDE
            for column in self.market.choices[row]:
                if parent[column] == row:
                    parent[column] = ORPHAN
                    orphans.append(column)
        return orphans

    def _let_go(self, column: int) -> list[int]:
        """A column and its holders leave the trees; whoever is due to reach it is told. Returns the new orphans."""
        market, zero, values = self.market, self.zero, self.market.values
        bits, leave, agenda = market.position_bits, self._leave, self._agenda
        end, price = self._end, market.price[column] + self.clock
        market.price[column] = price
        orphans = self._cut_off(market.holders[column])
        for tag in self._suitors[column]:
            there = zero[tag >> bits]
            if there != OUTSIDE:
                value = values[tag >> bits][tag & leave]
                if value > price and there - value + price <= end:
                    agenda[there - value + price].append(tag)
        return orphans

    def _adopter(self, column: int) -> int:
        """A row in a tree that has come down to this column and hangs from a root, not from the column itself."""
        market, zero, values = self.market, self.zero, self.market.values
        bits, leave, seat, price = market.position_bits, self._leave, market.seat, market.price[column]
        for tag in self._suitors[column]:
            row = tag >> bits
            there = zero[row]
            if there == OUTSIDE or seat[row] == column or there + price > values[row][tag & leave]:
                continue
            if self._hangs_from_a_root(row):
                self._alive[column] = self._adoption
                return row
        return NOWHERE

    def _hangs_from_a_root(self, row: int) -> bool:
        """Whether the way back from a row ends at a root and not at an orphan; what was learnt is kept."""
        passed = []
        while True:
            column = self.market.seat[row]
            if column == NOWHERE or self._alive[column] == self._adoption:
                break
            if self.parent[column] == ORPHAN:
                return False
            passed.append(column)
            row = self.parent[column]
        for column in passed:
            self._alive[column] = self._adoption
        return True


def _suitors(market: Market) -> list[list[int]]:
    """For each column the tags of those who chose it."""
    suitors: list[list[int]] = [[] for _ in market.price]
    for row, columns in enumerate(market.choices):
        tag = row << market.position_bits
        for column in columns:
            suitors[column].append(tag)
            tag += 1
    return suitors
