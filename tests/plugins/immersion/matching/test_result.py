"""What is written: the result's form, its explanations and its fingerprint."""

import json
from dataclasses import replace
from hashlib import sha256
from random import Random

from plugins.immersion.matching import (
    InstanceError,
    canonical_json,
    parse_instance,
    read_instance,
    solve_text,
)
from tests.plugins.immersion.matching.seeds import seeds
from tests.plugins.immersion.matching.small import random_content

TEXT = """{"seed": "s", "offers": [{"id": "H2", "capacity": 1, "province": "Namur"}, {"id": "H1", "capacity": -1}],
 "requests": [{"id": "S1", "priority": false, "choices": ["H1", "H2"]}, {"id": "S2", "priority": true,
 "choices": ["H2"]}, {"id": "S3", "priority": false}, {"id": "S4", "priority": false, "choices": ["H1"]}]}"""


def test_the_result_is_json_with_sorted_keys() -> None:
    written = solve_text(TEXT, "en")
    content = json.loads(written)
    assert written == json.dumps(content, sort_keys=True, indent=2)
    width = (2 * 4 + 2).bit_length()
    assert content == {
        "alerts": [],
        "assignment": {"S1": None, "S2": "H2", "S3": None, "S4": None},
        "certificate": {"prices": content["certificate"]["prices"], "weights": content["certificate"]["weights"]},
        "explanations": {
            "S1": (
                "No place obtained. H1: no place left to give in this round. H2: 1 place, 2 requests; priority decided."
            ),
            "S2": "Place obtained: H2, choice 1.",
            "S3": "No choice was made.",
            "S4": "No place obtained. H1: no place left to give in this round.",
        },
        "instance_sha256": sha256(canonical_json(parse_instance(TEXT)).encode()).hexdigest(),
        "objective": "priority",
        "vector": [1, 1, 0, 0, 0, 0],
    }
    assert content["certificate"]["weights"] == [str(2 ** (width * place)) for place in (5, 4, 3, 2, 1, 0)]
    # One more place at H2 would give somebody without priority a second choice: N placed and N with 2nd.
    assert content["certificate"]["prices"] == {"H2": str(2 ** (2 * width) + 1)}


def test_explanations_are_in_the_language_asked_for() -> None:
    french = json.loads(solve_text(TEXT))["explanations"]
    assert french["S1"] == (
        "Aucune place obtenue. H1 : toutes les places étaient déjà prises. "
        "H2 : 1 place, 2 demandes ; la priorité a décidé."
    )
    assert french["S2"] == "Place obtenue : H2, choix 1."
    dutch = json.loads(solve_text(TEXT, "nl"))["explanations"]
    assert dutch["S1"] == (
        "Geen plaats gekregen. H1: alle plaatsen waren al bezet. H2: 1 plaats, 2 aanvragen; de voorrang besliste."
    )
    decided = TEXT.removesuffix("}") + ', "fixed": {"S3": "H9"}, "pinned": {"S1": "H2"}}'
    explained = json.loads(solve_text(decided, "en"))["explanations"]
    assert explained["S3"] == "Placement decided before this round, kept: H9."
    assert explained["S1"] == "Placement pinned for this round: H2, choice 2."


def test_the_canonical_form_is_written_out() -> None:
    assert canonical_json(parse_instance(TEXT)) == (
        '{"cap_same_institution":null,"fixed":{},"forbidden":[],"max_choices":3,"objective":"priority",'
        '"offers":[{"capacity":0,"id":"H1","institution":null,"lang":[]},'
        '{"capacity":1,"id":"H2","institution":null,"lang":[]}],"pinned":{},'
        '"requests":[{"choices":["H1","H2"],"id":"S1","institution":null,"lang":[],"priority":false},'
        '{"choices":["H2"],"id":"S2","institution":null,"lang":[],"priority":true},'
        '{"choices":[],"id":"S3","institution":null,"lang":[],"priority":false},'
        '{"choices":["H1"],"id":"S4","institution":null,"lang":[],"priority":false}],"seed":"s"}'
    )


def test_the_same_meaning_has_the_same_fingerprint_and_another_has_not() -> None:
    for seed in seeds(100):
        content = random_content(Random(seed))
        try:
            instance = read_instance(content)
        except InstanceError:
            continue
        Random(seed).shuffle(content["offers"])
        Random(seed).shuffle(content["requests"])
        assert read_instance(content).sha256 == instance.sha256
        assert replace(instance, seed="another").sha256 != instance.sha256
