"""Pins that cannot stand: an instance that imposes what its own rule excludes has no result at all."""

from __future__ import annotations

from collections import Counter

from plugins.immersion.matching.checking.errors import UnreadableError
from plugins.immersion.matching.checking.instance import Instance
from plugins.immersion.matching.checking.possible import (
    Pair,
    decided_by_institution,
    left_after_fixed,
    possible_choices,
)

Possible = dict[str, dict[str, int]]


def refuse_impossible_pins(instance: Instance) -> Possible:
    """Return the possible choices once every pin is one of them, and all pins fit the places and the cap together.

    A fixed or unlisted request has no possible choice, so its pin is impossible too. Raises UnreadableError naming the
    first pin that cannot stand.
    """
    possible = possible_choices(instance)
    left, taken = left_after_fixed(instance), Counter(instance.pinned.values())
    together = decided_by_institution(instance)
    for name, offer in sorted(instance.pinned.items()):
        if offer not in possible.get(name, {}):
            raise UnreadableError("pin_impossible", request=name, offer=offer)
        home = instance.requests[name].institution
        if taken[offer] > left[offer] or _beyond_cap(instance, home, offer, together):
            raise UnreadableError("pins_too_many", request=name, offer=offer)
    return possible


def _beyond_cap(instance: Instance, institution: str | None, offer: str, together: Counter[Pair]) -> bool:
    return instance.cap is not None and institution is not None and together[institution, offer] > instance.cap
