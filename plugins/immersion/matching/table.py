"""A round as numbered rows and columns: what the fast part of the solver works on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from plugins.immersion.matching.contradictions import trainees_by_institution
from plugins.immersion.matching.draw import draw_order
from plugins.immersion.matching.instance import Instance, Request
from plugins.immersion.matching.possible import places_left_after_fixed, possible_choices


@dataclass(frozen=True)
class Table:
    """The part of a round that is still open: rows are requests in draw order, columns are offers in order of id.

    ``choices[row]`` holds column numbers, best first, and ``ranks[row]`` the rank of each, from 1; only possible
    choices where a place is left after fixed and pinned are there. ``places[column]`` is that number of places;
    ``cap_left[institution, offer]`` how many more trainees of an institution fit there, for pairs that are capped.
    """

    requests: list[Request]
    offers: list[str]
    choices: list[list[int]]
    ranks: list[tuple[int, ...]]
    places: list[int]
    cap_left: dict[tuple[str, str], int]


def open_table(instance: Instance) -> Table:
    """Lay out what is left to decide: requests neither fixed nor pinned, places left after both."""
    offers = sorted(instance.offers_by_id)
    left = places_left_after_fixed(instance)
    pins = Counter(instance.pinned.values())
    places = [left[offer] - pins[offer] for offer in offers]
    column = {offer: number for number, offer in enumerate(offers) if places[number] > 0}
    requests = draw_order(instance.seed, (request for request in instance.pool if request.id not in instance.pinned))
    possible = possible_choices(instance)
    cap_left = _cap_left(instance)
    choices: list[list[int]] = []
    ranks: list[tuple[int, ...]] = []
    for request in requests:
        live = possible[request.id]
        if cap_left:
            live = tuple(pair for pair in live if cap_left.get((request.institution or "", pair[1]), 1) > 0)
        choices.append([column[offer] for _, offer in live if offer in column])
        ranks.append(tuple([rank for rank, offer in live if offer in column]))
    return Table(requests, offers, choices, ranks, places, cap_left)


def _cap_left(instance: Instance) -> dict[tuple[str, str], int]:
    """For each institution of a request and each offer it chose, how many more of its trainees the cap allows there."""
    cap = instance.cap_same_institution
    if cap is None:
        return {}
    together = trainees_by_institution(instance)
    return {
        (request.institution, offer): max(0, cap - together[request.institution, offer])
        for request in instance.pool
        if request.institution is not None
        for offer in request.choices
    }
