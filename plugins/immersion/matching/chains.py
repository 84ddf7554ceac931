"""The second stage: who ties, one after the other, starts the cheapest chain of moves that gives everybody a place.

"If I take this place, its holder needs another, which is held by ..." A chain costs what its movers lose. It ends at a
free place, or with somebody who gives up a place that is worth no more than the chain has cost. The search goes from
place to place in the order of cost; afterwards every place it passed is dearer by what the chain cost beyond it.
"""

from __future__ import annotations

from heapq import heappop, heappush

from plugins.immersion.matching.market import NOWHERE, Market


def place(market: Market, rows: list[int], patience: int) -> list[int]:  # noqa: C901, PLR0912, PLR0915
    """Give each row the place, or nothing, that serves everybody best; return the rows not reached.

    It stops before the next row once it has asked ``patience`` holders whether they could move. Where places are just
    as many as requests, late rows ask almost everybody: the third stage searches for all of those at once.

    Costs are counted from the row's contentment: a chain may cost that much at most, or the row does without. This is
    where the solver spends its time, hence one long function: calls would cost as much as the search itself.
    """
    wishes, price, worth = market.wishes, market.price, market.worth
    holders, free = market.holders, market.free
    bits, tags, position = market.position_bits, (1 << market.tag_bits) - 1, (1 << market.position_bits) - 1
    asked = 0
    for number, root in enumerate(rows):
        if asked > patience:
            return rows[number:]
        contentment = market.contentment(root)
        cheapest, mover, end = contentment, root, NOWHERE
        reached: dict[int, int] = {}
        came: dict[int, int] = {}
        ahead: list[int] = []
        tag = root << bits
        for column, value in wishes[root]:
            cost = contentment - value + price[column]
            if cost < cheapest:
                if free[column]:
                    cheapest, end = cost, column
                else:
                    heappush(ahead, cost + tag)
            tag += 1
        while ahead:
            key = heappop(ahead)
            if key >= cheapest:
                break
            tag = key & tags
            here = wishes[tag >> bits][tag & position][0]
            if here in reached:
                continue
            cost_here = key - tag
            reached[here] = cost_here
            came[here] = tag >> bits
            before = cost_here - price[here]
            for holder in holders[here]:
                content = before + worth[holder]
                if content < cheapest:
                    cheapest, mover, end = content, holder, NOWHERE
                tag = holder << bits
                for column, value in wishes[holder]:
                    cost = content - value + price[column]
                    if cost < cheapest:
                        if free[column]:
                            cheapest, mover, end = cost, holder, column
                        elif column not in reached:
                            heappush(ahead, cost + tag)
                    tag += 1
            asked += len(holders[here])
            if cheapest <= cost_here:
                break
        for column, cost in reached.items():
            if cost < cheapest:
                price[column] += cheapest - cost
        if end != NOWHERE:
            free[end] -= 1
        while mover != root:
            left = market.seat[mover]
            market.sit(mover, end)
            mover, end = came[left], left
        market.sit(root, end)
    return []
