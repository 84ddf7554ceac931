"""Which moves lie on a round of moves made only by those who come later: all of them found at once.

Every move has a *step*; the moves of one request have the same step, and later requests have smaller ones. A move can
be completed to a round by moves of smaller steps if and only if the moves up to its own step strongly connect its two
ends: the moves of one request all begin where it stands, so a way back to that stop makes use of none of them.

Asking this of each move in turn would take time with the square of their number. Halving asks it of all together: the
steps of a group of moves are cut in the middle; what the lower half connects is found for every move of the group, and
each move goes on to one half only. So a move is looked at once for each halving, some seventeen times for 100,000.
"""

from __future__ import annotations

from typing import NamedTuple

from plugins.immersion.matching.checking.components import components_of


class Move(NamedTuple):
    """A move from a stop to another; ``wanted`` says that it would serve its request, ``name`` is the caller's."""

    source: int
    target: int
    step: int
    wanted: bool
    name: int


def wanted_on_a_round(moves: list[Move]) -> list[Move]:
    """The wanted moves that moves of smaller steps can complete to a round."""
    if not moves:
        return []
    found: list[Move] = []
    steps = sorted({move.step for move in moves})
    groups = [(0, len(steps) - 1, _connected(moves, components_of(moves), steps[0]))]
    while groups:
        # The ends of every move of a group become connected at one of the steps from the first to the last.
        first, last, group = groups.pop()
        if first == last:
            found += [move for move in group if move.wanted and move.step == steps[first]]
            continue
        middle = (first + last) // 2
        early = [move for move in group if move.step <= steps[middle]]
        component = components_of(early)
        groups.append((first, middle, _connected(early, component, steps[first])))
        later = []
        for source, target, step, wanted, name in group:
            # What is connected by now is one stop from here on.
            move = Move(component.get(source, source), component.get(target, target), step, wanted, name)
            if move.source != move.target:
                later.append(move)
            elif wanted and step > steps[middle]:
                found.append(move)
        if any(move.wanted and move.step > steps[middle] for move in later):
            groups.append((middle + 1, last, later))
    return found


def _connected(moves: list[Move], component: dict[int, int], since: int) -> list[Move]:
    """The moves within a component, of those components in which somebody whose step is not below wants to move."""
    inside = [move for move in moves if component[move.source] == component[move.target]]
    useful = {component[move.source] for move in inside if move.wanted and move.step >= since}
    return [move for move in inside if component[move.source] in useful]
