"""What a person should look at: decisions that stand though they no longer fit, and names nobody knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.immersion.matching.instance import Instance
from plugins.immersion.matching.possible import obstacle_between


@dataclass(frozen=True)
class Alert:
    """One thing to look at; ``code`` is listed in docs/matching.md; a part that names nobody in particular is None."""

    code: str
    request: str | None
    offer: str | None


def alerts_of(instance: Instance) -> tuple[Alert, ...]:
    """All alerts of an instance, sorted by code, request and offer, each once. Rule: docs/matching.md."""
    found = {
        *_unknown_choices(instance),
        *_unknown_forbidden_pairs(instance),
        *_impossible_fixed(instance),
        *_fixed_over_capacity(instance),
        *_fixed_over_cap(instance),
    }
    return tuple(sorted(found, key=lambda alert: (alert.code, alert.request or "", alert.offer or "")))


def _unknown_choices(instance: Instance) -> Iterator[Alert]:
    known = instance.offers_by_id
    for request in instance.requests:
        for offer in request.choices:
            if offer not in known:
                yield Alert("unknown_choice", request.id, offer)


def _unknown_forbidden_pairs(instance: Instance) -> Iterator[Alert]:
    for request, offer in instance.forbidden:
        if request not in instance.requests_by_id or offer not in instance.offers_by_id:
            yield Alert("unknown_forbidden", request, offer)


def _impossible_fixed(instance: Instance) -> Iterator[Alert]:
    for name, offer in instance.fixed.items():
        request = instance.requests_by_id.get(name)
        if (name, offer) in instance.forbidden:
            yield Alert("fixed_forbidden", name, offer)
        if offer not in instance.offers_by_id:
            yield Alert("fixed_unknown_offer", name, offer)
        elif request is not None:
            obstacle = obstacle_between(instance, request, offer)
            if obstacle in ("own_institution", "language"):
                yield Alert(f"fixed_{obstacle}", name, offer)


def _fixed_over_capacity(instance: Instance) -> Iterator[Alert]:
    for offer, taken in Counter(instance.fixed.values()).items():
        if offer in instance.offers_by_id and taken > instance.offers_by_id[offer].capacity:
            yield Alert("fixed_over_capacity", None, offer)


def _fixed_over_cap(instance: Instance) -> Iterator[Alert]:
    """Every fixed trainee of an institution that has more of them at one offer than the cap allows."""
    cap = instance.cap_same_institution
    if cap is None:
        return
    listed = [
        (name, offer, instance.requests_by_id[name].institution)
        for name, offer in instance.fixed.items()
        if name in instance.requests_by_id
    ]
    together = Counter((institution, offer) for _, offer, institution in listed if institution is not None)
    for name, offer, institution in listed:
        if institution is not None and together[institution, offer] > cap:
            yield Alert("fixed_over_cap", name, offer)
