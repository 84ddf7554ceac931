"""What must follow for the result when the instance is changed, on instances of any size: no oracle is needed."""

import copy
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.immersion.matching import (
    LANGUAGES,
    Result,
    host_reasons,
    parse_instance,
    placeable_count,
    read_instance,
    solve,
    to_json,
)
from plugins.immersion.matching.checking import check
from tests.plugins.immersion.matching.seeds import SHARE, seeds
from tests.plugins.immersion.matching.small import OBJECTIVES
from tests.plugins.immersion.matching.wide import Content, contents, edition, fought_over, solved, wide_content

Rule = Callable[[Random, Content, Result], None]


def again(content: Content, **changes: Any) -> Result:
    """Solve with some keys of the instance replaced; it must be readable."""
    return solve(read_instance({**content, **changes}))


def decided(result: Result) -> tuple[dict[str, str | None], tuple[int, ...]]:
    return dict(result.assignment), result.vector


def placed(content: Content, result: Result) -> dict[str, str]:
    """Whom the round itself placed where: nobody fixed."""
    fixed = content.get("fixed", {})
    return {name: offer for name, offer in result.assignment.items() if offer is not None and name not in fixed}


def one_more_place_never_lowers_v(random: Random, content: Content, result: Result) -> None:
    offers = copy.deepcopy(content["offers"])
    random.choice(offers)["capacity"] += 1
    before = placeable_count(read_instance(content))
    assert placeable_count(read_instance({**content, "offers": offers})) in (before, before + 1)
    if content["objective"] != "serial":
        assert again(content, offers=offers).vector >= result.vector


def more_requests_never_lower_v_nor_what_priority_gets(random: Random, content: Content, result: Result) -> None:
    names = [offer["id"] for offer in content["offers"]]
    more = [
        {"id": f"T{number}", "priority": False, "choices": random.sample(names, random.randint(0, len(names)))}
        for number in range(random.randint(1, 4))
    ]
    crowded = again(content, requests=[*content["requests"], *more])
    if content["objective"] != "coverage":
        assert crowded.vector[:3] == result.vector[:3]
    if content["objective"] != "serial":
        assert crowded.vector >= result.vector
    else:
        priority = {row["id"] for row in content["requests"] if row["priority"]}
        assert {name: crowded.assignment[name] for name in priority} == {
            name: result.assignment[name] for name in priority
        }


def what_nobody_meant_changes_nothing(random: Random, content: Content, result: Result) -> None:
    """Order of rows and keys, records that carry more, repeated choices, empty values, alerts for one pair twice."""
    other = copy.deepcopy(content)
    for rows in (other["offers"], other["requests"], other.get("forbidden", [])):
        random.shuffle(rows)
    for row in [*other["offers"], *other["requests"]]:
        row["province"] = random.choice(["Namur", None, 7, {"a": [1]}])
        row.setdefault("lang", random.choice([None, "", []]))
        row.setdefault("institution", random.choice([None, ""]))
    for row in other["requests"]:
        for _ in range(random.randint(0, 2) if row["choices"] else 0):
            place = random.randrange(len(row["choices"]))
            row["choices"].insert(random.randint(place + 1, len(row["choices"])), row["choices"][place])
    if other.get("forbidden"):
        other["forbidden"].append(list(other["forbidden"][0]))
    for key in ("fixed", "pinned"):
        other[key] = dict(shuffled(random, list(other.get(key, {}).items())))
    other = dict(shuffled(random, [(key, value) for key, value in other.items()]))
    lang = random.choice(LANGUAGES)
    assert to_json(again(other), lang) == to_json(result, lang)
    read_again = solve(parse_instance(json.dumps(other)))
    assert to_json(read_again) == to_json(result)
    assert host_reasons(read_again.explainer) == host_reasons(result.explainer)


def shuffled(random: Random, rows: list[Any]) -> list[Any]:
    return random.sample(rows, len(rows))


def numbers_are_texts(_: Random, content: Content, result: Result) -> None:
    """Ids as numbers and as the same digits in a text; the draw is another one than under the ids before."""

    def renamed(name: str, write: Callable[[str], Any]) -> Any:
        digits = {"H": "1", "S": "2"}.get(name[0], "3") + name[1:].translate(str.maketrans("onelft", "456789"))
        return write(digits) if digits.isdigit() else name

    def written(write: Callable[[str], Any]) -> Content:
        other = copy.deepcopy(content)
        for row in other["offers"]:
            row["id"] = renamed(row["id"], write)
        for row in other["requests"]:
            row["id"] = renamed(row["id"], write)
            row["choices"] = [renamed(name, write) for name in row["choices"]]
        other["forbidden"] = [[renamed(name, write) for name in pair] for pair in other.get("forbidden", [])]
        for key in ("fixed", "pinned"):
            other[key] = {renamed(name, write): renamed(offer, write) for name, offer in other.get(key, {}).items()}
        return other

    numbers, texts = again(written(int)), again(written(str))
    assert to_json(numbers) == to_json(texts)
    if content["objective"] != "serial":
        assert texts.vector == result.vector


def another_seed_gives_the_same_v(random: Random, content: Content, result: Result) -> None:
    other = again(content, seed=str(random.random()))
    if content["objective"] != "serial":
        assert other.vector == result.vector
        assert other.certificate == result.certificate


def a_pin_that_was_chosen_anyway_changes_nothing(random: Random, content: Content, result: Result) -> None:
    free = sorted(placed(content, result).items())
    pins = dict(random.sample(free, random.randint(0, len(free))))
    assert decided(again(content, pinned={**content.get("pinned", {}), **pins})) == decided(result)


def fixing_the_whole_result_moves_nobody(random: Random, content: Content, result: Result) -> None:
    fixed = {**content.get("fixed", {}), **placed(content, result)}
    second = again(content, fixed=fixed, pinned={}, seed=str(random.random()))
    assert decided(second) == (result.assignment, (0, 0, 0, 0, 0, 0))
    assert placed({"fixed": fixed}, second) == {}


def forbidding_what_was_not_used_changes_nothing(random: Random, content: Content, result: Result) -> None:
    unused = [
        [row["id"], offer["id"]]
        for row in content["requests"]
        for offer in content["offers"]
        if result.assignment[row["id"]] != offer["id"]
    ]
    pairs = random.sample(unused, random.randint(0, min(len(unused), 5)))
    assert decided(again(content, forbidden=[*content.get("forbidden", []), *pairs])) == decided(result)


def whoever_obtained_nothing_is_not_missed(random: Random, content: Content, result: Result) -> None:
    """Requests that got no place may as well not have been made: nobody else moves."""
    without = [row["id"] for row in content["requests"] if result.assignment[row["id"]] is None]
    gone = set(random.sample(without, random.randint(0, len(without))))
    left = again(content, requests=[row for row in content["requests"] if row["id"] not in gone])
    assert decided(left) == ({name: result.assignment[name] for name in left.assignment}, result.vector)


def places_that_stayed_empty_are_not_missed(_: Random, content: Content, result: Result) -> None:
    taken = Counter([*content.get("fixed", {}).values(), *placed(content, result).values()])
    offers = [{**offer, "capacity": min(offer["capacity"], taken[offer["id"]])} for offer in content["offers"]]
    assert decided(again(content, offers=offers)) == decided(result)


def choices_beyond_the_last_that_counts_do_not_count(_: Random, content: Content, result: Result) -> None:
    rows = [
        {**row, "choices": list(dict.fromkeys(row["choices"]))[: content["max_choices"]]} for row in content["requests"]
    ]
    assert decided(again(content, requests=rows)) == decided(result)


def a_cap_that_nobody_reaches_is_none(_: Random, content: Content, result: Result) -> None:
    """A cap of everybody is none: the same bytes, but for the fingerprint of the instance."""
    free = again(content, cap_same_institution=None)
    most = len(content["requests"])
    if content.get("cap_same_institution") is None:
        assert to_json(free) == to_json(result)
    capped = json.loads(to_json(again(content, cap_same_institution=most)))
    assert {**capped, "instance_sha256": free.instance_sha256} == json.loads(to_json(free))


def the_checker_accepts_it(_: Random, content: Content, result: Result) -> None:
    assert check(json.dumps(content), to_json(result)).findings[0] == ("accepted", {})


RULES: list[Rule] = [
    one_more_place_never_lowers_v,
    more_requests_never_lower_v_nor_what_priority_gets,
    what_nobody_meant_changes_nothing,
    numbers_are_texts,
    another_seed_gives_the_same_v,
    a_pin_that_was_chosen_anyway_changes_nothing,
    fixing_the_whole_result_moves_nobody,
    forbidding_what_was_not_used_changes_nothing,
    whoever_obtained_nothing_is_not_missed,
    places_that_stayed_empty_are_not_missed,
    choices_beyond_the_last_that_counts_do_not_count,
    a_cap_that_nobody_reaches_is_none,
    the_checker_accepts_it,
]


@cache
def case(seed: int) -> tuple[str, Result | None]:
    """An instance, as a text that no rule can change, and its result: the same for every rule."""
    content = wide_content(Random(seed))
    return json.dumps(content), solved(content)


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_by_the_thousand(rule: Rule) -> None:
    tried = 0
    for seed in seeds(600):
        content, result = case(seed)
        if result is not None:
            rule(Random(seed), json.loads(content), result)
            tried += 1
    assert tried * SHARE > 500


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_on_whole_editions(objective: str) -> None:
    for seed in range(4):
        content = edition(Random(seed), objective)
        result = solve(read_instance(content))
        for rule in RULES:
            rule(Random(seed), content, result)


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_smallest_counterexample(rule: Rule) -> None:
    @settings(max_examples=50)
    @given(contents() | fought_over(), st.randoms(use_true_random=False))
    def holds(content: Content, random: Random) -> None:
        result = solved(content)
        if result is not None:
            rule(random, content, result)

    holds()
