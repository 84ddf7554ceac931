"""Step 2: every placement is allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.instance import Instance
from plugins.immersion.matching.checking.possible import left_after_fixed

Assignment = Mapping[str, str | None]
Possible = Mapping[str, Mapping[str, int]]


def check_placements(instance: Instance, assignment: Assignment, possible: Possible) -> None:
    """Exactly the listed requests; fixed and pinned kept; other placements possible; places and cap respected."""
    _check_listed(instance, assignment)
    for decided, key in ((instance.fixed, "fixed_not_kept"), (instance.pinned, "pinned_not_kept")):
        for name, offer in sorted(decided.items()):
            if name in assignment and assignment[name] != offer:
                raise RefusedError(key, request=name, offer=offer)
    for name, choices in sorted(possible.items()):
        seat = assignment[name]
        if seat is not None and seat not in choices:
            raise RefusedError("not_possible", request=name, offer=seat)
    _check_places(instance, assignment, possible)
    _check_cap(instance, assignment, possible)


def _check_listed(instance: Instance, assignment: Assignment) -> None:
    for name in sorted(instance.requests):
        if name not in assignment:
            raise RefusedError("request_missing", request=name, place="assignment")
    for name in sorted(assignment):
        if name not in instance.requests:
            raise RefusedError("request_unknown", request=name, place="assignment")


def _check_places(instance: Instance, assignment: Assignment, possible: Possible) -> None:
    left = left_after_fixed(instance)
    taken = Counter(seat for seat in (assignment[name] for name in possible) if seat is not None)
    for offer, count in sorted(taken.items()):
        if count > left[offer]:
            raise RefusedError("over_places", offer=offer, count=count, places=left[offer])


def _check_cap(instance: Instance, assignment: Assignment, possible: Possible) -> None:
    """What is fixed stays even beyond the cap, but then nobody may join."""
    if instance.cap is None:
        return
    together = Counter((instance.requests[name].institution, seat) for name, seat in assignment.items())
    for name in sorted(possible):
        home, seat = instance.requests[name].institution, assignment[name]
        if home is not None and seat is not None and together[home, seat] > instance.cap:
            raise RefusedError("over_cap", request=name, offer=seat, count=together[home, seat], cap=instance.cap)
