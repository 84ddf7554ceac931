"""What an assignment is worth besides the objective: choices, new acquaintances, balance between provinces."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

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
class Figures:
    """How many of a pool an assignment places: by rank, and of those with priority."""

    pool: int
    placed: int
    #: How many obtain their first, second, third choice.
    by_rank: Mapping[int, int]
    priority: int
    priority_placed: int
    priority_first: int

    def as_json(self) -> dict[str, Any]:
        """Write the figures as JSON keeps them; `Figures.from_json(value.as_json()) == value`."""
        return {**asdict(self), "by_rank": {str(rank): count for rank, count in self.by_rank.items()}}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Figures:
        """Read what `as_json` wrote."""
        return cls(**{**value, "by_rank": {int(rank): count for rank, count in value["by_rank"].items()}})


@dataclass(frozen=True, slots=True)
class Measures(Figures):
    """The figures of an assignment, and what it is worth beside them."""

    #: Pairs of institutions that have not met before, each once.
    new_pairs: int
    #: Of those who ask, by the territory of their service; None for those from outside the network.
    by_territory: Mapping[uuid.UUID | None, Share]


def figures_of(instance: Instance, assignment: Assignment) -> Figures:
    """Count what an assignment gives the pool of an instance."""
    ranks = {request: request.choices.index(offer) + 1 for request, offer in _placed(instance, assignment).items()}
    return Figures(
        pool=len(instance.pool),
        placed=len(ranks),
        by_rank=dict(sorted(Counter(ranks.values()).items())),
        priority=sum(1 for request in instance.pool if request.priority),
        priority_placed=sum(1 for request in ranks if request.priority),
        priority_first=sum(1 for request, rank in ranks.items() if rank == 1 and request.priority),
    )


def measured(instance: Instance, assignment: Assignment, around: Surroundings) -> Measures:
    """Measure an assignment over the pool of an instance (IM-14)."""
    placed = _placed(instance, assignment)
    asking = Counter(around.territories.get(request.id) for request in instance.pool)
    given = Counter(around.territories.get(request.id) for request in placed)
    return Measures(
        **asdict(figures_of(instance, assignment)),
        new_pairs=len(_acquaintances(placed, around) - around.met),
        by_territory={place: Share(given[place], count) for place, count in asking.items()},
    )


def _placed(instance: Instance, assignment: Assignment) -> dict[Request, str]:
    return {request: offer for request in instance.pool if (offer := assignment[request.id]) is not None}


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
