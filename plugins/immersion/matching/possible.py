"""Which choices can be honoured at all: one named rule for each reason that one cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from typing import Final, Literal

from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.rows import Offer, Request

NONE_CLOSED: Final[Set[str]] = frozenset()

Obstacle = Literal["unknown_offer", "own_institution", "language", "forbidden", "no_place"]


def is_own_institution(request: Request, offer: Offer) -> bool:
    """A trainee does not visit their own institution; an institution nobody named is nobody's."""
    return request.institution is not None and request.institution == offer.institution


def languages_agree(request: Request, offer: Offer) -> bool:
    """One language in common is enough; a side that names none accepts every language."""
    return not request.lang or not offer.lang or not request.lang.isdisjoint(offer.lang)


def places_left_after_fixed(instance: Instance) -> dict[str, int]:
    """For each offer, its capacity less the placements of earlier rounds and those made by hand, never below 0."""
    taken = Counter(instance.fixed.values())
    return {offer.id: max(0, offer.capacity - taken.get(offer.id, 0)) for offer in instance.offers}


def obstacle_between(instance: Instance, request: Request, offer_id: str) -> Obstacle | None:
    """Say why this trainee cannot go to this offer, capacity aside; None if nothing stands in the way."""
    offer = instance.offers_by_id.get(offer_id)
    if offer is None:
        return "unknown_offer"
    if is_own_institution(request, offer):
        return "own_institution"
    if not languages_agree(request, offer):
        return "language"
    if (request.id, offer_id) in instance.forbidden:
        return "forbidden"
    return None


def possible_choices(instance: Instance) -> dict[str, tuple[tuple[int, str], ...]]:
    """For each request of the pool (listed, not fixed), its possible choices as pairs (rank from 1, offer id).

    A choice is possible if the offer exists, is not the trainee's own institution, the languages agree, the pair is not
    forbidden and a place is left after ``fixed``; one that is not keeps its rank. IM-11, docs/matching.md.
    """
    left = places_left_after_fixed(instance)
    closed = ClosedOffers(instance)
    return {request.id: _possible(instance, request, left, closed.to(request)) for request in instance.pool}


def _possible(
    instance: Instance, request: Request, left: dict[str, int], closed: Set[str]
) -> tuple[tuple[int, str], ...]:
    """The possible choices of one request; an offer that is unknown or has no place left stops here at once."""
    return tuple(
        [
            (rank, name)
            for rank, name in enumerate(request.choices[: instance.max_choices], start=1)
            if left.get(name) and name not in closed
        ]
    )


class ClosedOffers:
    """Which offers are closed to a request of the pool, places aside.

    Those are its own institution's, the chosen ones with which it has no language in common, and those forbidden to it.
    """

    def __init__(self, instance: Instance) -> None:
        """Note what most requests need not be asked about one by one."""
        visiting = {request.institution for request in instance.pool}
        self._house: dict[str, set[str]] = {}
        for offer in instance.offers:
            if offer.institution is not None and offer.institution in visiting:
                self._house.setdefault(offer.institution, set()).add(offer.id)
        self._forbidden: dict[str, set[str]] = {}
        for request_id, offer_id in instance.forbidden:
            self._forbidden.setdefault(request_id, set()).add(offer_id)
        self._spoken = {offer.id: offer for offer in instance.offers if offer.lang}

    def to(self, request: Request) -> Set[str]:
        """The offers closed to a request; most find none, and are answered at once."""
        house = self._house.get(request.institution) if request.institution is not None else None
        closed: Set[str] = NONE_CLOSED if house is None else house
        if request.lang and self._spoken:
            closed = closed | self._foreign(request)
        forbidden = self._forbidden.get(request.id) if self._forbidden else None
        return closed if forbidden is None else closed | forbidden

    def _foreign(self, request: Request) -> set[str]:
        spoken = self._spoken
        return {name for name in request.choices if name in spoken and not languages_agree(request, spoken[name])}


def count_with_possible_choice(instance: Instance) -> int:
    """How many requests of the pool have at least one possible choice. IM-14, docs/matching.md."""
    return sum(1 for choices in possible_choices(instance).values() if choices)
