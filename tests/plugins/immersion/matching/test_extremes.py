"""Instances at the edge of sense: huge numbers and names, one of something and ten thousand of the other, nothing."""

import json
import tracemalloc
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from plugins.immersion.matching import Result, host_reasons, parse_instance, solve, to_json
from plugins.immersion.matching.checking import check
from tests.plugins.immersion.matching.small import OBJECTIVES

Content = dict[str, Any]
MANY = 10_000


def solved(offers: list[Content], requests: list[Content], **more: Any) -> Result:
    """Solve from a text; what is written must pass the checker."""
    text = json.dumps({"offers": offers, "requests": requests, **more})
    result = solve(parse_instance(text))
    assert check(text, to_json(result)).findings[0] == ("accepted", {})
    return result


def people(count: int, *choices: str, priority: bool = False) -> list[Content]:
    return [{"id": f"S{number}", "priority": priority, "choices": list(choices)} for number in range(count)]


def drawn(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: sha256(f"|{name}".encode()).hexdigest())


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_capacity_of_thirty_digits(objective: str) -> None:
    rows = [*people(3, "A"), {"id": "T", "priority": True, "choices": ["B", "A"]}]
    result = solved([{"id": "A", "capacity": 10**30}, {"id": "B", "capacity": -(10**30)}], rows, objective=objective)
    assert result.assignment == {"S0": "A", "S1": "A", "S2": "A", "T": "A"}
    assert result.vector == ((4, 1, 0, 1, 3, 0) if objective == "coverage" else (1, 0, 1, 3, 3, 0))
    demand = result.explainer.demands["A"]
    assert (demand.capacity, demand.places, demand.requests, demand.first) == (10**30, 10**30, 4, 3)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_cap_and_a_number_of_choices_of_thirty_digits(objective: str) -> None:
    rows = [{**row, "institution": 10**40} for row in people(3, "A", "B")]
    more = {"cap_same_institution": 10**30, "max_choices": 10**30, "objective": objective}
    result = solved([{"id": "A", "capacity": 2}, {"id": "B", "capacity": 1}], rows, **more)
    order = drawn(["S0", "S1", "S2"])
    assert result.assignment == {order[0]: "A", order[1]: "A", order[2]: "B"}


@pytest.mark.parametrize(
    "name", ["x" * 100_000, "é" * 5_000, "👩🏽‍⚕️", "\x00", "\u2028", "|", '"\\', " ", "", str(10**4_000)]
)
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_ids_of_any_length_and_of_any_characters(objective: str, name: str) -> None:
    offers = [{"id": name, "capacity": 1}, {"id": name + "2", "capacity": 1}]
    rows = [{"id": name + end, "priority": False, "choices": [name, name + "2"]} for end in ("", "1", "2")]
    result = solved(offers, rows, seed=name, objective=objective)
    order = sorted([name, name + "1", name + "2"], key=lambda one: sha256(f"{name}|{one}".encode()).hexdigest())
    assert result.assignment == {order[0]: name, order[1]: name + "2", order[2]: None}
    for lang in ("fr", "nl", "en"):
        for row in result.explainer.instance.requests:
            reason = result.explainer.reason(row)
            texts = [reason.text(lang), *[refusal.text(lang) for refusal in reason.refusals]]
            assert all(text.splitlines() == [text] for text in texts)
        host = host_reasons(result.explainer)[name].text(lang)
        assert host.splitlines() == [host]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_fifty_choices(objective: str) -> None:
    """Sixty ask for the same fifty places in the same order; the draw gives each in turn the next."""
    names = [f"H{number}" for number in range(50)]
    offers = [{"id": name, "capacity": 1} for name in names]
    result = solved(offers, people(60, *names), objective=objective, max_choices=50)
    expected: dict[str, str | None] = dict.fromkeys([f"S{number}" for number in range(60)])
    expected.update(zip(drawn(list(expected)), names, strict=False))
    assert result.assignment == expected
    last = result.explainer.instance.requests_by_id[drawn(list(expected))[-1]]
    assert [refusal.cause for refusal in result.explainer.reason(last).refusals] == ["draw"] * 50


@pytest.mark.parametrize("objective", ["priority", "coverage"])
def test_fifty_choices_in_every_order_pass_the_checker(objective: str) -> None:
    random = Random(50)
    names = [f"H{number}" for number in range(50)]
    offers = [{"id": name, "capacity": random.randint(0, 2)} for name in names]
    rows = [
        {"id": f"S{number}", "priority": random.random() < 0.5, "choices": random.sample(names, 50)}
        for number in range(70)
    ]
    places = sum(offer["capacity"] for offer in offers)
    result = solved(offers, rows, objective=objective, max_choices=50, seed="fifty")
    assert sum(1 for offer in result.assignment.values() if offer) == min(places, 70)


@pytest.mark.requirement("IM-24")
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_one_offer_and_ten_thousand_requests(objective: str) -> None:
    result = solved([{"id": "A", "capacity": 3}], people(MANY, "A"), objective=objective)
    winners = drawn([f"S{number}" for number in range(MANY)])[:3]
    assert {name for name, offer in result.assignment.items() if offer} == {*winners}
    assert result.vector == ((3, 0, 0, 0, 3, 0) if objective == "coverage" else (0, 0, 0, 3, 3, 0))
    told = host_reasons(result.explainer)["A"]
    assert [name for name, _ in told.came] == winners
    assert told.causes == (("draw", MANY - 3),)
    assert len(told.missed) == MANY - 3


@pytest.mark.requirement("IM-24")
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_ten_thousand_offers_and_one_request(objective: str) -> None:
    names = [f"H{number}" for number in range(MANY)]
    offers = [{"id": name, "capacity": int(number == MANY - 1)} for number, name in enumerate(names)]
    alone = people(1, *names, priority=True)
    result = solved(offers, alone, objective=objective, max_choices=MANY)
    assert result.assignment == {"S0": names[-1]}
    assert result.vector == ((1, 1, 0, 0, 0, 0) if objective == "coverage" else (1, 0, 0, 0, 0, 0))
    assert solved(offers, alone, objective=objective, max_choices=MANY - 1).assignment == {"S0": None}


@pytest.mark.requirement("IM-24")
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_what_one_request_needs_grows_with_its_choices_and_not_with_their_square(objective: str) -> None:
    names = [f"H{number}" for number in range(MANY)]
    content = {
        "objective": objective,
        "max_choices": MANY,
        "offers": [{"id": name, "capacity": 1} for name in names],
        "requests": people(1, *names),
    }
    text = json.dumps(content)
    tracemalloc.start()
    try:
        assert solve(parse_instance(text)).assignment == {"S0": "H0"}
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 50_000_000


@pytest.mark.requirement("IM-24")
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_everybody_asks_for_the_same(objective: str) -> None:
    """A thousand with the same three choices: the first in the draw have the first choice, and so on."""
    offers = [{"id": name, "capacity": 200} for name in "ABC"]
    result = solved(offers, people(1_000, *"ABC"), objective=objective)
    order = drawn([f"S{number}" for number in range(1_000)])
    assert [result.assignment[name] for name in order] == ["A"] * 200 + ["B"] * 200 + ["C"] * 200 + [None] * 400


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_no_choice_counts_and_no_trainee_of_an_institution_is_let_in(objective: str) -> None:
    offers = [{"id": "A", "capacity": 9}]
    rows = [{**row, "institution": house} for row, house in zip(people(3, "A"), ("x", "x", None), strict=True)]
    none = dict.fromkeys(["S0", "S1", "S2"])
    nobody = solved(offers, rows, objective=objective, max_choices=0)
    assert (nobody.assignment, nobody.vector) == (none, (0, 0, 0, 0, 0, 0))
    assert {nobody.explainer.reason(row).code for row in nobody.explainer.instance.requests} == {"no_choice"}
    capped = solved(offers, rows, objective=objective, cap_same_institution=0)
    assert capped.assignment == {**none, "S2": "A"}
    reasons = [capped.explainer.reason(row) for row in capped.explainer.instance.requests]
    assert [[(one.cause, one.cap) for one in reason.refusals] for reason in reasons] == [[("cap", 0)], [("cap", 0)], []]


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_nothing_at_all(objective: str) -> None:
    empty = {"fixed": {}, "pinned": {}, "forbidden": [], "seed": "", "cap_same_institution": None}
    for more in ({}, empty, {"max_choices": 0, "cap_same_institution": 0}):
        result = solved([], [], objective=objective, **more)
        assert (result.assignment, result.vector, result.alerts) == ({}, (0, 0, 0, 0, 0, 0), ())
    gone = solved([], [], objective=objective, fixed={"S1": "A"}, forbidden=[["S1", "A"]])
    assert gone.assignment == {}
    assert [(alert.code, alert.request, alert.offer) for alert in gone.alerts] == [
        ("fixed_forbidden", "S1", "A"),
        ("fixed_unknown_offer", "S1", "A"),
        ("unknown_forbidden", "S1", "A"),
    ]
