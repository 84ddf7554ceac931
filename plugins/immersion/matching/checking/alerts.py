"""Step 4: the alerts are exactly those of the rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.instance import Instance
from plugins.immersion.matching.checking.possible import is_own_institution, lacks_language

#: Code, request, offer; a part that means nobody in particular is None.
Alert = tuple[str, str | None, str | None]


def check_alerts(instance: Instance, claimed: Sequence[Alert]) -> None:
    """Compare the alerts, in their order: by code, request and offer, each once."""
    due = alerts_of(instance)
    if list(claimed) == due:
        return
    for key, found, others in (("alert_missing", due, {*claimed}), ("alert_unfounded", claimed, {*due})):
        for code, request, offer in found:
            if (code, request, offer) not in others:
                raise RefusedError(key, code=code, request=request or "–", offer=offer or "–")
    raise RefusedError("alerts_order")


def alerts_of(instance: Instance) -> list[Alert]:
    """All alerts of an instance, in order."""
    found = {*_unknown(instance), *_impossible_fixed(instance), *_too_many_fixed(instance)}
    return sorted(found, key=lambda alert: (alert[0], alert[1] or "", alert[2] or ""))


def _unknown(instance: Instance) -> Iterator[Alert]:
    for request in instance.requests.values():
        for offer in request.choices:
            if offer not in instance.offers:
                yield ("unknown_choice", request.id, offer)
    for name, offer in instance.forbidden:
        if name not in instance.requests or offer not in instance.offers:
            yield ("unknown_forbidden", name, offer)


def _impossible_fixed(instance: Instance) -> Iterator[Alert]:
    for name, place in instance.fixed.items():
        request, offer = instance.requests.get(name), instance.offers.get(place)
        if (name, place) in instance.forbidden:
            yield ("fixed_forbidden", name, place)
        if offer is None:
            yield ("fixed_unknown_offer", name, place)
        elif request is not None and is_own_institution(request, offer):
            yield ("fixed_own_institution", name, place)
        elif request is not None and lacks_language(request, offer):
            yield ("fixed_language", name, place)


def _too_many_fixed(instance: Instance) -> Iterator[Alert]:
    for offer, count in Counter(instance.fixed.values()).items():
        if offer in instance.offers and count > instance.offers[offer].capacity:
            yield ("fixed_over_capacity", None, offer)
    if instance.cap is None:
        return
    homes = {name: instance.requests[name].institution for name in instance.fixed if name in instance.requests}
    together = Counter((home, instance.fixed[name]) for name, home in homes.items())
    for name, home in homes.items():
        if home is not None and together[home, instance.fixed[name]] > instance.cap:
            yield ("fixed_over_cap", name, instance.fixed[name])
