"""The second stage: who ties, one after the other, starts the cheapest chain of moves that gives everybody a place.

"If I take this place, its holder needs another, which is held by ..." A chain costs what its movers lose. It ends at a
free place, or with somebody who gives up a place that is worth no more than the chain has cost. The search goes from
place to place in the order of cost; afterwards every place it passed is dearer by what the chain cost beyond it.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from plugins.immersion.matching.market import NOWHERE, Market

if TYPE_CHECKING:
    from mypy_extensions import i64


def place(market: Market, rows: list[int], patience: int) -> list[int]:  # noqa: C901, PLR0912, PLR0915
    """Give each row the place, or nothing, that serves everybody best; return the rows not reached.

    It stops before the next row once it has asked ``patience`` holders whether they could move. Where places are just
    as many as requests, late rows ask almost everybody: the third stage searches for all of those at once.

    Costs are counted from the row's contentment: a chain may cost that much at most, or the row does without. This is
    where the solver spends its time, hence one long function: calls would cost as much as the search itself.
    """
    choices, values, price, worth = market.choices, market.values, market.price, market.worth
    holders, free = market.holders, market.free
    bits, tag_bits = market.position_bits, market.tag_bits
    tags, position = (1 << tag_bits) - 1, (1 << bits) - 1
    # By whom a column was reached, and at what cost, in the search of which number.
    reached, came, cost_of = [NOWHERE] * len(price), [NOWHERE] * len(price), [0] * len(price)
    asked = 0
    push, pop = heappush, heappop
    number: i64
    root: i64
    column: i64
    mover: i64
    end: i64
    tag: int
    row: i64
    here: i64
    holder: i64
    left: i64
    for number, root in enumerate(rows):
        if asked > patience:
            return rows[number:]
        contentment = market.contentment(root)
        cheapest, mover, end = contentment, root, NOWHERE
        passed: list[int] = []
        ahead: list[int] = []
        tag = root << bits
        for column, value in zip(choices[root], values[root]):
            cost = contentment - value + price[column]
            if cost < cheapest:
                if free[column]:
                    cheapest, end = cost, column
                else:
                    push(ahead, (cost << tag_bits) + tag)
            tag += 1
        while ahead:
            key = pop(ahead)
            cost_here = key >> tag_bits
            if cost_here >= cheapest:
                break
            tag = key & tags
            row = tag >> bits
            here = choices[row][tag & position]
            if reached[here] == number:
                continue
            reached[here] = number
            came[here] = row
            cost_of[here] = cost_here
            passed.append(here)
            before = cost_here - price[here]
            for holder in holders[here]:
                content = before + worth[holder]
                if content < cheapest:
                    cheapest, mover, end = content, holder, NOWHERE
                tag = holder << bits
                for column, value in zip(choices[holder], values[holder]):
                    cost = content - value + price[column]
                    if cost < cheapest:
                        if free[column]:
                            cheapest, mover, end = cost, holder, column
                        elif reached[column] != number:
                            push(ahead, (cost << tag_bits) + tag)
                    tag += 1
            asked += len(holders[here])
            if cheapest <= cost_here:
                break
        for column in passed:
            if cost_of[column] < cheapest:
                price[column] += cheapest - cost_of[column]
        if end != NOWHERE:
            free[end] -= 1
        while mover != root:
            left = market.seat[mover]
            market.sit(mover, end)
            mover, end = came[left], left
        market.sit(root, end)
    return []
