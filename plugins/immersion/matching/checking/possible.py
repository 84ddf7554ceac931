"""Who may go where: the possible choices, and what fixed and pinned leave of places and cap."""

from __future__ import annotations

from collections import Counter

from plugins.immersion.matching.checking.instance import Instance, Offer, Request

Pair = tuple[str, str]


def is_own_institution(request: Request, offer: Offer) -> bool:
    """Whether a trainee would stay at home; what names no institution is nobody's home."""
    return request.institution is not None and request.institution == offer.institution


def lacks_language(request: Request, offer: Offer) -> bool:
    """Whether both sides name languages and none is common."""
    return bool(request.lang and offer.lang) and request.lang.isdisjoint(offer.lang)


def left_after_fixed(instance: Instance) -> dict[str, int]:
    """For each offer, the places that ``fixed`` leaves, listed or not, 0 at least."""
    taken = Counter(instance.fixed.values())
    return {offer.id: max(0, offer.capacity - taken[offer.id]) for offer in instance.offers.values()}


def possible_choices(instance: Instance) -> dict[str, dict[str, int]]:
    """For each request of the pool, its possible choices, best first: offer id to rank.

    A choice counts up to ``max_choices``. It is possible if the offer exists and has a place left after ``fixed``, is
    not of the trainee's own institution, the languages agree and the pair is not forbidden. One that is not possible
    keeps its rank.
    """
    left = left_after_fixed(instance)
    return {request.id: _choices_of(instance, request, left) for request in instance.pool()}


def _choices_of(instance: Instance, request: Request, left: dict[str, int]) -> dict[str, int]:
    choices = {}
    for rank, name in enumerate(request.choices[: instance.max_choices], start=1):
        if left.get(name, 0) > 0:
            offer = instance.offers[name]
            banned = is_own_institution(request, offer) or (request.id, name) in instance.forbidden
            if not banned and not lacks_language(request, offer):
                choices[name] = rank
    return choices


def decided_by_institution(instance: Instance) -> Counter[Pair]:
    """How many listed trainees ``fixed`` and ``pinned`` place, by (institution, offer); no institution, no count."""
    together: Counter[Pair] = Counter()
    for decided in (instance.fixed, instance.pinned):
        for name, offer in decided.items():
            request = instance.requests.get(name)
            if request is not None and request.institution is not None:
                together[request.institution, offer] += 1
    return together
