"""How an offer was asked for, and who comes before whom there."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from plugins.immersion.matching.draw import rows_in_draw_order
from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.possible import places_left_after_fixed, possible_choices
from plugins.immersion.matching.rows import Request

PINNED, PRIORITY, OTHER = -1, 0, 1

#: Who comes before whom at one offer: class (pinned, with priority, others), rank of the choice, draw number.
Standing = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Demand:
    """An offer in this round: capacity, places given before, places to give, requests, and how many name it first."""

    offer: str
    capacity: int
    given: int
    places: int
    requests: int
    first: int


@dataclass(frozen=True, slots=True)
class Precedence:
    """Of those placed at an offer, how many come before somebody, by what; ``later`` do not come before them."""

    by_pin: int
    by_priority: int
    by_rank: int
    by_draw: int
    later: int

    @property
    def decided(self) -> str:
        """What put the last of them before: "draw", "rank", "priority" or "pinned"; "" if nobody is placed there."""
        counts = (("draw", self.by_draw), ("rank", self.by_rank), ("priority", self.by_priority))
        return next((name for name, count in counts if count), "pinned" if self.by_pin else "")


def demands_of(instance: Instance) -> dict[str, Demand]:
    """The demand of every offer: requests of the pool for which it is possible. docs/matching.md."""
    left, given = places_left_after_fixed(instance), Counter(instance.fixed.values())
    wanted: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for choices in possible_choices(instance).values():
        wanted.update([offer for _, offer in choices])
        first.update([offer for rank, offer in choices if rank == 1])
    return {
        name: Demand(name, offer.capacity, given[name], left[name], wanted[name], first[name])
        for name, offer in instance.offers_by_id.items()
    }


class Precedences:
    """Who was placed where, by what comes first; ask it how somebody stands to those placed at an offer."""

    def __init__(self, instance: Instance, assignment: Mapping[str, str | None]) -> None:
        """Sort those whom the round placed, at each offer and, where a cap holds, of each institution there."""
        self._instance = instance
        pool = instance.pool
        order = rows_in_draw_order(instance.seed, pool, range(len(pool)))
        self.number = {pool[row].id: place for place, row in enumerate(order, start=1)}
        self._placed: dict[tuple[str, str | None], list[Standing]] = {}
        for request in pool:
            offer = assignment[request.id]
            if offer is not None:
                standing = self.standing(request, offer)
                self._placed.setdefault((offer, None), []).append(standing)
                if instance.cap_same_institution is not None and request.institution is not None:
                    self._placed.setdefault((offer, request.institution), []).append(standing)
        for standings in self._placed.values():
            standings.sort()

    def standing(self, request: Request, offer: str) -> Standing:
        """How a request stands at an offer it chose; under "serial" the rank has no say."""
        rank = 0 if self._instance.objective == "serial" else request.choices.index(offer) + 1
        if self._instance.pinned.get(request.id) == offer:
            return (PINNED, rank, 0)
        return (PRIORITY if request.priority else OTHER, rank, self.number[request.id])

    def before(self, request: Request, offer: str, institution: str | None = None) -> Precedence:
        """How many of those placed at an offer (of an institution, if one is given) come before a request, by what."""
        there = self._placed.get((offer, institution), [])
        kind, rank, number = self.standing(request, offer)
        pins = bisect_left(there, (PRIORITY, 0, 0))
        classes = bisect_left(there, (kind, 0, 0))
        ranks = bisect_left(there, (kind, rank, 0))
        draws = bisect_left(there, (kind, rank, number))
        return Precedence(pins, classes - pins, ranks - classes, draws - ranks, len(there) - draws)
