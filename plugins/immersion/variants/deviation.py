"""A proposal that deviates from the rule: what was decided otherwise, why, by whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.immersion.variants.changes import Changes, Pair


@dataclass(frozen=True, slots=True)
class Deviation:
    """One decision by which a variant became the proposal of a round, kept with the round.

    `decided` holds all pins, forbidden pairs and the objective as they stand from then on, and the capacities changed
    by this decision; `before` the places these offers had. `fell_away` are pins and forbidden pairs of the decision
    before that no longer fitted when the round was opened again.
    """

    decided: Changes
    reason: str
    by: str
    at: datetime
    before: Mapping[str, int]
    fell_away: tuple[Pair, ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Deviation:
        """Read what `as_json` wrote."""
        return cls(
            decided=Changes.from_json(value["decided"]),
            reason=value["reason"],
            by=value["by"],
            at=datetime.fromisoformat(value["at"]),
            before=dict(value["before"]),
            fell_away=tuple((trainee, offer) for trainee, offer in value["fell_away"]),
        )

    def as_json(self) -> dict[str, Any]:
        """Write the deviation as JSON keeps it; `Deviation.from_json(value.as_json()) == value`."""
        return {
            "decided": self.decided.as_json(),
            "reason": self.reason,
            "by": self.by,
            "at": self.at.isoformat(),
            "before": dict(self.before),
            "fell_away": [list(pair) for pair in self.fell_away],
        }


def capacities_of(deviations: Iterable[Deviation]) -> dict[str, tuple[int, int]]:
    """Return the offers whose places were changed: what they had before the first decision, and have after the last.

    One that has again what it had is left out.
    """
    found: dict[str, tuple[int, int]] = {}
    for deviation in deviations:
        for offer, places in deviation.decided.capacities:
            first, _last = found.get(offer, (deviation.before[offer], places))
            found[offer] = (first, places)
    return {offer: sizes for offer, sizes in sorted(found.items()) if sizes[0] != sizes[1]}
