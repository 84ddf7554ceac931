"""Random instances too wide for trying every assignment, with everything the rule allows: seeded, or by hypothesis."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from bench.shapes import SHAPES
from plugins.immersion.matching import InstanceError, Result, read_instance, solve
from tests.plugins.immersion.matching.oracle import possible
from tests.plugins.immersion.matching.small import OBJECTIVES, dress

Content = dict[str, Any]
LANGUAGES = (None, "", "fr", "nl", ["fr", "nl"], [])
HOUSES = (None, "", "a", "b", "c")


def wide_content(random: Random) -> Content:
    """Up to 40 requests for up to 20 offers, some of them popular, with caps, pins and all that."""
    names = [f"H{number}" for number in range(random.randint(1, 20))]
    share, crowding = random.random(), random.choice((1, 1, 2, 3))
    content: Content = {
        "seed": str(random.random()),
        "objective": random.choice(OBJECTIVES),
        "max_choices": random.randint(1, 6),
        "offers": [{"id": name, "capacity": random.choice((-1, 0, 1, 1, 1, 2, 2, 3))} for name in names],
        "requests": [
            {
                "id": f"S{number}",
                "priority": random.random() < share,
                "choices": [
                    names[int(len(names) * random.random() ** crowding)]
                    for _ in range(random.choice((0, 1, 2, 3, 5, 8)))
                ],
            }
            for number in range(random.randint(0, 40))
        ],
    }
    if random.random() < 0.7:
        dress(random, content, [*names, "gone"] if random.random() < 0.2 else names)
    return content


def contended(random: Random) -> Content:
    """Where places are fought over: hardly more offers than choices, of one place mostly; one in three is wide."""
    if random.random() < 0.33:
        return wide_content(random)
    names = [f"H{number}" for number in range(random.randint(2, 8))]
    people = random.randint(len(names), 3 * len(names))
    content: Content = {
        "seed": str(random.random()),
        "objective": random.choice(("priority", "coverage")),
        "max_choices": 6,
        "offers": [{"id": name, "capacity": random.choice((1, 1, 1, 2, 4))} for name in names],
        "requests": [
            {
                "id": f"S{number}",
                "priority": random.random() < 0.5,
                "choices": random.sample(names, random.randint(1, min(6, len(names)))),
                "institution": random.choice(("a", "a", "b", "c", None)),
            }
            for number in range(people)
        ],
    }
    if random.random() < 0.6:
        content["cap_same_institution"] = random.choice((1, 1, 2))
    return content


def edition(random: Random, objective: str) -> Content:
    """A whole edition of 290 trainees of twelve institutions, with everything decided by hand that may be."""
    plain = SHAPES[random.choice(("realistic", "tight", "hard", "critical"))](290, random.randrange(1_000))
    people = [
        {
            "id": row.id,
            "priority": row.priority,
            "choices": [*row.choices, *random.sample([offer.id for offer in plain.offers], 2)],
            "institution": random.randrange(12),
            "lang": random.choice((None, "fr", "fr", "nl", ["fr", "nl"])),
        }
        for row in plain.requests
    ]
    offers = [
        {"id": row.id, "capacity": row.capacity, "institution": random.randrange(40), "lang": random.choice(LANGUAGES)}
        for row in plain.offers
    ]
    content: Content = {
        "seed": str(random.random()),
        "objective": objective,
        "max_choices": random.randint(2, 6),
        "cap_same_institution": random.choice((None, 1, 1, 2)),
        "offers": offers,
        "requests": people,
        "forbidden": [[row["id"], random.choice(row["choices"])] for row in random.sample(people, 20)],
        "fixed": {row["id"]: random.choice(row["choices"]) for row in random.sample(people, 20)},
    }
    free = [row for row in random.sample(people, 20) if row["id"] not in content["fixed"] and possible(content, row)]
    content["pinned"] = {row["id"]: random.choice(possible(content, row))[1] for row in free}
    while solved(content) is None:
        content["pinned"].popitem()
    return content


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """An instance that hypothesis can make smaller part by part; each pin is possible by itself."""
    names = [f"H{number}" for number in range(draw(st.integers(1, 6)))]
    people = [f"S{number}" for number in range(draw(st.integers(0, 9)))]
    house, lang = st.sampled_from(HOUSES), st.sampled_from(LANGUAGES)
    offers = [
        {"id": name, "capacity": draw(st.integers(-1, 3)), "institution": draw(house), "lang": draw(lang)}
        for name in names
    ]
    requests = [
        {
            "id": name,
            "priority": draw(st.booleans()),
            "choices": draw(st.lists(st.sampled_from([*names, "gone"]), max_size=7)),
            "institution": draw(house),
            "lang": draw(lang),
        }
        for name in people
    ]
    content: Content = {"seed": draw(st.text(max_size=2)), "offers": offers, "requests": requests}
    content["objective"] = draw(st.sampled_from(OBJECTIVES))
    content["max_choices"] = draw(st.integers(1, 6))
    content["cap_same_institution"] = draw(st.none() | st.integers(0, 2))
    pair = st.tuples(st.sampled_from([*people, "left"]), st.sampled_from([*names, "gone"]))
    content["forbidden"] = [list(one) for one in draw(st.lists(pair, max_size=3))]
    content["fixed"] = dict(draw(st.lists(pair, max_size=3)))
    free = [(row, possible(content, row)) for row in requests if row["id"] not in content["fixed"]]
    free = [one for one in free if one[1]]
    if free:
        pinned = draw(st.lists(st.sampled_from(free), max_size=2, unique_by=lambda one: one[0]["id"]))
        content["pinned"] = {row["id"]: draw(st.sampled_from(choices))[1] for row, choices in pinned}
    return content


@st.composite
def fought_over(draw: st.DrawFn) -> Content:
    """An instance in which most requests name most of a few offers, so that many tie; for hypothesis too."""
    names = [f"H{number}" for number in range(draw(st.integers(2, 4)))]
    choices = st.permutations(names).flatmap(lambda row: st.integers(2, len(row)).map(lambda most: row[:most]))
    house = st.sampled_from((None, "a", "b"))
    people = range(draw(st.integers(len(names) + 1, 9)))
    return {
        "seed": draw(st.sampled_from("abc")),
        "objective": draw(st.sampled_from(("priority", "coverage"))),
        "max_choices": draw(st.integers(2, 6)),
        "cap_same_institution": draw(st.sampled_from((None, 1, 2))),
        "offers": [{"id": name, "capacity": draw(st.integers(1, 2))} for name in names],
        "requests": [
            {
                "id": f"S{number}",
                "priority": draw(st.booleans()),
                "choices": draw(choices),
                "institution": draw(house),
            }
            for number in people
        ],
    }


def solved(content: Content) -> Result | None:
    """The result of an instance, or None if its pins contradict each other."""
    try:
        return solve(read_instance(content))
    except InstanceError:
        return None
