"""Every way an instance can be unreadable: one error each, naming the culprit, in three languages."""

import json
from string import Formatter
from typing import Any

import pytest

from plugins.immersion.matching import InstanceError, parse_instance, read_instance
from plugins.immersion.matching.explaining.words import TABLES
from plugins.immersion.matching.messages import ERRORS, KINDS, LANGUAGES

OFFERS = [{"id": "A", "capacity": 1, "institution": "x", "lang": "fr"}, {"id": "B", "capacity": 1}]
REQUESTS_ROWS = [
    {"id": "S1", "priority": True, "choices": ["A", "B", "C", "D"]},
    {"id": "S2", "priority": False, "choices": ["A", "B"], "institution": "x", "lang": "nl"},
    {"id": "S3", "priority": False, "choices": ["B"], "institution": "y"},
    {"id": "S4", "priority": False, "choices": ["A"], "lang": "nl"},
]


def refused(**changes: Any) -> str:
    content = {"offers": OFFERS, "requests": REQUESTS_ROWS, **changes}
    with pytest.raises(InstanceError) as caught:
        read_instance(content)
    for lang in LANGUAGES:
        assert len(caught.value.message(lang).splitlines()) == 1
    return str(caught.value)


def refused_text(text: str) -> str:
    with pytest.raises(InstanceError) as caught:
        parse_instance(text)
    return str(caught.value)


def offer_with(**changes: Any) -> str:
    return refused(offers=[OFFERS[0], {**OFFERS[1], **changes}])


def request_with(**changes: Any) -> str:
    return refused(requests=[{**REQUESTS_ROWS[0], **changes}])


def test_text_that_is_not_json() -> None:
    assert refused_text("{\n  oops") == "This is not JSON: error at line 2, column 3."
    assert refused_text("") == "This is not JSON: error at line 1, column 1."
    assert refused_text('{"offers": NaN}') == '"NaN" is not a number in JSON.'
    assert refused_text('{"offers": ' + "[" * 200_000) == "The JSON is nested too deeply to be read."
    assert refused_text('{"offers": ' + "1" * 5_000 + "}") == "A number has too many digits to be read."


def test_no_depth_of_nesting_escapes_as_another_error() -> None:
    """Between what can be read and what cannot lies a depth that can be read but not written into the message."""
    keys = set()
    for depth in range(800, 1_100):
        with pytest.raises(InstanceError) as caught:
            parse_instance('{"offers": [], "requests": [], "seed": ' + "[" * depth + "]" * depth + "}")
        keys.add(caught.value.key)
    assert keys <= {"wrong_kind", "nested_too_deep"}


def test_top_level() -> None:
    for content in ([], "text", 7, None):
        with pytest.raises(InstanceError, match="instance must be an object"):
            read_instance(content)
    assert refused(surprise=1) == 'Unknown key at the top level: "surprise".'
    with pytest.raises(InstanceError, match='The key "offers" is missing in instance'):
        read_instance({"requests": []})
    with pytest.raises(InstanceError, match='The key "requests" is missing in instance'):
        read_instance({"offers": []})
    assert refused(offers={}) == "offers must be a list: {}."
    assert refused(requests=None) == "requests must be a list: null."
    assert refused(seed=7) == "seed must be a text: 7."
    assert refused(objective="best") == 'Unknown objective: "best" (priority, coverage or serial).'
    assert refused(objective=None) == "objective must be a text: null."
    for wrong in (-1, 2.0, True, "3", None):
        assert refused(max_choices=wrong) == f"max_choices must be a whole number, at least 0: {json.dumps(wrong)}."
    for wrong in (-1, 2.0, False, "3"):
        expected = f"cap_same_institution must be a whole number, at least 0: {json.dumps(wrong)}."
        assert refused(cap_same_institution=wrong) == expected


def test_offers() -> None:
    assert refused(offers=[7]) == "offers[0] must be an object { … }: 7."
    assert refused(offers=[{"capacity": 1}]) == 'The key "id" is missing in offers[0].'
    assert refused(offers=[{"id": "A"}]) == 'The key "capacity" is missing in offers[0].'
    assert refused(offers=[*OFFERS, OFFERS[0]]) == 'The offer "A" is listed more than once in offers.'
    for wrong in (True, 7.0, None, ["A"]):
        expected = f"offers[1].id must be a text or a number without fraction or exponent: {json.dumps(wrong)}."
        assert offer_with(id=wrong) == expected
    for wrong in (True, 2.0, "2", None):
        assert offer_with(capacity=wrong) == f"offers[1].capacity must be a whole number: {json.dumps(wrong)}."
    assert offer_with(institution=1.5).startswith("offers[1].institution must be a text or a number")
    assert offer_with(lang=7) == "offers[1].lang must be a text or a list: 7."
    assert offer_with(lang=["fr", 7]) == "offers[1].lang must be a text: 7."


def test_requests() -> None:
    assert refused(requests=["S1"]) == 'requests[0] must be an object { … }: "S1".'
    assert refused(requests=[{"priority": True}]) == 'The key "id" is missing in requests[0].'
    assert refused(requests=[{"id": "S1"}]) == 'The key "priority" is missing in requests[0].'
    assert request_with(id=False).startswith("requests[0].id must be a text or a number")
    for wrong in (0, 1, "true", None):
        assert request_with(priority=wrong) == f"requests[0].priority must be true or false: {json.dumps(wrong)}."
    assert request_with(choices="A") == 'requests[0].choices must be a list: "A".'
    assert request_with(choices=None) == "requests[0].choices must be a list: null."
    assert request_with(choices=["A", True]).startswith("requests[0].choices must be a text or a number")
    assert request_with(institution=True).startswith("requests[0].institution must be a text or a number")
    assert request_with(lang={}) == "requests[0].lang must be a text or a list: {}."
    twice = [{"id": 7, "priority": True}, {"id": "7", "priority": True}]
    assert refused(requests=twice) == 'The request "7" is listed more than once in requests.'


def test_text_that_cannot_be_written_in_utf8() -> None:
    assert refused(seed="\ud800") == 'seed holds a character that cannot be written in UTF-8: "\\ud800".'
    assert request_with(id="a\udfff").startswith("requests[0].id holds a character")


def test_keys_written_twice() -> None:
    head = '"offers": [{"id": 7, "capacity": 1}], "requests": [{"id": 1, "priority": true, "choices": [7]}]'
    assert refused_text(f'{{{head}, "fixed": {{"1": 7, "1": 8}}}}') == 'The key "1" is repeated in fixed.'
    assert refused_text(f'{{{head}, "pinned": {{"1": 7, "1": 7}}}}') == 'The key "1" is repeated in pinned.'
    assert refused_text(f'{{{head}, "seed": "a", "seed": "b"}}') == 'The key "seed" is repeated in instance.'
    assert refused(fixed={1: "A", "1": "A"}) == 'The key "1" is repeated in fixed.'
    offers = '{"offers": [{"id": 7, "capacity": 1, "capacity": 2}], "requests": []}'
    assert refused_text(offers) == 'The key "capacity" is repeated in offers[0].'
    ignored = '{"offers": [{"id": 7, "capacity": 1, "sector": 1, "sector": 2}], "requests": []}'
    assert len(parse_instance(ignored).offers) == 1


def test_decisions_of_the_wrong_kind() -> None:
    assert refused(fixed=[]) == "fixed must be an object { … }: []."
    assert refused(pinned=None) == "pinned must be an object { … }: null."
    assert refused(fixed={"S1": None}).startswith("fixed[S1] must be a text or a number")
    assert refused(pinned={"S1": 1.5}).startswith("pinned[S1] must be a text or a number")
    assert refused(forbidden={}) == "forbidden must be a list: {}."
    assert refused(forbidden=["S1"]) == 'forbidden[0] must be a pair [request id, offer id]: "S1".'
    assert refused(forbidden=[["S1", "A", "B"]]).startswith("forbidden[0] must be a pair")
    assert refused(forbidden=[["S1", True]]).startswith("forbidden[0] must be a text or a number")


@pytest.mark.requirement("IM-14")
def test_pins_that_cannot_stand() -> None:
    assert refused(fixed={"S1": "A"}, pinned={"S1": "A"}) == 'The request "S1" is in both fixed and pinned.'
    assert refused(pinned={"S9": "A"}) == 'The request "S9" in pinned is unknown.'
    forbidden = 'The request "S1" at "A" is both pinned and forbidden.'.replace("The request ", "")
    assert refused(pinned={"S1": "A"}, forbidden=[["S1", "A"]]) == forbidden
    assert refused(pinned={"S3": "A"}) == '"S3" is pinned at "A", which is not among its choices.'
    assert refused(pinned={"S1": "D"}) == '"S1" is pinned at "D", a choice beyond max_choices.'
    assert refused(pinned={"S1": "C"}) == '"S1" is pinned at "C", an unknown offer.'
    assert refused(pinned={"S2": "A"}) == '"S2" is pinned at "A", in its own institution.'
    assert refused(pinned={"S4": "A"}) == '"S4" is pinned at "A", with no language in common.'
    assert refused(pinned={"S1": "A"}, fixed={"gone": "A"}) == '"S1" is pinned at "A", where no place is left.'
    together = refused(pinned={"S3": "B", "S1": "B"})
    assert together == 'Too many pins at "B" (S1, S3): places left 1.'


def test_pins_beyond_the_cap() -> None:
    rows = [{"id": f"S{number}", "priority": False, "choices": ["A"], "institution": "x"} for number in range(3)]
    offers = [{"id": "A", "capacity": 9}]
    said = refused(offers=offers, requests=rows, cap_same_institution=1, pinned={"S1": "A", "S0": "A"})
    assert said == 'Pins at "A" beyond the cap of 1 for one institution: S0, S1.'
    said = refused(offers=offers, requests=rows, cap_same_institution=1, fixed={"S2": "A"}, pinned={"S1": "A"})
    assert said == 'Pins at "A" beyond the cap of 1 for one institution: S1.'


def test_a_name_from_the_file_never_breaks_the_line() -> None:
    assert refused(pinned={"S\n9\u2028": "A"}) == 'The request "S\\u000a9\\u2028" in pinned is unknown.'
    assert len(refused(pinned={"S" * 1_000: "A"})) < 200


def test_every_sentence_exists_in_three_languages_with_the_same_parts() -> None:
    def parts(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for table in (ERRORS, KINDS, *TABLES.values()):
        for sentences in table.values():
            assert tuple(sentences) == LANGUAGES
            assert len({frozenset(parts(sentence)) for sentence in sentences.values()}) == 1
