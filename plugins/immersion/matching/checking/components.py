"""Strongly connected components: which stops lie on a round of moves together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def components_of(edges: Iterable[Sequence[int]]) -> dict[int, int]:
    """A representative of each end's component: two ends have the same if each can be reached from the other.

    Kosaraju's algorithm without recursion: ends are noted in the order in which a first search leaves them; a second
    search, against the edges and from the last that was left, reaches exactly one component at a time.
    """
    forward: dict[int, list[int]] = {}
    backward: dict[int, list[int]] = {}
    for edge in edges:
        source, target = edge[0], edge[1]
        forward.setdefault(source, []).append(target)
        backward.setdefault(target, []).append(source)
        forward.setdefault(target, [])
        backward.setdefault(source, [])
    component: dict[int, int] = {}
    for start in reversed(_order_of_leaving(forward)):
        if start not in component:
            component[start] = start
            to_follow = [start]
            while to_follow:
                for other in backward[to_follow.pop()]:
                    if other not in component:
                        component[other] = start
                        to_follow.append(other)
    return component


def _order_of_leaving(forward: dict[int, list[int]]) -> list[int]:
    order: list[int] = []
    entered: set[int] = set()
    for start, first in forward.items():
        if start in entered:
            continue
        entered.add(start)
        path = [(start, iter(first))]
        while path:
            here, ahead = path[-1]
            for other in ahead:
                if other not in entered:
                    entered.add(other)
                    path.append((other, iter(forward[other])))
                    break
            else:
                path.pop()
                order.append(here)
    return order
