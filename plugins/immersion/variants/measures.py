"""What an assignment is worth besides the objective: choices, new acquaintances, balance between provinces."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from plugins.immersion.matching import Instance, Request
from plugins.immersion.variants.comparing import Assignment

#: Two institutions, the lesser name first: who visited whom does not matter.
Acquaintance = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an instance does not say: whose trainees and offers these are, and which institutions have met.

    `sends` and `hosts` name the institution of a trainee and of an offer, `territories` where a trainee's service lies;
    `met` are the pairs of institutions, as `acquaintance` writes them, with a place given in an earlier round.
    """

    sends: Mapping[str, str]
    hosts: Mapping[str, str]
    territories: Mapping[str, uuid.UUID | None]
    met: frozenset[Acquaintance]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who ask are placed."""

    placed: int
    asking: int

    @property
    def part(self) -> float:
        """The share, from 0 to 1."""
        return self.placed / self.asking


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures of one assignment of a pool."""

    pool: int
    placed: int
    #: How many obtain their first, second, third choice.
    by_rank: Mapping[int, int]
    priority: int
    priority_placed: int
    priority_first: int
    #: Pairs of institutions that have not met before, each once.
    new_pairs: int
    #: Of those who ask, by the territory of their service; None for those from outside the network.
    by_territory: Mapping[uuid.UUID | None, Share]


def measured(instance: Instance, assignment: Assignment, around: Surroundings) -> Measures:
    """Measure an assignment over the pool of an instance (IM-14)."""
    placed = {request: offer for request in instance.pool if (offer := assignment[request.id]) is not None}
    ranks = {request: request.choices.index(offer) + 1 for request, offer in placed.items()}
    asking = Counter(around.territories.get(request.id) for request in instance.pool)
    given = Counter(around.territories.get(request.id) for request in placed)
    return Measures(
        pool=len(instance.pool),
        placed=len(placed),
        by_rank=Counter(ranks.values()),
        priority=sum(1 for request in instance.pool if request.priority),
        priority_placed=sum(1 for request in placed if request.priority),
        priority_first=sum(1 for request, rank in ranks.items() if rank == 1 and request.priority),
        new_pairs=len(_acquaintances(placed, around) - around.met),
        by_territory={place: Share(given[place], count) for place, count in asking.items()},
    )


def acquaintance(one: str, other: str) -> Acquaintance:
    """Write a pair of institutions in the one way in which it can be compared."""
    return (one, other) if one <= other else (other, one)


def _acquaintances(placed: Mapping[Request, str], around: Surroundings) -> set[Acquaintance]:
    """Return the pairs of institutions that an assignment brings together; nobody meets their own."""
    pairs = {
        acquaintance(around.sends[request.id], around.hosts[offer])
        for request, offer in placed.items()
        if request.id in around.sends and offer in around.hosts
    }
    return {pair for pair in pairs if pair[0] != pair[1]}
