"""What a published round keeps of why it decided as it did, for each person and each offer: facts, never sentences.

Pure. They are computed once, when the round is published, and written as JSON that says its `format`; pages and letters
make sentences of them in the reader's language (IM-14, docs/matching.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from plugins.immersion import matching
from plugins.immersion.matching import Demand, Precedence, Reason, Refusal

#: Changes with what the JSON holds; a reader of a later format still reads this one.
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class PersonReason:
    """What a round decided for one person and why, with their own number in its draw, of `drawn`."""

    reason: Reason
    number: int
    drawn: int

    @property
    def outcome(self) -> Reason:
        """What they obtained, alone."""
        return replace(self.reason, refusals=())

    def as_json(self) -> dict[str, Any]:
        """Write the reason as JSON keeps it; `PersonReason.from_json(value.as_json()) == value`."""
        refusals = [
            {name: value for name, value in asdict(refusal).items() if value} for refusal in self.reason.refusals
        ]
        reason = {**asdict(self.outcome), "refusals": refusals}
        return {"format": FORMAT, "reason": reason, "number": self.number, "drawn": self.drawn}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> PersonReason:
        """Read what `as_json` wrote."""
        refusals = tuple(_refusal(each) for each in value["reason"]["refusals"])
        return cls(Reason(**{**value["reason"], "refusals": refusals}), value["number"], value["drawn"])


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody whom a round gave a place at an offer, and by what; `number` is theirs in the draw."""

    reference: str
    pinned: bool
    priority: bool
    rank: int
    number: int


@dataclass(frozen=True, slots=True)
class OfferReason:
    """Why some came to an offer in a round and others did not; `drawn` is how many were in its draw.

    `came` is in the order in which they stand there; of the others there are only counts, by cause, the most frequent
    first. `asked` is how many of the pool named the offer, whether or not it was possible for them, and `asked_first`
    how many of them as their first choice.
    """

    demand: Demand
    came: tuple[Arrival, ...]
    causes: tuple[tuple[str, int], ...]
    asked: int
    asked_first: int
    drawn: int

    def outcome(self, language: str) -> str:
        """Say how many places there were to give, how many asked, and how many come."""
        return matching.host_outcome(self.demand, len(self.came), language)

    def causes_told(self, language: str) -> list[str]:
        """Say, a sentence for each cause, why the others do not come."""
        return matching.host_causes(self.causes, language)

    def as_json(self) -> dict[str, Any]:
        """Write the reason as JSON keeps it; `OfferReason.from_json(value.as_json()) == value`."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> OfferReason:
        """Read what `as_json` wrote."""
        return cls(
            demand=Demand(**value["demand"]),
            came=tuple(Arrival(**each) for each in value["came"]),
            causes=tuple((cause, count) for cause, count in value["causes"]),
            asked=value["asked"],
            asked_first=value["asked_first"],
            drawn=value["drawn"],
        )


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a round decided as it did, for each person of its pool and each of its offers, by reference."""

    people: Mapping[str, PersonReason]
    offers: Mapping[str, OfferReason]


def reasons_of(snapshot: str, result: str) -> Reasons | None:
    """Explain a decided round from its two files, by solving it again.

    None where the snapshot does not give the assignment on record: then whatever is said of it would be wrong, and the
    round's own page says what differs.
    """
    solved = matching.solve(matching.parse_instance(snapshot))
    if solved.assignment != json.loads(result)["assignment"]:
        return None
    explainer = solved.explainer
    numbers = explainer.precedences.number
    return Reasons(
        people={
            request.id: PersonReason(explainer.reason(request), numbers[request.id], len(numbers))
            for request in explainer.instance.pool
        },
        offers=_of_offers(explainer),
    )


def _of_offers(explainer: matching.Explainer) -> dict[str, OfferReason]:
    instance, numbers = explainer.instance, explainer.precedences.number
    found = {}
    for offer, reason in matching.host_reasons(explainer).items():
        requests = [instance.requests_by_id[name] for name, _standing in reason.came]
        came = tuple(
            Arrival(
                request.id,
                request.id in instance.pinned,
                request.priority,
                request.choices.index(offer) + 1,
                numbers[request.id],
            )
            for request in requests
        )
        ranks = [*(one.rank for one in came), *(one.rank for one in reason.missed)]
        found[offer] = OfferReason(reason.demand, came, reason.causes, len(ranks), ranks.count(1), len(numbers))
    return found


def _refusal(value: Mapping[str, Any]) -> Refusal:
    facts = dict(value)
    if "demand" in facts:
        facts |= {"demand": Demand(**facts["demand"]), "before": Precedence(**facts["before"])}
    return Refusal(**facts)
