"""Which choices can be honoured at all: one named rule for each reason that one cannot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Set
from typing import Literal

from plugins.immersion.matching.instance import Instance, Offer, Request

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
    return {offer.id: max(0, offer.capacity - taken[offer.id]) for offer in instance.offers}


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
    closed_to = closed_offers(instance)
    return {request.id: _possible(instance, request, left, closed_to(request)) for request in instance.pool}


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


def closed_offers(instance: Instance) -> Callable[[Request], Set[str]]:
    """A question to ask of each request: which offers are closed to it, places aside.

    Those are its own institution's, the chosen ones with which it has no language in common, and those forbidden to it.
    Most requests find none closed, and are answered at once.
    """
    house: dict[str, set[str]] = defaultdict(set)
    for offer in instance.offers:
        if offer.institution is not None:
            house[offer.institution].add(offer.id)
    forbidden: dict[str, set[str]] = defaultdict(set)
    for request_id, offer_id in instance.forbidden:
        forbidden[request_id].add(offer_id)
    spoken = {offer.id: offer for offer in instance.offers if offer.lang}
    nothing: Set[str] = frozenset()

    def closed_to(request: Request) -> Set[str]:
        closed: Set[str] = house.get(request.institution, nothing) if request.institution is not None else nothing
        if request.lang and spoken:
            foreign = {
                name for name in request.choices if name in spoken and not languages_agree(request, spoken[name])
            }
            closed = closed | foreign
        return closed | forbidden[request.id] if request.id in forbidden else closed

    return closed_to


def count_with_possible_choice(instance: Instance) -> int:
    """How many requests of the pool have at least one possible choice. IM-14, docs/matching.md."""
    return sum(1 for choices in possible_choices(instance).values() if choices)
