"""Checking a result without a solver: is it allowed, is it worth what it says, could it be worth more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from plugins.immersion.matching.contradictions import trainees_by_institution
from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.objective import vector_of, worth
from plugins.immersion.matching.possible import places_left_after_fixed, possible_choices
from plugins.immersion.matching.result import Certificate, Result
from plugins.immersion.matching.solving import solve


def is_the_result(instance: Instance, result: Result) -> bool:
    """Whether a result is the one this instance must have: allowed, proved best, and the same when solved again.

    The first two need no solver; solving again also checks the draw, which prices say nothing about.
    """
    return is_allowed(instance, result.assignment) and is_proved_best(instance, result) and solve(instance) == result


def is_allowed(instance: Instance, assignment: Mapping[str, str | None]) -> bool:
    """Whether an assignment keeps every rule: fixed and pinned kept, choices possible, capacities and cap respected."""
    if assignment.keys() != instance.requests_by_id.keys():
        return False
    decided = {**instance.fixed, **instance.pinned}
    kept = all(assignment[name] == offer for name, offer in decided.items() if name in assignment)
    possible = possible_choices(instance)
    chosen = all(
        assignment[name] is None or any(offer == assignment[name] for _, offer in choices)
        for name, choices in possible.items()
    )
    return kept and chosen and _fits(instance, assignment)


def _fits(instance: Instance, assignment: Mapping[str, str | None]) -> bool:
    """Whether the pool stays within the places and the cap; what is fixed stays even beyond them."""
    left = places_left_after_fixed(instance)
    taken = Counter(assignment[request.id] for request in instance.pool)
    if any(offer is not None and count > left[offer] for offer, count in taken.items()):
        return False
    cap = instance.cap_same_institution
    if cap is None:
        return True
    newcomers = {(request.institution, assignment[request.id]) for request in instance.pool}
    together = Counter((request.institution, assignment[request.id]) for request in instance.requests)
    return all(
        institution is None or offer is None or together[institution, offer] <= cap for institution, offer in newcomers
    )


def is_proved_best(instance: Instance, result: Result) -> bool:
    """Whether the vector is that of the assignment and, but for "serial", the certificate proves that none is higher.

    Whatever the prices, no assignment is worth more than all places left at their prices plus, for each request, the
    most that a possible choice is worth above its price. If the vector reaches that sum, it is the greatest.
    """
    if result.vector != vector_of(instance, result.assignment):
        return False
    certificate = result.certificate
    if certificate is None:
        return instance.objective == "serial"
    prices = (*certificate.prices.values(), *certificate.pair_prices.values())
    if any(price < 0 for price in prices):
        return False
    bound = _price_of_all_places(instance, certificate) + _advantages(instance, certificate)
    return bound == _packed(_open_vector(instance, result), certificate)


def _price_of_all_places(instance: Instance, certificate: Certificate) -> int:
    left = places_left_after_fixed(instance)
    pins = Counter(instance.pinned.values())
    open_places = {offer: left[offer] - pins[offer] for offer in left}
    places = sum(price * open_places[offer] for offer, price in certificate.prices.items())
    cap = instance.cap_same_institution
    if cap is None:
        return places
    together = trainees_by_institution(instance)
    # An institution can take no more places than the offer has, whatever the cap would still allow.
    return places + sum(
        price * min(open_places[offer], max(0, cap - together[institution, offer]))
        for (institution, offer), price in certificate.pair_prices.items()
    )


def _advantages(instance: Instance, certificate: Certificate) -> int:
    """The sum, over the requests still open, of the most that one of their choices is worth above its price."""
    price: Mapping[str, int] = defaultdict(int, certificate.prices)
    on_top: Mapping[tuple[str, str], int] = defaultdict(int, certificate.pair_prices)
    possible = possible_choices(instance)
    advantage = 0
    for request in instance.pool:
        if request.id not in instance.pinned:
            above = [
                _packed(worth(instance.objective, request.priority, rank), certificate)
                - price[offer]
                - on_top[request.institution or "", offer]
                for rank, offer in possible[request.id]
                if not _is_reserved(instance, offer, request.institution)
            ]
            advantage += max(0, *above) if above else 0
    return advantage


def _is_reserved(instance: Instance, offer: str, institution: str | None) -> bool:
    """Whether fixed and pinned leave nothing here: no price is needed to keep others away."""
    pinned = sum(1 for place in instance.pinned.values() if place == offer)
    if places_left_after_fixed(instance)[offer] <= pinned:
        return True
    cap = instance.cap_same_institution
    return cap is not None and institution is not None and trainees_by_institution(instance)[institution, offer] >= cap


def _open_vector(instance: Instance, result: Result) -> tuple[int, ...]:
    """The vector less what pinned requests add to it: they are no matter of prices."""
    pinned = [
        worth(instance.objective, request.priority, request.choices.index(instance.pinned[request.id]) + 1)
        for request in instance.pool
        if request.id in instance.pinned
    ]
    return tuple(count - sum(one[part] for one in pinned) for part, count in enumerate(result.vector))


def _packed(vector: tuple[int, ...], certificate: Certificate) -> int:
    return sum(count * weight for count, weight in zip(vector, certificate.weights, strict=True))
