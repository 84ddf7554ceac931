"""The checker on small instances whose only right result is known by trying all: it accepts that one and no other."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from plugins.immersion.matching import parse_instance, solve, to_json
from plugins.immersion.matching.checking import check
from tests.plugins.immersion.matching.checking.cases import (
    ACCEPTED,
    Chosen,
    Content,
    cases,
    crowded,
    ranks_of,
    solved,
    verdict,
    with_assignment,
)
from tests.plugins.immersion.matching.oracle import best, draw_list, feasible, possible, vector, vectors
from tests.plugins.immersion.matching.seeds import COMPILED, SHARE, seeds

NOT_PROVED = {"not_proved_request", "not_proved_offer"}
DEMO = Path(__file__).parents[5] / "demo" / "immersion-2024" / "instance.json"


def first_who_could_do_better(content: Content, equals: list[Chosen], given: Chosen) -> dict[str, object]:
    """The first in draw order who has a better rank in another of ``equals`` that is the same for all before."""
    for position, row in enumerate(draw_list(content)):
        better = [
            other[position]
            for other in equals
            if other[:position] == given[:position] and ranks_of(other)[position] < ranks_of(given)[position]
        ]
        if better:
            return {"request": str(row["id"]), "offer": min(one for one in better if one)[1]}
    raise AssertionError("this is the one the draw asks for")


def serial_turn(content: Content, given: Chosen) -> dict[str, object]:
    """The first in draw order, pins aside, who has not the best that was left, and what that was."""
    right = best(content)[0]
    for row, one in zip(draw_list(content), given, strict=True):
        name = str(row["id"])
        if right[name] != (one[1] if one else None):
            return {"request": name, "offer": right[name] or "–"}
    raise AssertionError("this is the right one")


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-17")
@pytest.mark.parametrize("block", range(4))
def test_of_all_allowed_assignments_only_the_right_one_is_accepted(block: int) -> None:
    """Less than V is not proved; the same V but worse in the draw is refused for its draw, naming the first."""
    said: Counter[str] = Counter()
    for content, result in cases(seeds(400 * block, 400 * (block + 1)), most=5, plain=block == 3):
        assert verdict(content, result) == (ACCEPTED, {})
        everything = list(feasible(content))
        counts = [list(each) for each in vectors(content, map(ranks_of, everything))]
        equals = [chosen for chosen, count in zip(everything, counts, strict=True) if count == result["vector"]]
        for chosen, count in zip(everything, counts, strict=True):
            other = with_assignment(content, result, chosen)
            if other["assignment"] == result["assignment"]:
                continue
            key, parts = verdict(content, other)
            said[key] += 1
            if content["objective"] == "serial":
                assert (key, parts) == ("serial_differs", serial_turn(content, chosen))
            elif count == result["vector"]:
                assert (key, parts) == ("draw_differs", first_who_could_do_better(content, equals, chosen))
            else:
                assert key in NOT_PROVED
    assert said.keys() == {*NOT_PROVED, "draw_differs", "serial_differs"}


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("block", range(4))
def test_the_draw_on_larger_groups(block: int) -> None:
    """Seven and eight requests, on which more of them move together."""
    drawn = seeds(20_000 + 150 * block, 20_000 + 150 * (block + 1))
    for content, result in cases(drawn, most=7 + block % 2, plain=block >= 2):
        assert verdict(content, result) == (ACCEPTED, {})
        if content["objective"] == "serial":
            continue
        everything = list(feasible(content))
        counts = vectors(content, map(ranks_of, everything))
        equals = [one for one, count in zip(everything, counts, strict=True) if list(count) == result["vector"]]
        for chosen in equals[:40]:
            other = with_assignment(content, result, chosen)
            if other["assignment"] != result["assignment"]:
                wanted = first_who_could_do_better(content, equals, chosen)
                assert verdict(content, other) == ("draw_differs", wanted)


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("block", range(3))
def test_where_the_cap_decides(block: int) -> None:
    """What an institution pays on top is part of the proof, and rooms within rooms are part of the draw."""
    said: Counter[str] = Counter()
    on_top = 0
    for content, result in crowded(seeds(150 * block, 150 * (block + 1))):
        assert verdict(content, result) == (ACCEPTED, {})
        on_top += len(result["certificate"].get("institution_prices", []))
        for other in one_price_changed(content, result):
            said[verdict(content, other)[0]] += 1
        everything = list(feasible(content))
        counts = vectors(content, map(ranks_of, everything))
        equals = [one for one, count in zip(everything, counts, strict=True) if list(count) == result["vector"]]
        for chosen in equals[:60]:
            other = with_assignment(content, result, chosen)
            if other["assignment"] != result["assignment"]:
                wanted = first_who_could_do_better(content, equals, chosen)
                assert verdict(content, other) == ("draw_differs", wanted)
                said["draw_differs"] += 1
    prices = {"price_not_positive", "price_unknown_offer", "price_unknown_pair", "price_not_smallest"}
    assert said.keys() == prices | {*NOT_PROVED, "draw_differs"}
    assert on_top * SHARE > 20


@pytest.mark.requirement("IM-14")
def test_what_only_one_institution_must_pay_is_no_price_of_the_offer() -> None:
    """S1 and S2 may not both go to A. Letting all pay there proves V as well, but not by the smallest prices."""
    content = {
        "cap_same_institution": 1,
        "offers": [{"id": "A", "capacity": 2}],
        "requests": [
            {"id": "S1", "priority": True, "choices": ["A"], "institution": "a"},
            {"id": "S2", "priority": True, "choices": ["A"], "institution": "a"},
            {"id": "S3", "priority": True, "choices": ["A"], "institution": "b"},
        ],
    }
    [(_, result)] = solved(content)
    [[institution, offer, price]] = result["certificate"]["institution_prices"]
    assert (institution, offer, result["certificate"]["prices"]) == ("a", "A", {})
    assert verdict(content, result) == (ACCEPTED, {})
    weights = result["certificate"]["weights"]
    other = {**result, "certificate": {"weights": weights, "prices": {"A": price}}}
    assert verdict(content, other) == ("price_not_smallest", {"offer": "A"})


def moved(content: Content, result: Content) -> list[Content]:
    """Each request at any other offer, known or not, or nowhere; and each two in each other's place."""
    names = [str(offer["id"]) for offer in content["offers"]]
    seats = result["assignment"]
    changes = [{name: seat} for name in seats for seat in (None, *names, "H8") if seat != seats[name]]
    changes += [{a: seats[b], b: seats[a]} for a, b in combinations(seats, 2) if seats[a] != seats[b]]
    return [{**result, "assignment": {**seats, **change}} for change in changes]


def told_truly(content: Content, result: Content) -> Content:
    """The same with the V of its assignment, if every placement is a possible choice; otherwise as it is."""
    chosen: Chosen = []
    for row in draw_list(content):
        seat = result["assignment"][str(row["id"])]
        options = [one for one in possible(content, row) if one[1] == seat]
        if seat is not None and not options:
            return result
        chosen.append(options[0] if options else None)
    return {**result, "vector": list(vector(content, ranks_of(chosen)))}


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("block", range(4))
def test_whoever_is_moved_is_noticed(block: int) -> None:
    said: Counter[str] = Counter()
    for content, result in cases(seeds(40_000 + 250 * block, 40_000 + 250 * (block + 1)), most=6):
        for other in moved(content, result):
            for told in (other, told_truly(content, other)):
                said[verdict(content, told)[0]] += 1
    expected = {"fixed_not_kept", "pinned_not_kept", "not_possible", "over_places", "over_cap", "vector_differs"}
    assert said.keys() == expected | {*NOT_PROVED, "draw_differs", "serial_differs"}


def one_number_changed(result: Content) -> list[Content]:
    vectors = [
        [n + step * (i == part) for i, n in enumerate(result["vector"])] for part in range(6) for step in (1, -1)
    ]
    return [{**result, "vector": counts} for counts in vectors]


def one_price_changed(content: Content, result: Content) -> list[Content]:
    """Each price one more, one less, away; a price where there was none; the same for institutions."""
    certificate = result["certificate"]
    prices, weights = certificate["prices"], certificate["weights"]
    changed: list[dict[str, str]] = []
    for offer, price in prices.items():
        changed += [{**prices, offer: str(int(price) + step)} for step in (1, -1)]
        changed += [{name: amount for name, amount in prices.items() if name != offer}]
    for offer in [str(row["id"]) for row in content["offers"]] + ["H8"]:
        if offer not in prices:
            changed += [{**prices, offer: amount} for amount in ("0", "1", "-1", weights[0], weights[5])]
    others: list[dict[str, Any]] = [{**certificate, "prices": one} for one in changed]
    pairs = certificate.get("institution_prices", [])
    for index, (institution, offer, price) in enumerate(pairs):
        others.append(with_pairs(certificate, pairs[:index] + pairs[index + 1 :]))
        for step in (1, -1):
            row = [institution, offer, str(int(price) + step)]
            others.append(with_pairs(certificate, [*pairs[:index], row, *pairs[index + 1 :]]))
    there = {(institution, offer) for institution, offer, _ in pairs}
    for row in content["requests"]:
        for choice in row["choices"]:
            if (row.get("institution"), choice) not in there:
                added = sorted([*pairs, [row.get("institution") or "", choice, "1"]])
                others.append(with_pairs(certificate, added))
    return [{**result, "certificate": one} for one in others]


def with_pairs(certificate: Content, pairs: list[list[str]]) -> Content:
    rest = {key: value for key, value in certificate.items() if key != "institution_prices"}
    return {**rest, "institution_prices": pairs} if pairs else rest


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("block", range(4))
def test_every_number_of_the_result_counts(block: int) -> None:
    said: Counter[str] = Counter()
    for content, result in cases(seeds(60_000 + 300 * block, 60_000 + 300 * (block + 1)), most=6):
        for other in one_number_changed(result):
            assert verdict(content, other)[0] == "vector_differs"
        if content["objective"] != "serial":
            for other in one_price_changed(content, result):
                said[verdict(content, other)[0]] += 1
    prices = {"price_not_positive", "price_unknown_offer", "price_unknown_pair", "price_not_smallest"}
    assert said.keys() == prices | NOT_PROVED


@pytest.mark.requirement("IM-14")
def test_every_other_part_of_the_result_counts() -> None:
    said: Counter[str] = Counter()
    for content, result in cases(seeds(80_000, 80_060), most=5):
        for objective in {"priority", "coverage", "serial"} - {content["objective"]}:
            assert verdict(content, {**result, "objective": objective})[0] == "another_objective"
            said[verdict({**content, "objective": objective}, result)[0]] += 1
        digits = result["instance_sha256"]
        for place in range(len(digits)):
            other = digits[:place] + ("1" if digits[place] == "0" else "0") + digits[place + 1 :]
            assert verdict(content, {**result, "instance_sha256": other})[0] == "another_instance"
        assert verdict({**content, "seed": "another"}, result)[0] == "another_instance"
        for key in result:
            without = {name: value for name, value in result.items() if name != key}
            assert verdict(content, without) == ("key_missing", {"name": key, "place": "result"})
        assert verdict(content, {**result, "more": 1}) == ("key_unknown", {"name": "more", "place": "result"})
    assert said.keys() == {"another_instance"}


def test_alerts_are_those_of_the_rule() -> None:
    said: Counter[str] = Counter()
    codes = set()
    for content, result in cases(seeds(90_000, 91_500), most=4):
        alerts = result["alerts"]
        codes |= {alert["code"] for alert in alerts}
        others = [alerts[:index] + alerts[index + 1 :] for index in range(len(alerts))]
        others += [[*alerts, alerts[0]], alerts[::-1]] if len(alerts) > 1 else []
        others += [[*alerts, {"code": "fixed_language", "request": "S0", "offer": None}]]
        for other in others:
            said[verdict(content, {**result, "alerts": other})[0]] += 1
    assert said.keys() == {"alert_missing", "alert_unfounded", "alerts_order"}
    assert codes >= {"unknown_choice", "fixed_over_capacity", "fixed_over_cap"}


def test_each_alert_on_an_instance_that_deserves_it() -> None:
    """As docs/matching.md lists them; a language that does not agree is told only where nothing worse is."""
    offers = [{"id": "A", "capacity": 1, "institution": "x", "lang": "fr"}, {"id": "B", "capacity": 5}]
    requests = [
        {"id": "S1", "priority": True, "choices": ["Z", "A"], "institution": "x", "lang": "nl"},
        {"id": "S2", "priority": False, "lang": ["nl", "de"]},
        {"id": "S3", "priority": False, "institution": "y"},
        {"id": "S4", "priority": False, "institution": "y"},
        {"id": "S5", "priority": False},
    ]
    content = {
        "offers": offers,
        "requests": requests,
        "cap_same_institution": 1,
        "fixed": {"S1": "A", "S2": "A", "S3": "B", "S4": "B", "S5": "Z", "gone": "Z"},
        "forbidden": [["S3", "B"], ["S9", "A"], ["S3", "Y"]],
    }
    [(_, result)] = solved(content)
    assert [(alert["code"], alert["request"], alert["offer"]) for alert in result["alerts"]] == [
        ("fixed_forbidden", "S3", "B"),
        ("fixed_language", "S2", "A"),
        ("fixed_over_cap", "S3", "B"),
        ("fixed_over_cap", "S4", "B"),
        ("fixed_over_capacity", None, "A"),
        ("fixed_own_institution", "S1", "A"),
        ("fixed_unknown_offer", "S5", "Z"),
        ("fixed_unknown_offer", "gone", "Z"),
        ("unknown_choice", "S1", "Z"),
        ("unknown_forbidden", "S3", "Y"),
        ("unknown_forbidden", "S9", "A"),
    ]
    assert verdict(content, result) == (ACCEPTED, {})
    for index, alert in enumerate(result["alerts"]):
        less = result["alerts"][:index] + result["alerts"][index + 1 :]
        assert verdict(content, {**result, "alerts": less})[0] == "alert_missing"
        for part in ("code", "request", "offer"):
            other = [*less[:index], {**alert, part: "S8"}, *less[index:]]
            assert verdict(content, {**result, "alerts": other})[0] == "alert_missing"


def test_everybody_listed_and_nobody_else_has_a_place_and_an_explanation() -> None:
    for content, result in cases(seeds(95_000, 95_100), most=5):
        for part in ("assignment", "explanations"):
            for name in result[part]:
                rest = {other: value for other, value in result[part].items() if other != name}
                assert verdict(content, {**result, part: rest}) == ("request_missing", {"request": name, "place": part})
            other = {**result, part: {**result[part], "gone": "H0"}}
            assert verdict(content, other) == ("request_unknown", {"request": "gone", "place": part})
        for name in result["explanations"]:
            for text in ("", "  ", "one\ntwo", "one\n", "one\u2028two"):
                told = {**result["explanations"], name: text}
                assert verdict(content, {**result, "explanations": told}) == ("not_one_line", {"request": name})


def test_an_offer_whose_id_breaks_the_line_is_not_held_against_the_explanation() -> None:
    content = {
        "offers": [{"id": "A\nB", "capacity": 1}],
        "requests": [{"id": "S", "priority": True, "choices": ["A\nB"]}],
    }
    instance = json.dumps(content)
    assert check(instance, to_json(solve(parse_instance(instance)))).findings[0] == (ACCEPTED, {})


@pytest.mark.requirement("IM-14")
def test_a_price_is_what_one_more_place_would_add_to_v() -> None:
    """The meaning of the smallest prices; so there is only one certificate."""
    positive = 0
    for content, result in cases(seeds(97_000, 97_500), most=5, plain=True):
        if content["objective"] == "serial":
            continue
        weights = [int(weight) for weight in result["certificate"]["weights"]]
        for offer in content["offers"]:
            if offer["capacity"] <= 0:
                continue
            more = [{**row, "capacity": row["capacity"] + (row is offer)} for row in content["offers"]]
            counts = best({**content, "offers": more})[1]
            gain = sum((a - b) * w for a, b, w in zip(counts, result["vector"], weights, strict=True))
            assert int(result["certificate"]["prices"].get(offer["id"], 0)) == gain
            positive += gain > 0
    assert positive > (30 if COMPILED else 100)


@pytest.mark.requirement("IM-14")
def test_weights_that_do_not_keep_the_order_prove_nothing() -> None:
    for content, result in cases(seeds(98_000, 98_200), most=5, plain=True):
        if content["objective"] == "serial" or not content["requests"]:
            continue
        for number in range(6):
            weights = list(result["certificate"]["weights"])
            weights[number] = "0"
            other = {**result, "certificate": {**result["certificate"], "weights": weights}}
            assert verdict(content, other) == ("weight_too_small", {"number": number + 1})
        equal = {**result, "certificate": {"weights": ["1"] * 6, "prices": {}}}
        assert verdict(content, equal) == ("weight_too_small", {"number": 5})
        if len(content["requests"]) > 1:
            # Twice what is behind it is not enough for two requests: they could lose one count and gain two lower ones.
            narrow = {**result, "certificate": {"weights": ["32", "16", "8", "4", "2", "1"], "prices": {}}}
            assert verdict(content, narrow) == ("weight_too_small", {"number": 5})


@pytest.mark.requirement("IM-14")
def test_a_proof_where_none_is_due_and_none_where_one_is() -> None:
    for content, result in cases(seeds(99_000, 99_100), most=4):
        other = {} if content["objective"] != "serial" else {"weights": ["1"] * 6, "prices": {}}
        wanted = ("certificate_kind", {"objective": content["objective"]})
        assert verdict(content, {**result, "certificate": other}) == wanted


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-17")
@pytest.mark.parametrize("objective", ["priority", "coverage", "serial"])
def test_2024(objective: str) -> None:
    content = {**json.loads(DEMO.read_text()), "objective": objective}
    written = to_json(solve(parse_instance(json.dumps(content))))
    accepted = check(json.dumps(content), written)
    counts = dict(accepted.findings)["placements"]
    assert (counts["requests"], counts["offers"], counts["places"]) == (290, 120, 408)
    result = json.loads(written)
    for other in moved(content, result)[::601]:
        assert verdict(content, told_truly(content, other))[0] != ACCEPTED


@pytest.mark.requirement("IM-14")
@pytest.mark.parametrize("objective", ["priority", "coverage", "serial"])
def test_a_chain_in_which_the_last_request_moves_all(objective: str) -> None:
    length = 10_000
    offers = [{"id": f"H{number}", "capacity": 1} for number in range(length)]
    requests = [
        {"id": f"S{number}", "priority": False, "choices": [f"H{number}", f"H{number + 1}"][: length - number]}
        for number in range(length)
    ]
    requests.append({"id": "last", "priority": True, "choices": ["H0"]})
    content = json.dumps({"offers": offers, "requests": requests, "objective": objective})
    assert check(content, to_json(solve(parse_instance(content)))).findings[0] == (ACCEPTED, {})
