"""Files that cannot be read: one line that names the culprit, in three languages, and never anything else."""

import copy
import json
from random import Random
from string import Formatter
from typing import Any

import pytest

from plugins.immersion.matching import InstanceError, canonical_json, parse_instance, solve, to_json
from plugins.immersion.matching.checking import LANGUAGES, RefusedError, UnreadableError, check
from plugins.immersion.matching.checking.fingerprint import canonical_form
from plugins.immersion.matching.checking.messages import FINDINGS, KINDS, REFUSALS, UNREADABLE
from plugins.immersion.matching.checking.reading import read_instance
from tests.plugins.immersion.matching.seeds import SHARE, seeds
from tests.plugins.immersion.matching.small import random_content

OFFERS = [{"id": "A", "capacity": 1, "institution": "x", "lang": "fr"}, {"id": "B", "capacity": 1}]
REQUESTS = [
    {"id": "S1", "priority": True, "choices": ["A", "B", "C", "D"]},
    {"id": "S2", "priority": False, "choices": ["A", "B"], "institution": "x", "lang": "nl"},
    {"id": "S3", "priority": False, "choices": ["B"], "institution": "y"},
    {"id": "S4", "priority": False, "choices": ["B"], "institution": "y"},
]
GOOD = {"offers": OFFERS, "requests": REQUESTS}


def unreadable(instance: str, result: str = "{}") -> str:
    with pytest.raises(UnreadableError) as caught:
        check(instance, result)
    assert all(len(caught.value.message(lang).splitlines()) == 1 for lang in LANGUAGES)
    return str(caught.value)


def with_top(**changes: Any) -> str:
    return unreadable(json.dumps({**GOOD, **changes}))


def with_offer(**changes: Any) -> str:
    return with_top(offers=[OFFERS[0], {**OFFERS[1], **changes}])


def with_request(**changes: Any) -> str:
    return with_top(requests=[{**REQUESTS[0], **changes}])


def test_text_that_is_not_json() -> None:
    good = json.dumps(GOOD)
    assert unreadable("{\n  oops") == "instance: this is not JSON (error at line 2, column 3)."
    assert unreadable("") == "instance: this is not JSON (error at line 1, column 1)."
    assert unreadable(good, "[") == "result: this is not JSON (error at line 1, column 2)."
    assert unreadable('{"offers": NaN}') == 'instance: "NaN" is not a number in JSON.'
    assert unreadable(good, "-Infinity") == 'result: "-Infinity" is not a number in JSON.'
    assert unreadable("[" * 200_000) == "instance: the JSON is nested too deeply to be read."
    assert unreadable(good, "1" * 5_000) == "result: a number has too many digits to be read."
    assert unreadable(good, "[]") == "result must be an object { … }: []."
    assert unreadable("7") == "instance must be an object { … }: 7."


def test_no_depth_of_nesting_escapes_as_another_error() -> None:
    for depth in range(800, 1_100):
        nested = "[" * depth + "]" * depth
        unreadable('{"offers": [], "requests": [], "seed": ' + nested + "}")
        with pytest.raises((UnreadableError, RefusedError)):
            check(json.dumps(GOOD), to_json(solve(parse_instance(json.dumps(GOOD)))).replace('"priority"', nested))


def test_keys() -> None:
    good = json.dumps(GOOD)
    assert with_top(sead="x") == 'Unknown key at the top level of the instance: "sead".'
    assert unreadable('{"offers": []}') == 'The key "requests" is missing in instance.'
    assert unreadable('{"offers": [{"id": 1}], "requests": []}') == 'The key "capacity" is missing in offers[0].'
    assert unreadable('{"offers": [], "requests": [{"id": 1}]}') == 'The key "priority" is missing in requests[0].'
    assert unreadable('{"offers": [], "offers": []}') == 'The key "offers" is repeated in instance.'
    repeated = '{"offers": [{"id": 1, "id": 1, "capacity": 1}], "requests": []}'
    assert unreadable(repeated) == 'The key "id" is repeated in offers[0].'
    fixed = '{"offers": [], "requests": [], "fixed": {"S": "A", "S": "A"}}'
    assert unreadable(fixed) == 'The key "S" is repeated in fixed.'
    assert unreadable(good, '{"vector": 1, "vector": 2}') == 'The key "vector" is repeated in result.'
    written = to_json(solve(parse_instance(good)))
    twice = written.replace('"S1":', '"S2": null, "S1":', 1)
    assert unreadable(good, twice) == 'The key "S2" is repeated in assignment.'
    ignored = '{"offers": [{"id": 1, "capacity": 1, "town": 1, "town": 2}], "requests": []}'
    assert list(read_instance(ignored).offers) == ["1"]


def test_kinds() -> None:
    assert with_top(seed=1) == "seed must be a text: 1."
    assert with_top(objective="fair") == 'Unknown objective: "fair" (priority, coverage or serial).'
    assert with_top(max_choices=-1) == "max_choices must be a whole number, at least 0: -1."
    assert with_top(cap_same_institution=True) == "cap_same_institution must be a whole number, at least 0: true."
    assert with_top(offers={}) == "offers must be a list: {}."
    assert with_top(fixed=[]) == "fixed must be an object { … }: []."
    assert with_top(pinned={"S1": 1.5}) == "pinned[S1] must be a text or a number without fraction or exponent: 1.5."
    assert with_top(forbidden=[["S1"]]) == 'forbidden[0] must be a pair [request id, offer id]: ["S1"].'
    assert with_offer(id=True) == "offers[1].id must be a text or a number without fraction or exponent: true."
    assert with_offer(capacity="2") == 'offers[1].capacity must be a whole number: "2".'
    assert with_offer(lang=7) == "offers[1].lang must be a text or a list: 7."
    assert with_offer(lang=[7]) == "offers[1].lang must be a text: 7."
    assert with_request(priority=1) == "requests[0].priority must be true or false: 1."
    assert with_request(choices=None) == "requests[0].choices must be a list: null."
    assert with_request(institution=[]) == (
        "requests[0].institution must be a text or a number without fraction or exponent: []."
    )
    assert with_offer(id="\ud800") == 'offers[1].id holds a character that cannot be written in UTF-8: "\\ud800".'
    assert with_offer(id="A") == '"A" is listed more than once in offers.'
    assert with_top(requests=[*REQUESTS, REQUESTS[0]]) == '"S1" is listed more than once in requests.'


def test_pins_that_cannot_stand() -> None:
    for pin in ("Z", "D"):
        said = f'"S1" cannot be pinned at "{pin}": it is not one of its possible choices.'
        assert with_top(pinned={"S1": pin}) == said
    assert with_top(pinned={"S2": "A"}) == '"S2" cannot be pinned at "A": it is not one of its possible choices.'
    impossible = '"S1" cannot be pinned at "A": it is not one of its possible choices.'
    assert with_top(pinned={"S1": "A"}, fixed={"S1": "A"}) == impossible
    assert with_top(pinned={"S1": "A"}, fixed={"gone": "A"}) == impossible
    assert with_top(pinned={"S1": "A"}, forbidden=[["S1", "A"]]) == impossible
    assert with_top(pinned={"gone": "A"}) == '"gone" cannot be pinned at "A": it is not one of its possible choices.'
    pins = {"S3": "B", "S4": "B"}
    assert with_top(pinned=pins) == '"S3" cannot be pinned at "B": too many are pinned there.'
    offers = [{"id": "B", "capacity": 5}]
    assert with_top(pinned=pins, offers=offers, cap_same_institution=1) == (
        '"S3" cannot be pinned at "B": too many are pinned there.'
    )


def test_the_form_of_the_result() -> None:
    good = json.dumps(GOOD)
    result = json.loads(to_json(solve(parse_instance(good))))

    def refused(**changes: Any) -> str:
        with pytest.raises(RefusedError) as caught:
            check(good, json.dumps({**result, **changes}))
        assert all(len(caught.value.message(lang).splitlines()) == 1 for lang in LANGUAGES)
        return str(caught.value)

    def certified(**changes: Any) -> str:
        return refused(certificate={**result["certificate"], **changes})

    assert refused(assignment=[]) == "assignment must be an object { … }: []."
    assert refused(assignment={"S1": 7}) == "assignment[S1] must be a text: 7."
    assert refused(vector=[1, 2]) == "vector must be a list of six: [1, 2]."
    assert refused(vector=[1, 0, 0, 0, 0, True]) == "vector[5] must be a whole number: true."
    assert refused(vector=[1.0, 0, 0, 0, 0, 0]) == "vector[0] must be a whole number: 1.0."
    assert refused(objective=None) == "objective must be a text: null."
    assert refused(alerts={}) == "alerts must be a list: {}."
    assert refused(alerts=[{"code": "x", "offer": None}]) == 'The key "request" is missing in alerts[0].'
    alert = {"code": "x", "offer": None, "request": None}
    assert refused(alerts=[{**alert, "n": 1}]) == 'The key "n" has no place in alerts[0].'
    assert refused(explanations={"S1": None}) == "explanations[S1] must be a text: null."
    assert refused(explanations={"S1": "\ud800"}) == (
        'explanations[S1] holds a character that cannot be written in UTF-8: "\\ud800".'
    )
    assert refused(certificate=None) == "certificate must be an object { … }: null."
    assert refused(certificate={"prices": {}}) == 'The key "weights" is missing in certificate.'
    assert certified(more=1) == 'The key "more" has no place in certificate.'
    assert certified(prices={"A": 5}) == "certificate.prices[A] must be a whole number written as text: 5."
    for price in ("", "+1", "01", "1.0", "1e3", " 1", "١", "1\n", "9" * 4_001):
        assert certified(prices={"A": price}).startswith("certificate.prices[A] must be a whole number written as")
    assert certified(prices={"A": "-3"}) == "certificate.prices[A] must be above 0 (a price of 0 is not written): -3."
    assert certified(weights=["1"] * 5) == 'certificate.weights must be a list of six: ["1", "1", "1", "1", "1"].'
    assert certified(institution_prices=[["y", "B"]]) == (
        'certificate.institution_prices[0] must be [institution, offer, price]: ["y", "B"].'
    )
    unsorted = "institution_prices must be sorted, each pair once, and absent if there are none."
    for rows in ([], [["y", "B", "1"], ["x", "B", "1"]], [["y", "B", "1"], ["y", "B", "1"]]):
        assert certified(institution_prices=rows) == unsorted
    assert certified(institution_prices=[["y", "B", "1"]]) == (
        'The certificate gives a price to "y" at "B", where the cap stands in nobody\'s way.'
    )


def test_every_sentence_is_in_three_languages_with_the_same_parts() -> None:
    for table in (UNREADABLE, REFUSALS, FINDINGS, KINDS):
        for sentences in table.values():
            assert tuple(sentences) == LANGUAGES
            parts = [{part for _, part, _, _ in Formatter().parse(text) if part} for text in sentences.values()]
            assert parts == [parts[0]] * 3


def mutated(random: Random, value: Any) -> Any:
    """The same value with one thing in it changed, at any depth: replaced, dropped, repeated or renamed."""
    odd = [None, True, 0, -1, 7, 1.5, 10**30, "", "H0", "S0", "fr", [], {}, [[]], ["H0"], {"S0": "H0"}, "\ud800", "\n"]
    value = copy.deepcopy(value)
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        rows = list(here.items() if isinstance(here, dict) else enumerate(here))
        places += [(here, key) for key, _ in rows]
        waiting += [inner for _, inner in rows if isinstance(inner, dict | list)]
    if not places:
        return random.choice(odd)
    here, key = random.choice(places)
    action = random.random()
    if action < 0.5:
        here[key] = random.choice(odd)
    elif action < 0.7:
        del here[key]
    elif isinstance(here, list):
        here.insert(random.randrange(len(here) + 1), copy.deepcopy(here[key]))
    else:
        here[random.choice(["more", "S0", "H0", "id", "lang"])] = here[key]
    return value


def test_the_engine_and_the_checker_read_the_same_files() -> None:
    """Whatever is changed in an instance: both refuse it, or both find the same fingerprint and the result stands."""
    readable = 0
    for seed in seeds(8_000):
        random = Random(seed)
        text = json.dumps(mutated(random, random_content(random, most=4)))
        try:
            instance = parse_instance(text)
            written = to_json(solve(instance))
        except InstanceError:
            unreadable(text)
            continue
        assert canonical_form(read_instance(text)) == canonical_json(instance)
        assert check(text, written).findings[0] == ("accepted", {})
        readable += 1
    assert 2_000 < readable * SHARE < 6_000


def test_a_result_changed_anywhere_is_refused_or_says_the_same() -> None:
    """What may differ is the wording of explanations, and weights as long as the prices still prove V."""
    accepted = 0
    for seed in seeds(12_000):
        random = Random(seed)
        text = json.dumps(random_content(random, most=4))
        try:
            result = json.loads(to_json(solve(parse_instance(text))))
        except InstanceError:
            continue
        other = mutated(random, result)
        if not answered(text, json.dumps(other)):
            continue
        accepted += 1
        assert other.keys() == result.keys()
        assert [other[key] for key in ("assignment", "vector", "objective", "instance_sha256", "alerts")] == [
            result[key] for key in ("assignment", "vector", "objective", "instance_sha256", "alerts")
        ]
        assert other["explanations"].keys() == result["explanations"].keys()
        assert other["certificate"].get("prices") == result["certificate"].get("prices")
    assert accepted * SHARE > 10


def test_any_bytes_and_any_text_are_answered() -> None:
    good = json.dumps(GOOD)
    written = to_json(solve(parse_instance(good)))
    for seed in seeds(6_000):
        random = Random(seed)
        if seed % 3 == 0:
            noise = random.randbytes(random.randrange(40)).decode("utf-8", "replace")
        else:
            noise = cut_and_joined(random, good if seed % 3 == 1 else written)
        for pair in ((noise, written), (good, noise)):
            answered(*pair)


def answered(instance: str, result: str) -> bool:
    """Whether the result is accepted; if not, there is one line in each language."""
    try:
        check(instance, result)
    except (RefusedError, UnreadableError) as answer:
        fault = answer
    else:
        return True
    assert all(len(fault.message(lang).splitlines()) == 1 for lang in LANGUAGES)
    return False


def cut_and_joined(random: Random, text: str) -> str:
    """A text in which a piece is missing, repeated, or replaced by a character."""
    first, last = sorted(random.randrange(len(text) + 1) for _ in range(2))
    last = min(last, first + random.randrange(1, 8))
    middle = random.choice(["", text[first:last] * 2, random.choice('{}[]",:0-1eE\\u\0é')])
    return text[:first] + middle + text[last:]
