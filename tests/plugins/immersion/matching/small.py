"""Small random instances with everything section by section of the rule allows, seeded."""

from random import Random
from typing import Any

from tests.plugins.immersion.matching.oracle import possible

Content = dict[str, Any]
OBJECTIVES = ("priority", "coverage", "serial")


def random_content(random: Random, *, plain: bool = False, most: int = 7) -> Content:
    """An instance of up to ``most`` requests; ``plain`` has neither caps, pins, languages nor institutions."""
    offers = [
        {"id": f"H{number}", "capacity": random.choice((-1, 0, 1, 1, 1, 2, 3))}
        for number in range(random.randint(1, 5))
    ]
    names = [str(offer["id"]) for offer in offers]
    share = random.random()
    requests = [
        {"id": f"S{number}", "priority": random.random() < share, "choices": random_choices(random, names)}
        for number in range(random.randint(0, most))
    ]
    content: Content = {"seed": str(random.random()), "offers": offers, "requests": requests}
    content["objective"] = random.choice(OBJECTIVES)
    content["max_choices"] = random.choice((1, 2, 3, 3, 4, 5))
    if not plain:
        dress(random, content, names)
    return content


def random_choices(random: Random, names: list[str]) -> list[str]:
    known = [*names, "H9"] if random.random() < 0.1 else names
    popular = known[:2] if random.random() < 0.5 else known
    return [random.choice(random.choice((known, popular))) for _ in range(random.randint(0, 5))]


def dress(random: Random, content: Content, names: list[str]) -> None:
    """Add institutions, languages, forbidden pairs, earlier placements and a cap."""
    houses = ["a", "b", "c"][: random.randint(1, 3)]
    for row in [*content["offers"], *content["requests"]]:
        if random.random() < 0.6:
            row["institution"] = random.choice([*houses, None, ""])
        if random.random() < 0.4:
            row["lang"] = random.choice(["fr", "nl", ["fr", "nl"], ["fr"], [], "", None])
    if content["objective"] == "serial" or random.random() < 0.7:
        content["cap_same_institution"] = random.choice((None, 0, 1, 1, 1, 2))
    people = [row["id"] for row in content["requests"]]
    if people and random.random() < 0.5:
        content["forbidden"] = [[random.choice(people), random.choice(names)] for _ in range(random.randint(0, 3))]
    if random.random() < 0.4:
        fixed = {random.choice([*people, "gone"]): random.choice([*names, "H8"]) for _ in range(random.randint(0, 3))}
        content["fixed"] = fixed
    if random.random() < 0.4:
        content["pinned"] = random_pins(random, content)


def random_pins(random: Random, content: Content) -> dict[str, str]:
    """Pins that are possible choices one by one; together they may still be too many."""
    free = [row for row in content["requests"] if row["id"] not in content.get("fixed", {}) and possible(content, row)]
    chosen = random.sample(free, min(len(free), random.randint(0, 3)))
    return {row["id"]: random.choice(possible(content, row))[1] for row in chosen}
