"""The part of a round that is still open, with requests and offers as numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from plugins.immersion.matching.contradictions import trainees_by_institution
from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.possible import ClosedOffers, places_left_after_fixed
from plugins.immersion.matching.rows import Request


@dataclass(frozen=True, slots=True)
class Table:
    """The part of a round that is still open: rows are requests, priority first, columns offers by id.

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
    left = places_left_after_fixed(instance)
    for offer in instance.pinned.values():
        left[offer] -= 1
    offers = sorted(left)
    places = [left[offer] for offer in offers]
    cap_left = _cap_left(instance)
    requests = _priority_first(instance)
    column = {offer: number for number, offer in enumerate(offers) if places[number] > 0}
    choices, ranks = _open_choices(instance, requests, column, cap_left)
    return Table(requests, offers, choices, ranks, places, cap_left)


def _priority_first(instance: Instance) -> list[Request]:
    """The requests still open: fewer are turned away again, when those who could turn them away have come before."""
    pinned = instance.pinned
    requests = [request for request in instance.pool if request.priority]
    requests += [request for request in instance.pool if not request.priority]
    return [request for request in requests if request.id not in pinned] if pinned else requests


def _open_choices(
    instance: Instance, requests: list[Request], column: dict[str, int], cap_left: dict[tuple[str, str], int]
) -> tuple[list[list[int]], list[tuple[int, ...]]]:
    """The choices of each request that are still open, as columns, and the rank of each."""
    most, number_of, closed_offers = instance.max_choices, column.__getitem__, ClosedOffers(instance)
    # All ranks from 1, for requests with nothing impossible among their choices: one row of ranks for each length.
    unbroken: dict[int, tuple[int, ...]] = {}
    choices: list[list[int]] = []
    ranks: list[tuple[int, ...]] = []
    for request in requests:
        names = request.choices if len(request.choices) <= most else request.choices[:most]
        closed = closed_offers.to(request)
        if not closed and not cap_left:
            try:
                choices.append(list(map(number_of, names)))
            except KeyError:
                pass
            else:
                row = unbroken.get(len(names))
                if row is None:
                    row = unbroken[len(names)] = tuple(range(1, len(names) + 1))
                ranks.append(row)
                continue
        house = request.institution or ""
        live = [
            (rank, column[name])
            for rank, name in enumerate(names, start=1)
            if name in column and name not in closed and cap_left.get((house, name), 1) > 0
        ]
        choices.append([number for _, number in live])
        ranks.append(tuple([rank for rank, _ in live]))
    return choices, ranks


def _cap_left(instance: Instance) -> dict[tuple[str, str], int]:
    """For each institution of a request and each offer it chose, how many more of its trainees the cap allows there."""
    cap = instance.cap_same_institution
    if cap is None:
        return {}
    together: Counter[tuple[str, str]] = trainees_by_institution(instance)
    return {
        (request.institution, offer): max(0, cap - together[request.institution, offer])
        for request in instance.pool
        if request.institution is not None
        for offer in request.choices
    }
