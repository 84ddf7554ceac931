"""Contradictions among what people decided: each is an error that names them."""

from __future__ import annotations

from collections import Counter, defaultdict

from plugins.immersion.matching.errors import InstanceError
from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.possible import obstacle_between, places_left_after_fixed
from plugins.immersion.matching.rows import Request

_OBSTACLE_ERRORS = {
    "unknown_offer": "pinned_unknown_offer",
    "own_institution": "pinned_own_institution",
    "language": "pinned_language",
    "forbidden": "pinned_and_forbidden",
}


def refuse_contradictions(instance: Instance) -> None:
    """Raise InstanceError if a pin cannot stand.

    A pin must concern a listed request that is not fixed, be one of its possible counted choices, not be forbidden, and
    fit into the places and the cap that ``fixed`` leaves. Rule: docs/matching.md.
    """
    if not instance.pinned:
        return
    left = places_left_after_fixed(instance)
    for name, offer in sorted(instance.pinned.items()):
        _refuse_impossible_pin(instance, _pinned_request(instance, name), offer, left)
    _refuse_pins_over_places(instance, left)
    _refuse_pins_over_cap(instance)


def _pinned_request(instance: Instance, name: str) -> Request:
    if name in instance.fixed:
        raise InstanceError("fixed_and_pinned", request=name)
    request = instance.requests_by_id.get(name)
    if request is None:
        raise InstanceError("pinned_unknown_request", request=name)
    return request


def _refuse_impossible_pin(instance: Instance, request: Request, offer: str, left: dict[str, int]) -> None:
    obstacle = obstacle_between(instance, request, offer)
    if (request.id, offer) in instance.forbidden:
        raise InstanceError("pinned_and_forbidden", request=request.id, offer=offer)
    if offer not in request.choices:
        raise InstanceError("pinned_not_chosen", request=request.id, offer=offer)
    if offer not in request.choices[: instance.max_choices]:
        raise InstanceError("pinned_beyond_max", request=request.id, offer=offer)
    if obstacle is not None:
        raise InstanceError(_OBSTACLE_ERRORS[obstacle], request=request.id, offer=offer)
    if left[offer] == 0:
        raise InstanceError("pinned_no_place", request=request.id, offer=offer)


def _refuse_pins_over_places(instance: Instance, left: dict[str, int]) -> None:
    pinned_at: dict[str, list[str]] = defaultdict(list)
    for request, offer in sorted(instance.pinned.items()):
        pinned_at[offer].append(request)
    for offer, requests in sorted(pinned_at.items()):
        if len(requests) > left[offer]:
            raise InstanceError("pins_over_places", offer=offer, requests=", ".join(requests), places=left[offer])


def _refuse_pins_over_cap(instance: Instance) -> None:
    cap = instance.cap_same_institution
    if cap is None:
        return
    together = trainees_by_institution(instance)
    for name, offer in sorted(instance.pinned.items()):
        institution = instance.requests_by_id[name].institution
        if institution is not None and together[institution, offer] > cap:
            pinned_there = [
                other
                for other, place in sorted(instance.pinned.items())
                if place == offer and instance.requests_by_id[other].institution == institution
            ]
            raise InstanceError("pins_over_cap", offer=offer, cap=cap, requests=", ".join(pinned_there))


def trainees_by_institution(instance: Instance) -> Counter[tuple[str, str]]:
    """Count the listed trainees whom ``fixed`` and ``pinned`` place, by (institution, offer).

    A trainee without institution, or whose request is no longer listed, is not counted: no cap holds for them.
    """
    together: Counter[tuple[str, str]] = Counter()
    for placements in (instance.fixed, instance.pinned):
        for name, offer in placements.items():
            request = instance.requests_by_id.get(name)
            if request is not None and request.institution is not None:
                together[request.institution, offer] += 1
    return together
