"""A variant applied to a frozen instance, against the same instance written by hand and an oracle."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.immersion.errors import VariantError, VariantFault
from plugins.immersion.matching import Instance, InstanceError, Offer, Request, canonical_json, read_instance
from plugins.immersion.variants import Changes, applied, faults_of, fitting, solved
from tests.plugins.immersion.matching.oracle import best, feasible, possible
from tests.plugins.immersion.matching.small import OBJECTIVES, Content, random_content

pytestmark = pytest.mark.requirement("IM-14")

#: One place at H1, two at H2, of which S9 has one; S1 and S2 of one institution may go to both.
INSTANCE = Instance(
    offers=(Offer("H1", 1, "1"), Offer("H2", 2, "2"), Offer("H3", 1, "3")),
    requests=(
        Request("S1", True, ("H1", "H2"), "3"),
        Request("S2", False, ("H1", "H2", "H3", "H4"), "3"),
        Request("S3", False, ("H1",), "4"),
    ),
    seed="a",
    fixed={"S9": "H2"},
)


def random_changes(random: Random, content: Content) -> Changes:
    people = [row["id"] for row in content["requests"]] + ["S9"] * (random.random() < 0.1)
    names = [str(row["id"]) for row in content["offers"]] + ["H9"] * (random.random() < 0.1)

    def chosen(person: str) -> str:
        choices = next((row["choices"] for row in content["requests"] if row["id"] == person), [])
        return random.choice(choices or names) if random.random() < 0.9 else random.choice(names)

    def pairs(most: int) -> tuple[tuple[str, str], ...]:
        asked = random.choices(people, k=random.randint(0, most)) if people else []
        return tuple((person, chosen(person)) for person in asked)

    sizes = tuple((random.choice(names), random.randint(0, 3)) for _ in range(random.randint(0, 2)))
    return Changes(random.choice(OBJECTIVES), pairs(2), pairs(2), sizes)


def by_hand(content: Content, changes: Changes) -> Content:
    """The same file with the changes written into it."""
    changed = deepcopy(content)
    changed["objective"] = changes.objective
    changed["pinned"] = dict(changes.pins)
    changed["forbidden"] = [list(pair) for pair in changes.forbidden]
    for offer, places in changes.capacities:
        for row in changed["offers"]:
            if row["id"] == offer:
                row["capacity"] = places
    return changed


def can_stand(content: Content, changes: Changes) -> bool:
    """Whether changes can stand, asked of the file in the plainest way."""
    fixed = content.get("fixed", {})
    requests = {row["id"]: row for row in content["requests"] if row["id"] not in fixed}
    offers = {row["id"] for row in content["offers"]}
    taken = Counter(fixed.values())
    changed = by_hand(content, changes)
    return (
        all(who in requests and where in offers for who, where in (*changes.pins, *changes.forbidden))
        and len({who for who, _ in changes.pins}) == len(changes.pins)
        and all(where in requests[who]["choices"] for who, where in changes.forbidden)
        and all(offer in offers and places >= taken[offer] for offer, places in changes.capacities)
        and len({offer for offer, _ in changes.capacities}) == len(changes.capacities)
        and all(where in [name for _, name in possible(changed, requests[who])] for who, where in changes.pins)
        and any(True for _ in feasible(changed))
    )


def agrees(random: Random) -> bool:
    content = random_content(random, most=5)
    try:
        instance = read_instance(content)
    except InstanceError:
        return False
    changes = random_changes(random, content)
    fine = can_stand(content, changes)
    assert (faults_of(instance, changes) == ()) is fine
    if fine:
        changed = by_hand(content, changes)
        assert canonical_json(applied(instance, changes)) == canonical_json(read_instance(changed))
        assert solved(instance, changes).assignment == best(changed)[0]
    else:
        with pytest.raises(VariantError) as caught:
            solved(instance, changes)
        assert caught.value.faults == faults_of(instance, changes)
    kept = fitting(instance, changes)
    assert faults_of(instance, kept) == ()
    assert set(kept.pins) <= set(changes.pins)
    assert set(kept.forbidden) <= set(changes.forbidden)
    if faults_of(instance, Changes(changes.objective, changes.pins, changes.forbidden)) == ():
        assert (kept.pins, kept.forbidden) == (changes.pins, changes.forbidden)
    return fine


def test_a_variant_is_the_instance_with_its_changes_written_in() -> None:
    fine = [agrees(Random(seed)) for seed in range(2500)]
    assert 500 < sum(fine) < 2400  # Both kinds are among them.


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_a_search_for_a_smallest_counterexample_finds_none(random: Random) -> None:
    agrees(random)


def test_what_an_instance_decides_by_itself_changes_nothing() -> None:
    pinned = applied(INSTANCE, Changes("coverage", (("S2", "H2"),), (("S1", "H1"),), (("H1", 3),)))
    assert Changes.of(pinned) == Changes("coverage", (("S2", "H2"),), (("S1", "H1"),))
    assert applied(pinned, Changes.of(pinned)) == pinned
    assert (pinned.seed, pinned.fixed, pinned.offers_by_id["H1"].capacity) == ("a", {"S9": "H2"}, 3)


def test_what_is_stored_is_read_back_and_kept_in_order() -> None:
    changes = Changes("serial", (("S2", "H2"), ("S1", "H1"), ("S2", "H2")), (("S3", "H1"),), (("H3", 2), ("H1", 1)))
    assert Changes.from_json(changes.as_json()) == changes
    ordered = Changes("serial", (("S1", "H1"), ("S2", "H2")), (("S3", "H1"),), (("H3", 2),))
    assert changes.in_order(INSTANCE) == ordered


def fault(place: str, line: int, column: str, key: str, **parts: Any) -> VariantFault:
    return VariantFault(place, line, column, key, parts)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        (
            Changes("priority", (("S8", "H8"),)),
            [
                fault("pins", 0, "trainee", "unknown_trainee", trainee="S8"),
                fault("pins", 0, "offer", "unknown_offer", offer="H8"),
            ],
        ),
        (Changes("priority", (("S9", "H2"),)), [fault("pins", 0, "trainee", "unknown_trainee", trainee="S9")]),
        (
            Changes("priority", (("S1", "H1"), ("S1", "H2"))),
            [fault("pins", 1, "trainee", "repeated_trainee", trainee="S1")],
        ),
        (
            Changes("priority", (("S3", "H2"),)),
            [fault("pins", 0, "offer", "pinned_not_chosen", trainee="S3", offer="H2", chosen="H1")],
        ),
        (
            Changes("priority", (("S1", "H1"), ("S2", "H3"))),
            [fault("pins", 1, "offer", "pinned_own_institution", trainee="S2", offer="H3")],
        ),
        (
            Changes("priority", (("S1", "H1"), ("S3", "H1"))),
            [fault("pins", 1, "offer", "pins_over_places", offer="H1", people="S1, S3", places=1)],
        ),
        (
            Changes("priority", (("S1", "H1"),), (), (("H1", 0),)),
            [fault("pins", 0, "offer", "pinned_no_place", trainee="S1", offer="H1")],
        ),
        (
            Changes("priority", (("S1", "H1"),), (("S1", "H1"),)),
            [fault("pins", 0, "offer", "pinned_and_forbidden", trainee="S1", offer="H1")],
        ),
        (
            Changes("priority", (), (("S2", "H2"), ("S3", "H2"))),
            [fault("forbidden", 1, "offer", "not_chosen", trainee="S3", offer="H2", chosen="H1")],
        ),
        (
            Changes("priority", (), (), (("H2", 0), ("H7", 1), ("H2", 5))),
            [
                fault("capacities", 0, "places", "below_taken", offer="H2", taken=1),
                fault("capacities", 1, "offer", "unknown_offer", offer="H7"),
                fault("capacities", 2, "offer", "repeated_offer", offer="H2"),
            ],
        ),
        (Changes("priority", (("S1", "H1"),), (("S2", "H1"),), (("H2", 1),)), []),
    ],
)
def test_each_fault_is_named_at_its_line(changes: Changes, faults: list[VariantFault]) -> None:
    assert list(faults_of(INSTANCE, changes)) == faults


def test_what_no_longer_fits_falls_away() -> None:
    decided = Changes(
        "coverage", (("S1", "H1"), ("S3", "H1"), ("S8", "H1")), (("S2", "H2"), ("S7", "H1"), ("S3", "H2")), (("H1", 5),)
    )
    assert fitting(INSTANCE, decided) == Changes("coverage", (("S1", "H1"),), (("S2", "H2"),))
