"""The rule, point by point, on instances small enough to decide by hand."""

import json
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from plugins.immersion.matching import (
    Result,
    count_with_possible_choice,
    parse_instance,
    placeable_count,
    possible_choices,
    read_instance,
    solve,
    to_json,
)
from tests.plugins.immersion.matching.seeds import seeds
from tests.plugins.immersion.matching.small import random_content

Content = dict[str, Any]


def offer(name: str, capacity: int = 1, **more: Any) -> Content:
    return {"id": name, "capacity": capacity, **more}


def request(name: str, *choices: str, priority: bool = False, **more: Any) -> Content:
    return {"id": name, "priority": priority, "choices": list(choices), **more}


def solved(offers: list[Content], requests: list[Content], **more: Any) -> Result:
    return solve(read_instance({"offers": offers, "requests": requests, **more}))


def alerts(result: Result) -> list[tuple[str, str | None, str | None]]:
    return [(alert.code, alert.request, alert.offer) for alert in result.alerts]


def drawn(seed: str, names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: sha256(f"{seed}|{name}".encode()).hexdigest())


NONE_AT_ALL = (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("objective", ["priority", "coverage", "serial"])
def test_nothing_to_decide(objective: str) -> None:
    cases: list[tuple[list[Content], list[Content], dict[str, str]]] = [
        ([], [], {}),
        ([], [request("S1", "A")], {}),
        ([offer("A")], [], {}),
        ([offer("A")], [request("S1"), {"id": "S2", "priority": True}], {}),
        ([offer("A")], [request("S1", "A")], {"S1": "A"}),
    ]
    for offers, requests, fixed in cases:
        result = solved(offers, requests, fixed=fixed, objective=objective)
        assert result.vector == NONE_AT_ALL
        assert result.assignment == {row["id"]: fixed.get(row["id"]) for row in requests}


@pytest.mark.requirement("IM-10")
@pytest.mark.parametrize("capacity", [0, -3])
def test_an_offer_without_places_refuses_all_and_keeps_the_ranks(capacity: int) -> None:
    result = solved([offer("A", capacity), offer("B")], [request("S1", "A", "B", priority=True)])
    assert (result.assignment, result.vector) == ({"S1": "B"}, (1, 0, 1, 0, 0, 0))


def test_a_withdrawn_offer_keeps_the_ranks_and_raises_an_alert() -> None:
    result = solved([offer("B")], [request("S1", "gone", "B")])
    assert (result.assignment, result.vector) == ({"S1": "B"}, (0, 0, 0, 1, 0, 1))
    assert alerts(result) == [("unknown_choice", "S1", "gone")]


@pytest.mark.requirement("IM-11")
def test_a_choice_repeated_counts_once_and_a_fourth_is_ignored() -> None:
    instance = read_instance({"offers": [offer(name) for name in "ABCD"], "requests": [request("S1", *"AABCD")]})
    assert possible_choices(instance) == {"S1": ((1, "A"), (2, "B"), (3, "C"))}
    assert solved([offer("D")], [request("S1", *"AABCD")]).assignment == {"S1": None}
    assert solved([offer("C")], [request("S1", *"AABC")]).vector == (0, 0, 0, 1, 0, 0)
    assert solved([offer("D")], [request("S1", *"ABCD")], max_choices=4).assignment == {"S1": "D"}
    assert solved([offer("B")], [request("S1", *"AB")], max_choices=1).assignment == {"S1": None}


def test_nobody_visits_their_own_institution() -> None:
    offers = [offer("A", institution=7), offer("B")]
    assert solved(offers, [request("S1", "A", "B", institution="7")]).vector == (0, 0, 0, 1, 0, 1)
    assert solved(offers, [request("S1", "A", institution=7)]).assignment == {"S1": None}
    assert solved([offer("A", institution="")], [request("S1", "A", institution="")]).assignment == {"S1": "A"}
    assert solved([offer("A", institution=0)], [request("S1", "A", institution=0)]).assignment == {"S1": None}


@pytest.mark.parametrize(
    ("host", "trainee", "agree"),
    [
        (None, "fr", True),
        ("", "fr", True),
        ([], "fr", True),
        ("fr", None, True),
        ("fr", [], True),
        ("fr", "fr", True),
        ("fr", "nl", False),
        (["fr", "nl"], "nl", True),
        ("nl", ["fr", "nl"], True),
        (["fr"], ["nl"], False),
        ("fr", "FR", False),
    ],
)
def test_one_language_in_common_is_enough(host: Any, trainee: Any, agree: bool) -> None:
    result = solved([offer("A", lang=host)], [request("S1", "A", lang=trainee)])
    assert result.assignment == {"S1": "A" if agree else None}


@pytest.mark.requirement("IM-14")
def test_equals_are_decided_by_the_published_draw_alone() -> None:
    names = [f"S{number}" for number in range(20)]
    winners = set()
    for seed in ("one", "two", "three"):
        rows = [request(name, "A") for name in names]
        expected = {name: "A" if name == drawn(seed, names)[0] else None for name in names}
        first = solved([offer("A")], rows, seed=seed)
        Random(1).shuffle(rows)
        assert first.assignment == expected
        assert to_json(solved([offer("A")], rows, seed=seed)) == to_json(first)
        assert first.vector == (0, 0, 0, 1, 1, 0)
        winners.add(drawn(seed, names)[0])
    assert len(winners) == 3


def test_ids_are_texts_whatever_they_were_written_as() -> None:
    numbers = {"offers": [{"id": 7, "capacity": 1}], "requests": [{"id": 1, "priority": True, "choices": [7]}]}
    texts = {"offers": [{"id": "7", "capacity": 1}], "requests": [{"id": "1", "priority": True, "choices": ["7"]}]}
    assert to_json(solve(read_instance(numbers))) == to_json(solve(read_instance(texts)))
    assert solve(read_instance({**numbers, "pinned": {"1": 7}})).assignment == {"1": "7"}
    assert solve(read_instance({**numbers, "fixed": {1: "7"}})).assignment == {"1": "7"}


@pytest.mark.requirement("IM-17")
def test_one_moves_so_that_another_fits() -> None:
    offers = [offer("A"), offer("B")]
    result = solved(offers, [request("S1", "A", "B", priority=True), request("S2", "A", priority=True)])
    assert (result.assignment, result.vector) == ({"S1": "B", "S2": "A"}, (2, 1, 1, 0, 0, 0))
    # Somebody without priority never makes a priority trainee lose the first choice, nor under serial anybody at all.
    assert solved(offers, [request("S1", "A", "B", priority=True), request("S2", "A")]).vector == (1, 1, 0, 0, 0, 0)
    coverage = solved(offers, [request("S1", "A", "B", priority=True), request("S2", "A")], objective="coverage")
    assert coverage.vector == (2, 1, 0, 1, 1, 0)
    serial = solved(offers, [request("S1", "A", "B", priority=True), request("S2", "A")], objective="serial")
    assert serial.assignment == {"S1": "A", "S2": None}


@pytest.mark.requirement("IM-24")
@pytest.mark.parametrize("objective", ["priority", "coverage"])
def test_a_chain_of_ten_thousand_moves_is_no_recursion(objective: str) -> None:
    n = 10_000
    offers = [offer(f"H{number}") for number in range(n)]
    requests = [request(f"S{number}", f"H{number}", f"H{number + 1}") for number in range(n - 1)]
    result = solved(offers, [*requests, request("last", "H0")], objective=objective)
    assert result.assignment == {"last": "H0"} | {f"S{number}": f"H{number + 1}" for number in range(n - 1)}
    # The only V that places all: one first choice, all others their second.
    assert result.vector == ((n, 0, 0, 0, 1, n - 1) if objective == "coverage" else (0, 0, 0, n, 1, n - 1))


@pytest.mark.requirement("IM-24")
def test_a_chain_that_the_draw_alone_moves_is_no_recursion() -> None:
    """One with priority, first in the draw, prefers a third choice to a free fourth: everybody else moves on one."""
    n = 10_000
    gone = ["gone", "withdrawn"]
    offers = [offer(f"H{number}") for number in range(n + 1)]
    requests = [request(f"S{number}", *gone, f"H{number}", f"H{number + 1}") for number in range(n - 1)]
    first = request("first", *gone, "H0", f"H{n}", priority=True)
    result = solved(offers, [*requests, first], max_choices=4)
    assert result.assignment == {"first": "H0"} | {f"S{number}": f"H{number + 1}" for number in range(n - 1)}
    assert result.vector == (1, 0, 0, n - 1, 0, 0)


def test_the_draw_may_leave_somebody_of_the_same_tier_out() -> None:
    """Three for two places: whoever is last in the draw is left out, also if that moves another to a third choice."""
    names = ["S1", "S2", "S3"]
    for seed in ("a", "b", "c", "d"):
        order = drawn(seed, names)
        rows = [request(name, "x", "y", "A", "B") for name in names]
        result = solved([offer("A"), offer("B")], rows, seed=seed, max_choices=4)
        assert result.assignment == {order[0]: "A", order[1]: "B", order[2]: None}


@pytest.mark.requirement("IM-17")
@pytest.mark.parametrize("objective", ["priority", "serial"])
def test_others_never_take_anything_from_priority(objective: str) -> None:
    for seed in seeds(300):
        content = random_content(Random(seed), plain=True)
        content["objective"] = objective
        alone = {**content, "requests": [row for row in content["requests"] if row["priority"]]}
        assert solve(read_instance(content)).vector[:3] == solve(read_instance(alone)).vector[:3]


@pytest.mark.requirement("IM-15")
def test_what_is_fixed_stays_though_impossible_by_now() -> None:
    result = solved(
        [offer("A", 1, institution="x", lang="fr"), offer("B", 1)],
        [
            request("S1", "A", institution="x"),
            request("S2", "B", lang="nl"),
            request("S3", "A", "B"),
            request("S4", lang="nl"),
        ],
        fixed={"S1": "A", "S2": "withdrawn", "left": "A", "S4": "A"},
        forbidden=[["S1", "A"]],
    )
    assert result.assignment == {"S1": "A", "S2": "withdrawn", "S3": "B", "S4": "A"}
    assert result.vector == (0, 0, 0, 1, 0, 1)
    assert alerts(result) == [
        ("fixed_forbidden", "S1", "A"),
        ("fixed_language", "S4", "A"),
        ("fixed_over_capacity", None, "A"),
        ("fixed_own_institution", "S1", "A"),
        ("fixed_unknown_offer", "S2", "withdrawn"),
    ]


@pytest.mark.requirement("IM-15")
@pytest.mark.requirement("IM-16")
def test_a_second_round_moves_nobody_and_gives_the_freed_place() -> None:
    offers = [offer("A"), offer("B")]
    rows = [request("S1", "A", priority=True), request("S2", "A"), request("S3", "B"), request("S4", "A", "B")]
    first = solved(offers, rows, seed="round 1")
    fixed = {name: place for name, place in first.assignment.items() if place is not None}
    assert fixed.pop("S1") == "A"
    second = solved(offers, rows[1:], seed="round 2", fixed=fixed)
    assert {name: second.assignment[name] for name in fixed} == fixed
    assert second.vector == (0, 0, 0, 1, 1, 0)
    assert to_json(solved(offers, rows[1:], seed="round 2", fixed=fixed)) == to_json(second)


@pytest.mark.requirement("IM-15")
def test_a_fixed_placement_uses_a_place_even_if_its_request_is_gone() -> None:
    result = solved([offer("A", 2)], [request("S1", "A"), request("S2", "A")], fixed={"gone": "A"}, seed="s")
    assert result.assignment == {name: "A" if name == drawn("s", ["S1", "S2"])[0] else None for name in ("S1", "S2")}


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("objective", ["priority", "coverage", "serial"])
def test_a_pin_is_kept_and_counts_at_its_rank(objective: str) -> None:
    rows = [request("S1", "A", "B"), request("S2", "B", priority=True)]
    result = solved([offer("A"), offer("B")], rows, pinned={"S1": "B"}, objective=objective)
    assert result.assignment == {"S1": "B", "S2": None}
    assert result.vector == ((1, 0, 0, 0, 0, 1) if objective == "coverage" else (0, 0, 0, 1, 0, 1))


@pytest.mark.parametrize("objective", ["priority", "coverage", "serial"])
def test_a_cap_holds_for_each_institution_and_offer(objective: str) -> None:
    rows = [request(f"S{number}", "A", institution="x") for number in range(4)]
    strangers = [request(f"T{number}", "A") for number in range(2)]
    more = {"cap_same_institution": 2, "objective": objective, "seed": "s"}
    assert sum(1 for place in solved([offer("A", 9)], rows, **more).assignment.values() if place) == 2
    assert sum(1 for place in solved([offer("A", 9)], rows + strangers, **more).assignment.values() if place) == 4
    pinned = solved([offer("A", 9)], rows, pinned={"S3": "A"}, fixed={"S2": "A"}, **more)
    assert pinned.assignment == {"S0": None, "S1": None, "S2": "A", "S3": "A"}
    beyond = solved([offer("A", 9)], rows, fixed={"S1": "A", "S2": "A", "S3": "A"}, **more)
    assert alerts(beyond) == [("fixed_over_cap", name, "A") for name in ("S1", "S2", "S3")]
    assert beyond.assignment == {"S0": None, "S1": "A", "S2": "A", "S3": "A"}


def test_unknown_names_are_alerts() -> None:
    result = solved([offer("A")], [request("S1", "A")], forbidden=[["S9", "A"], ["S1", "Z"], ["S1", "Z"]])
    assert alerts(result) == [("unknown_forbidden", "S1", "Z"), ("unknown_forbidden", "S9", "A")]
    assert result.assignment == {"S1": "A"}


@pytest.mark.parametrize("objective", ["priority", "coverage"])
def test_one_more_place_never_lowers_the_vector(objective: str) -> None:
    for seed in seeds(300):
        content = random_content(Random(seed))
        content |= {"objective": objective, "pinned": {}}
        before = solve(read_instance(content)).vector
        content["offers"][0]["capacity"] += 1
        assert solve(read_instance(content)).vector >= before


def test_costs_beyond_sixty_four_bits_are_exact() -> None:
    """With 5,000 requests the six counts take 84 bits; a first choice of one decides against second choices of all."""
    n = 5_000
    offers = [offer("A", 1), offer("B", n)]
    rows = [request(f"S{number:04}", "A", "B") for number in range(n)]
    winner = drawn("", [row["id"] for row in rows])[0]
    result = solved(offers, rows)
    assert int(json.loads(to_json(result))["certificate"]["weights"][0]) == 2**70
    assert result.vector == (0, 0, 0, n, 1, n - 1)
    assert [name for name, place in result.assignment.items() if place == "A"] == [winner]


@pytest.mark.requirement("IM-14")
def test_counts_for_the_page_before_a_round() -> None:
    instance = read_instance(
        {
            "offers": [offer("A"), offer("B", 0), offer("C", 1)],
            "requests": [
                request("S1", "A"),
                request("S2", "A"),
                request("S3", "B"),
                request("S4", "C", "A"),
                request("S5", "C"),
            ],
            "fixed": {"S5": "C"},
        }
    )
    assert count_with_possible_choice(instance) == 3
    assert placeable_count(instance) == 1
    assert possible_choices(instance) == {"S1": ((1, "A"),), "S2": ((1, "A"),), "S3": (), "S4": ((2, "A"),)}


def test_parsing_text_and_dicts_is_the_same() -> None:
    content = random_content(Random(3))
    assert parse_instance(json.dumps(content)) == read_instance(content)
