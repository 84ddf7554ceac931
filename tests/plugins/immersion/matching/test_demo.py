"""The rounds of 2024, the case everybody knows, kept to the letter."""

import json
from pathlib import Path
from random import Random

import pytest

from plugins.immersion.matching import parse_instance, placeable_count, read_instance, solve, to_json
from plugins.immersion.matching.checking import check

INSTANCE = Path(__file__).parents[4] / "demo" / "immersion-2024" / "instance.json"


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-17")
@pytest.mark.parametrize(
    ("objective", "vector"),
    [
        ("priority", (80, 68, 11, 157, 88, 47)),
        ("coverage", (255, 80, 50, 21, 97, 54)),
        ("serial", (78, 66, 12, 145, 80, 46)),
    ],
)
def test_2024_in_one_round(objective: str, vector: tuple[int, ...]) -> None:
    content = {**json.loads(INSTANCE.read_text()), "objective": objective}
    instance = read_instance(content)
    result = solve(instance)
    assert result.vector == vector
    assert check(json.dumps(content), to_json(result)).findings[0] == ("accepted", {})
    Random(1).shuffle(content["offers"])
    Random(2).shuffle(content["requests"])
    assert to_json(solve(read_instance(content))) == to_json(result)


@pytest.mark.requirement("IM-15")
def test_2024_two_rounds_priority_first() -> None:
    """Round 1 on the priority pool, round 2 on all with what is left."""
    content = json.loads(INSTANCE.read_text())
    early = {**content, "requests": [row for row in content["requests"] if row["priority"]]}
    first = solve(read_instance(early))
    fixed = {name: offer for name, offer in first.assignment.items() if offer}
    second = solve(read_instance({**content, "seed": "immersion-0-23|2024|2|demo", "fixed": fixed}))
    assert first.vector == (80, 68, 11, 0, 0, 0)
    assert second.vector == (0, 0, 0, 157, 87, 48)
    assert {name: second.assignment[name] for name in fixed} == fixed


def test_2024_most_that_can_be_placed() -> None:
    assert placeable_count(parse_instance(INSTANCE.read_text())) == 255
