"""Which choices can be honoured at all: one named rule for each reason that one cannot."""

from __future__ import annotations

from collections import Counter
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
    return {request.id: _possible(instance, request, left) for request in instance.pool}


def _possible(instance: Instance, request: Request, left: dict[str, int]) -> tuple[tuple[int, str], ...]:
    """The possible choices of one request; an offer that is unknown or has no place left stops here at once."""
    offers = instance.offers_by_id
    return tuple(
        [
            (rank, name)
            for rank, name in enumerate(request.choices[: instance.max_choices], start=1)
            if left.get(name)
            and not is_own_institution(request, offers[name])
            and languages_agree(request, offers[name])
            and (request.id, name) not in instance.forbidden
        ]
    )


def count_with_possible_choice(instance: Instance) -> int:
    """How many requests of the pool have at least one possible choice. IM-14, docs/matching.md."""
    return sum(1 for choices in possible_choices(instance).values() if choices)
