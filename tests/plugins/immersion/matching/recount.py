"""What a refusal rests on, counted again from the assignment and the rule's text, without any of the engine's code."""

from collections import Counter
from typing import Any

from tests.plugins.immersion.matching.oracle import Assignment, draw_list, possible, spoken

Content = dict[str, Any]
COUNTS = ("by_pin", "by_priority", "by_rank", "by_draw", "later")
DIRECT = ("draw", "rank", "priority", "pinned")


def counted_choices(content: Content, row: Content) -> list[str]:
    return list(dict.fromkeys(row.get("choices", [])))[: content.get("max_choices", 3)]


def given(content: Content, offer: str) -> int:
    return list(content.get("fixed", {}).values()).count(offer)


def places(content: Content, offer: str) -> int:
    capacity = next(row["capacity"] for row in content["offers"] if row["id"] == offer)
    return max(0, capacity - given(content, offer))


def demands(content: Content) -> dict[str, tuple[int, int, int, int, int]]:
    """Of each offer: capacity, given before, places, requests, and how many of those name it first."""
    asked = [one for row in draw_list(content) for one in possible(content, row)]
    counts: dict[str, tuple[int, int, int, int, int]] = {}
    for row in content["offers"]:
        offer = row["id"]
        ranks = [rank for rank, choice in asked if choice == offer]
        capacity = max(0, row["capacity"])
        counts[offer] = (capacity, given(content, offer), places(content, offer), len(ranks), ranks.count(1))
    return counts


def obstacle(content: Content, row: Content, offer: str) -> str | None:
    """The first that holds of what stands in the way whoever else asks."""
    host = next((one for one in content["offers"] if one["id"] == offer), None)
    if host is None:
        return "unknown_offer"
    if row.get("institution") not in (None, "") and row["institution"] == host.get("institution"):
        return "own_institution"
    mine, theirs = spoken(row.get("lang")), spoken(host.get("lang"))
    if mine and theirs and not mine & theirs:
        return "language"
    if [row["id"], offer] in [list(pair) for pair in content.get("forbidden", [])]:
        return "forbidden"
    return None if places(content, offer) else "no_place"


def ways_barred(
    content: Content, assignment: Assignment, row: Content, offer: str
) -> list[tuple[int | None, list[Content]]]:
    """Whom the round placed at a full offer (None), and, where its cap is reached there, those of one's institution."""
    there = [one for one in draw_list(content) if assignment[one["id"]] == offer]
    ways: list[tuple[int | None, list[Content]]] = [(None, there)] if len(there) >= places(content, offer) else []
    cap, house = content.get("cap_same_institution"), row.get("institution")
    if cap is not None and house not in (None, ""):
        same = [
            one for one in content["requests"] if assignment[one["id"]] == offer and one.get("institution") == house
        ]
        if len(same) >= cap:
            ways.append((cap, [one for one in there if one.get("institution") == house]))
    return ways


def precedence(content: Content, row: Content, offer: str, there: list[Content]) -> tuple[int, ...]:
    """How many of those come before somebody by pin, priority, rank and draw, and how many do not."""
    numbers = {one["id"]: number for number, one in enumerate(draw_list(content))}
    tally: Counter[str] = Counter()
    for one in there:
        # Who chooses first, under serial, is not asked at which rank.
        higher = (
            0
            if content.get("objective") == "serial"
            else counted_choices(content, row).index(offer) - counted_choices(content, one).index(offer)
        )
        if one["id"] in content.get("pinned", {}):
            tally["by_pin"] += 1
        elif one["priority"] != row["priority"]:
            tally["by_priority" if one["priority"] else "later"] += 1
        elif higher:
            tally["by_rank" if higher > 0 else "later"] += 1
        else:
            tally["by_draw" if numbers[one["id"]] < numbers[row["id"]] else "later"] += 1
    return tuple(tally[name] for name in COUNTS)


def direct_cause(before: tuple[int, ...]) -> str:
    """The last of pin, priority, rank and draw that put somebody before; the cap alone if nobody is there."""
    by_pin, by_priority, by_rank, by_draw, _ = before
    counts = (by_draw, by_rank, by_priority, by_pin)
    return next((name for name, count in zip(DIRECT, counts, strict=True) if count), "cap")
