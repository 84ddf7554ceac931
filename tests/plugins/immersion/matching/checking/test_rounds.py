"""Rounds of moves on random graphs, against a search for each move in turn."""

from random import Random

from plugins.immersion.matching.checking.components import components_of
from plugins.immersion.matching.checking.rounds import Move, wanted_on_a_round
from tests.plugins.immersion.matching.seeds import SHARE, seeds


def reachable(edges: set[tuple[int, int]], start: int) -> set[int]:
    found = {start}
    while more := {b for a, b in edges if a in found} - found:
        found |= more
    return found


def random_edges(random: Random, ends: int) -> set[tuple[int, int]]:
    return {(random.randrange(ends), random.randrange(ends)) for _ in range(random.randrange(3 * ends))}


def test_components_are_what_can_be_reached_both_ways() -> None:
    for seed in seeds(1_500):
        edges = random_edges(Random(seed), 8)
        component = components_of(sorted(edges))
        ends = {end for edge in edges for end in edge}
        assert component.keys() == ends
        for a in ends:
            assert component[a] in ends
            together = {b for b in ends if b in reachable(edges, a) and a in reachable(edges, b)}
            assert {b for b in ends if component[b] == component[a]} == together


def random_moves(random: Random) -> list[Move]:
    """Requests each at one stop, with moves to others; some moves of rooms, whose step is 0."""
    stops = random.randrange(2, 9)
    moves = [Move(a, b, 0, False, 0) for a, b in random_edges(random, stops) if a != b and random.random() < 0.2]
    for step in range(1, random.randrange(2, 14)):
        here = random.randrange(stops)
        others = random.sample(range(stops), random.randrange(min(stops, 4)))
        moves += [Move(here, other, step, random.random() < 0.5, 0) for other in others if other != here]
    return [move._replace(name=name) for name, move in enumerate(moves)]


def test_a_wanted_move_is_found_exactly_if_later_requests_can_make_way() -> None:
    found = 0
    for seed in seeds(6_000):
        moves = random_moves(Random(seed))
        wanted = set()
        for move in moves:
            behind = {(other.source, other.target) for other in moves if other.step < move.step}
            if move.wanted and move.source in reachable(behind, move.target):
                wanted.add(move.name)
        said = [move.name for move in wanted_on_a_round(moves)]
        assert len(said) == len(set(said))
        assert set(said) == wanted
        found += len(wanted)
    assert found * SHARE > 1_000


def test_a_round_of_ten_thousand() -> None:
    length = 10_000
    moves = [Move(stop, (stop + 1) % length, length - stop, stop == 0, stop) for stop in range(length)]
    assert [move.name for move in wanted_on_a_round(moves)] == [0]
    unwanted = [move._replace(wanted=move.name == length - 1) for move in moves]
    assert wanted_on_a_round(unwanted) == []
