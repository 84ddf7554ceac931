"""Two assignments beside each other, and what one of them is worth, against counting by hand."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from plugins.immersion.matching import Instance, InstanceError, read_instance, solve
from plugins.immersion.variants import (
    COUNTS,
    Changes,
    Deviation,
    Difference,
    Measures,
    Reassignment,
    Share,
    Surroundings,
    applied,
    capacities_of,
    counts_of,
    first_higher,
    first_lower,
    measured,
    reassignments,
)
from tests.plugins.immersion.matching.small import OBJECTIVES, random_content

pytestmark = pytest.mark.requirement("IM-14")
PLACES = [uuid.UUID(int=number) for number in range(3)]


def instances(count: int) -> list[Instance]:
    found = []
    for seed in range(count):
        try:
            found.append(read_instance(random_content(Random(seed), most=7)))
        except InstanceError:
            continue
    return found


def test_the_counts_are_the_vector_of_the_matching() -> None:
    for instance in instances(400):
        result = solve(instance)
        counts = counts_of(instance, result.assignment)
        assert tuple(counts[name] for name in COUNTS[instance.objective]) == result.vector
        assert counts["placed"] == counts["priority_placed"] + counts["others_placed"]


def test_cost_and_gain_are_the_first_counts_that_differ() -> None:
    differing = 0
    for number, instance in enumerate(instances(400)):
        other = solve(applied(instance, Changes(OBJECTIVES[number % 3], (), tuple(sorted(instance.forbidden)))))
        here, there = solve(instance).assignment, other.assignment
        old, new = counts_of(instance, here), counts_of(instance, there)
        names = COUNTS[instance.objective]
        lower = [(name, old[name] - new[name]) for name in names if new[name] < old[name]]
        higher = [(name, new[name] - old[name]) for name in names if new[name] > old[name]]
        assert first_lower(instance.objective, old, new) == (Difference(*lower[0]) if lower else None)
        assert first_higher(instance.objective, old, new) == (Difference(*higher[0]) if higher else None)
        moves = reassignments(here, there)
        assert {move.trainee for move in moves} == {who for who in here if here[who] != there[who]}
        assert {**here, **{move.trainee: move.after for move in moves}} == there
        differing += bool(lower)
    assert differing > 10


def test_nothing_differs_from_itself() -> None:
    assert reassignments({"S1": "H1", "S2": None}, {"S1": "H1", "S2": None}) == ()
    assert reassignments({"S1": "H1", "S2": None}, {"S1": None, "S2": "H1"}) == (
        Reassignment("S1", "H1", None),
        Reassignment("S2", None, "H1"),
    )


def around(random: Random, instance: Instance) -> Surroundings:
    houses = ["a", "b", "c", "d"]
    return Surroundings(
        sends={request.id: random.choice(houses) for request in instance.requests},
        hosts={offer.id: random.choice(houses) for offer in instance.offers},
        territories={request.id: random.choice([*PLACES, None]) for request in instance.requests},
        met=frozenset(tuple(sorted(random.sample(houses, 2))) for _ in range(random.randint(0, 2))),
    )


def naively(instance: Instance, assignment: dict[str, str | None], known: Surroundings) -> Measures:
    ranks: Counter[int] = Counter()
    new: list[set[str]] = []
    territories: dict[uuid.UUID | None, list[bool]] = {}
    tiers: list[tuple[bool, int]] = []
    for request in instance.requests:
        if request.id in instance.fixed:
            continue
        offer = assignment[request.id]
        territories.setdefault(known.territories[request.id], []).append(offer is not None)
        rank = 0
        if offer is not None:
            rank = list(request.choices).index(offer) + 1
            ranks[rank] += 1
            pair = {known.sends[request.id], known.hosts[offer]}
            if len(pair) == 2 and pair not in new and pair not in [set(each) for each in known.met]:
                new.append(pair)
        tiers.append((request.priority, rank))
    return Measures(
        pool=len(tiers),
        placed=sum(1 for _, rank in tiers if rank),
        by_rank=ranks,
        priority=sum(1 for tier, _ in tiers if tier),
        priority_placed=sum(1 for tier, rank in tiers if tier and rank),
        priority_first=sum(1 for tier, rank in tiers if tier and rank == 1),
        new_pairs=len(new),
        by_territory={place: Share(sum(each), len(each)) for place, each in territories.items()},
    )


def test_the_measures_are_those_counted_by_hand() -> None:
    for number, instance in enumerate(instances(600)):
        known = around(Random(number), instance)
        assignment = dict(solve(instance).assignment)
        assert measured(instance, assignment, known) == naively(instance, assignment, known)


def test_who_visited_whom_does_not_matter_for_an_acquaintance() -> None:
    content = {
        "offers": [{"id": "HA", "capacity": 2}, {"id": "HB", "capacity": 1}],
        "requests": [
            {"id": "S1", "priority": True, "choices": ["HB"]},
            {"id": "S2", "priority": True, "choices": ["HA"]},
            {"id": "S3", "priority": True, "choices": ["HA"]},
        ],
    }
    instance = read_instance(content)
    sends, hosts = {"S1": "a", "S2": "b", "S3": "c"}, {"HA": "a", "HB": "b"}
    for met, new in ((frozenset(), 2), (frozenset({("a", "b")}), 1), (frozenset({("a", "c"), ("a", "b")}), 0)):
        known = Surroundings(sends, hosts, dict.fromkeys(sends), met)
        assert measured(instance, solve(instance).assignment, known).new_pairs == new


def test_capacities_are_counted_from_the_first_decision_to_the_last() -> None:
    def decided(at: int, before: dict[str, int], *sizes: tuple[str, int]) -> Deviation:
        return Deviation(Changes("priority", (), (), sizes), "why", "who", datetime(2024, 2, at, tzinfo=UTC), before)

    deviations = [
        decided(1, {"H1": 1, "H2": 2}, ("H1", 2), ("H2", 5)),
        decided(2, {"H1": 2, "H2": 5}, ("H1", 4), ("H2", 2)),
    ]
    assert capacities_of(deviations) == {"H1": (1, 4)}
    assert [Deviation.from_json(each.as_json()) for each in deviations] == deviations
