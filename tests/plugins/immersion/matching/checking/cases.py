"""Small instances with the result the rule gives them, and what the checker says to a result."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from plugins.immersion.matching import InstanceError, read_instance, solve, to_json
from plugins.immersion.matching.checking import LANGUAGES, RefusedError, check
from tests.plugins.immersion.matching.oracle import best, draw_list, vector
from tests.plugins.immersion.matching.small import random_content

Content = dict[str, Any]
Chosen = list[tuple[int, str] | None]

ACCEPTED = "accepted"


def verdict(instance: Content, result: Content) -> tuple[str, dict[str, object]]:
    """The key and the parts of the refusal, or "accepted"; the message must be one line in each language."""
    try:
        accepted = check(json.dumps(instance), json.dumps(result))
    except RefusedError as refusal:
        said = refusal
    else:
        assert all(len(accepted.lines(lang)) == len(accepted.findings) for lang in LANGUAGES)
        return ACCEPTED, {}
    assert all(len(said.message(lang).splitlines()) == 1 for lang in LANGUAGES)
    return said.key, said.parts


def cases(seeds: range, *, most: int, plain: bool = False) -> Iterator[tuple[Content, Content]]:
    """Instances with what the engine writes for them, its assignment and V put aside for those of the oracle."""
    for seed in seeds:
        yield from solved(random_content(Random(seed), most=most, plain=plain))


def solved(content: Content) -> Iterator[tuple[Content, Content]]:
    """An instance with its result; nothing if its pins contradict each other."""
    try:
        result = json.loads(to_json(solve(read_instance(content))))
    except InstanceError:
        return
    assignment, counts = best(content)
    yield content, {**result, "assignment": assignment, "vector": list(counts)}


def crowded(seeds: range) -> Iterator[tuple[Content, Content]]:
    """Instances in which many of few institutions want the same offers, so that the cap decides."""
    for seed in seeds:
        random = Random(seed)
        names = [f"H{number}" for number in range(random.randint(1, 3))]
        requests = [
            {
                "id": f"S{number}",
                "priority": random.random() < 0.4,
                "choices": random.sample(names, random.randint(1, len(names))),
                "institution": random.choice(("a", "a", "b", "c", None)),
            }
            for number in range(random.randint(4, 7))
        ]
        content: Content = {
            "seed": str(seed),
            "objective": random.choice(("priority", "coverage")),
            "cap_same_institution": random.choice((1, 1, 2)),
            "offers": [{"id": name, "capacity": random.randint(1, 4)} for name in names],
            "requests": requests,
        }
        if random.random() < 0.3:
            content["fixed"] = {random.choice(requests)["id"]: random.choice(names)}
        yield from solved(content)


def with_assignment(content: Content, result: Content, chosen: Chosen) -> Content:
    """A result that gives the draw list these (rank, offer) and tells its V truly."""
    rows = draw_list(content)
    seats = {str(row["id"]): one[1] if one else None for row, one in zip(rows, chosen, strict=True)}
    counts = vector(content, ranks_of(chosen))
    return {**result, "assignment": {**result["assignment"], **seats}, "vector": list(counts)}


def ranks_of(chosen: Chosen) -> list[int]:
    """Ranks in draw order; 99 is no place."""
    return [one[0] if one else 99 for one in chosen]
