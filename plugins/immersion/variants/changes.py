"""What a variant decides otherwise than the rule, and whether that can stand on a frozen instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from plugins.immersion import matching
from plugins.immersion.errors import VariantError, VariantFault
from plugins.immersion.matching import Instance, InstanceError, Objective, Result

#: A trainee's reference and an offer's.
Pair = tuple[str, str]

_Line = TypeVar("_Line")

#: The most pins, forbidden pairs or changed capacities of one variant: more than that is another rule.
MOST_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Changes:
    """The inputs of a variant. `objective`, `pins` and `forbidden` stand instead of those of the instance.

    `capacities` are (offer, places in all), only of offers that change. The order is that in which they were given, so
    that a fault can say which one is meant; `in_order` is for storing and comparing.
    """

    objective: Objective
    pins: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    capacities: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, instance: Instance) -> Changes:
        """Return what an instance decides by itself; applying that changes nothing."""
        return cls(instance.objective, tuple(sorted(instance.pinned.items())), tuple(sorted(instance.forbidden)))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Changes:
        """Read what `as_json` wrote."""
        return cls(
            value["objective"],
            tuple((trainee, offer) for trainee, offer in value["pins"]),
            tuple((trainee, offer) for trainee, offer in value["forbidden"]),
            tuple((offer, places) for offer, places in value["capacities"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Write the changes as JSON keeps them; `Changes.from_json(value.as_json()) == value`."""
        return {
            "objective": self.objective,
            "pins": [list(pair) for pair in self.pins],
            "forbidden": [list(pair) for pair in self.forbidden],
            "capacities": [list(line) for line in self.capacities],
        }

    def in_order(self, instance: Instance) -> Changes:
        """Return the same changes sorted and each once, without capacities that `instance` has already."""
        sizes = {offer.id: offer.capacity for offer in instance.offers}
        return Changes(
            self.objective,
            tuple(sorted(set(self.pins))),
            tuple(sorted(set(self.forbidden))),
            tuple(sorted({line for line in self.capacities if sizes.get(line[0]) != line[1]})),
        )


def applied(instance: Instance, changes: Changes) -> Instance:
    """Return the frozen `instance` as `changes` have it: the same pool, the same draw. IM-14, docs/matching.md.

    Whether that can stand is `faults_of`'s question.
    """
    sizes = dict(changes.capacities)
    return replace(
        instance,
        objective=changes.objective,
        pinned=dict(changes.pins),
        forbidden=frozenset(changes.forbidden),
        offers=tuple(replace(offer, capacity=sizes.get(offer.id, offer.capacity)) for offer in instance.offers),
    )


def faults_of(instance: Instance, changes: Changes) -> tuple[VariantFault, ...]:
    """Return what is wrong with `changes` on `instance`, line by line; nothing when they can stand.

    A reference that nobody has, a line given twice, a forbidden pair that was never chosen, fewer places than are
    taken. Only when none of these is found, the first contradiction that the matching itself names (docs/matching.md).
    """
    found = _line_faults(instance, changes)
    if not found and changes.pins:  # Only pins can contradict the rest.
        try:
            matching.parse_instance(matching.canonical_json(applied(instance, changes)))
        except InstanceError as error:
            return (_contradiction(instance, changes, error),)
    return found


def solved(instance: Instance, changes: Changes) -> Result:
    """Solve `instance` as `changes` have it; raises VariantError with what `faults_of` finds, and at less expense."""
    found = _line_faults(instance, changes)
    if found:
        raise VariantError(found)
    try:
        return matching.solve(applied(instance, changes))
    except InstanceError as error:
        raise VariantError((_contradiction(instance, changes, error),)) from None


def fitting(instance: Instance, changes: Changes) -> Changes:
    """Return those of `changes` that can stand on an instance read anew; what cannot falls away, later pins first.

    Capacities are left out: by then they are those of the offers themselves.
    """
    pool = {request.id for request in instance.pool}
    pairs = tuple(pair for pair in changes.forbidden if pair[0] in pool and pair[1] in instance.offers_by_id)
    kept = Changes(changes.objective, changes.pins, pairs)
    if not faults_of(instance, kept):
        return kept
    forbidden = tuple(pair for pair in pairs if not faults_of(instance, Changes(changes.objective, (), (pair,))))
    kept = Changes(changes.objective, (), forbidden)
    for pin in changes.pins:
        more = replace(kept, pins=(*kept.pins, pin))
        if not faults_of(instance, more):
            kept = more
    return kept


def _line_faults(instance: Instance, changes: Changes) -> tuple[VariantFault, ...]:
    return (*_pin_faults(instance, changes), *_forbidden_faults(instance, changes), *_size_faults(instance, changes))


def _pin_faults(instance: Instance, changes: Changes) -> Iterator[VariantFault]:
    for index, (trainee, offer) in enumerate(changes.pins):
        yield from _unknown(instance, "pins", index, trainee, offer)
    for index in _repetitions(changes.pins, lambda pair: pair[0]):
        yield VariantFault("pins", index, "trainee", "repeated_trainee", {"trainee": changes.pins[index][0]})


def _forbidden_faults(instance: Instance, changes: Changes) -> Iterator[VariantFault]:
    for index, (trainee, offer) in enumerate(changes.forbidden):
        unknown = tuple(_unknown(instance, "forbidden", index, trainee, offer))
        yield from unknown
        if not unknown and offer not in instance.requests_by_id[trainee].choices:
            parts = {"trainee": trainee, "offer": offer, "chosen": _chosen(instance, trainee)}
            yield VariantFault("forbidden", index, "offer", "not_chosen", parts)


def _size_faults(instance: Instance, changes: Changes) -> Iterator[VariantFault]:
    taken = Counter(instance.fixed.values())
    for index, (offer, places) in enumerate(changes.capacities):
        if offer not in instance.offers_by_id:
            yield VariantFault("capacities", index, "offer", "unknown_offer", {"offer": offer})
        elif places < taken[offer]:
            yield VariantFault("capacities", index, "places", "below_taken", {"offer": offer, "taken": taken[offer]})
    for index in _repetitions(changes.capacities, lambda line: line[0]):
        yield VariantFault("capacities", index, "offer", "repeated_offer", {"offer": changes.capacities[index][0]})


def _unknown(instance: Instance, place: str, index: int, trainee: str, offer: str) -> Iterator[VariantFault]:
    if trainee not in instance.requests_by_id or trainee in instance.fixed:
        yield VariantFault(place, index, "trainee", "unknown_trainee", {"trainee": trainee})
    if offer not in instance.offers_by_id:
        yield VariantFault(place, index, "offer", "unknown_offer", {"offer": offer})


def _repetitions(lines: Iterable[_Line], name: Callable[[_Line], str]) -> Iterator[int]:
    """Say which lines are about something that an earlier line was about already."""
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if name(line) in seen:
            yield index
        seen.add(name(line))


def _chosen(instance: Instance, trainee: str) -> str:
    """Return what somebody chose, in their order; a dash for nothing."""
    return ", ".join(instance.requests_by_id[trainee].choices) or "–"


def _contradiction(instance: Instance, changes: Changes, error: InstanceError) -> VariantFault:
    """Return the fault at the pin that a contradiction names: the last one, where it names an offer alone."""
    trainee, offer = error.parts.get("request"), error.parts.get("offer")
    names = {"request": "trainee", "requests": "people"}
    parts = {names.get(name, name): value for name, value in error.parts.items()}
    if error.key == "pinned_not_chosen":
        parts["chosen"] = _chosen(instance, str(trainee))
    about = [index for index, pin in enumerate(changes.pins) if trainee in (None, pin[0]) and offer in (None, pin[1])]
    return VariantFault("pins", about[-1], "offer", error.key, parts)
