"""An oracle without any of the solver's code: it tries every assignment of a small instance, from the rule's text."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import pairwise
from operator import itemgetter
from typing import Any

Content = dict[str, Any]
Assignment = dict[str, str | None]


def draw_list(content: Content) -> list[Content]:
    def key(request: Content) -> tuple[bool, str, str]:
        number = hashlib.sha256(f"{content.get('seed', '')}|{request['id']}".encode()).hexdigest()
        return (not request["priority"], number, str(request["id"]))

    fixed = content.get("fixed", {})
    return sorted((request for request in content["requests"] if str(request["id"]) not in fixed), key=key)


def spoken(value: Any) -> set[str]:
    return {value} - {""} if isinstance(value, str) else set(value or [])


def possible(content: Content, request: Content) -> list[tuple[int, str]]:
    offers = {str(offer["id"]): offer for offer in content["offers"]}
    taken = Counter(map(str, content.get("fixed", {}).values()))
    forbidden = {(str(a), str(b)) for a, b in content.get("forbidden", [])}
    choices = list(dict.fromkeys(str(choice) for choice in request.get("choices", [])))
    found = []
    for rank, choice in enumerate(choices[: content.get("max_choices", 3)], 1):
        offer = offers.get(choice)
        if offer is None or offer["capacity"] - taken[choice] <= 0:
            continue
        if request.get("institution") not in (None, "") and request["institution"] == offer.get("institution"):
            continue
        mine, theirs = spoken(request.get("lang")), spoken(offer.get("lang"))
        if mine and theirs and not mine & theirs:
            continue
        if (str(request["id"]), choice) not in forbidden:
            found.append((rank, choice))
    return found


def options_of(content: Content) -> list[list[tuple[int, str] | None]]:
    """What each request of the draw list may obtain: its pin alone, or any possible choice, or nothing."""
    pinned = content.get("pinned", {})
    options: list[list[tuple[int, str] | None]] = []
    for request in draw_list(content):
        choices = possible(content, request)
        pin = pinned.get(str(request["id"]))
        options.append([*choices, None] if pin is None else [one for one in choices if one[1] == str(pin)])
    return options


def taken_before(content: Content) -> tuple[dict[str, int], Counter[tuple[Any, str]]]:
    """Places left by earlier placements, and how many listed trainees of an institution they place at an offer."""
    listed = {str(request["id"]): request for request in content["requests"]}
    left = {str(offer["id"]): offer["capacity"] for offer in content["offers"]}
    together: Counter[tuple[Any, str]] = Counter()
    for name, offer in content.get("fixed", {}).items():
        if offer in left:
            left[offer] -= 1
        if name in listed:
            together[listed[name].get("institution"), offer] += 1
    return left, together


def feasible(content: Content) -> Iterator[list[tuple[int, str] | None]]:
    """Every assignment of the draw list that keeps capacities, cap and pins, as (rank, offer) or None."""
    requests = draw_list(content)
    cap = content.get("cap_same_institution")
    left, together = taken_before(content)
    options = options_of(content)
    chosen: list[tuple[int, str] | None] = []

    def extend() -> Iterator[list[tuple[int, str] | None]]:
        if len(chosen) == len(requests):
            yield list(chosen)
            return
        institution = requests[len(chosen)].get("institution")
        for option in options[len(chosen)]:
            if option:
                offer = option[1]
                capped = cap is not None and institution not in (None, "") and together[institution, offer] >= cap
                if left[offer] <= 0 or capped:
                    continue
                left[offer] -= 1
                together[institution, offer] += 1
            chosen.append(option)
            yield from extend()
            chosen.pop()
            if option:
                left[option[1]] += 1
                together[institution, option[1]] -= 1

    return extend()


def vector(content: Content, ranks: list[int]) -> tuple[int, ...]:
    return next(vectors(content, [ranks]))


def vectors(content: Content, many: Iterable[list[int]]) -> Iterator[tuple[int, ...]]:
    """The vector of each of these ranks."""
    priorities = [bool(request["priority"]) for request in draw_list(content)]
    return (counts(content, priorities, ranks) for ranks in many)


def counts(content: Content, priorities: list[bool], ranks: list[int]) -> tuple[int, ...]:
    """The vector of ranks in draw order, given who has priority in that order."""
    tally = Counter((priority, rank) for priority, rank in zip(priorities, ranks, strict=True) if rank < 99)
    placed = {tier: sum(count for (one, _), count in tally.items() if one == tier) for tier in (True, False)}
    p = (placed[True], tally[True, 1], tally[True, 2])
    n = (placed[False], tally[False, 1], tally[False, 2])
    if content.get("objective") == "coverage":
        return (p[0] + n[0], *p, *n[1:])
    return p + n


def best(content: Content) -> tuple[Assignment, tuple[int, ...]]:
    """The assignment the rule asks for and its vector, among all."""
    requests = draw_list(content)
    priorities = [bool(request["priority"]) for request in requests]

    def ranks(chosen: list[tuple[int, str] | None]) -> list[int]:
        return [one[0] if one else 99 for one in chosen]

    def badness(chosen: list[tuple[int, str] | None]) -> tuple[list[int], list[int]]:
        # One after the other in draw order is the lexicographic order of ranks itself.
        if content.get("objective") == "serial":
            return ([], ranks(chosen))
        return ([-count for count in counts(content, priorities, ranks(chosen))], ranks(chosen))

    solutions = nsmallest(2, ((badness(chosen), chosen) for chosen in feasible(content)), key=itemgetter(0))
    assert all(a[0] < b[0] for a, b in pairwise(solutions)), "the draw leaves no tie"
    chosen = solutions[0][1]
    assignment: Assignment = {str(request["id"]): None for request in content["requests"]}
    for request, one in zip(requests, chosen, strict=True):
        assignment[str(request["id"])] = one[1] if one else None
    assignment.update({name: offer for name, offer in content.get("fixed", {}).items() if name in assignment})
    return assignment, counts(content, priorities, ranks(chosen))


def most_placed(content: Content) -> int:
    return max(sum(1 for one in chosen if one) for chosen in feasible(content))
