"""What a round is decided on: offers, requests, and what was decided before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, get_args

from plugins.immersion.matching.rows import Offer, Request

Objective = Literal["priority", "coverage", "serial"]
OBJECTIVES: Final[tuple[Objective, ...]] = get_args(Objective)


@dataclass(frozen=True)
class Instance:
    """A round's input, already read and checked: ids are texts, each listed once. Rule: docs/matching.md.

    ``fixed`` and ``pinned`` map a request to an offer; ``forbidden`` holds pairs (request, offer);
    ``cap_same_institution`` is the most trainees of one institution at one offer, or None.
    """

    offers: tuple[Offer, ...]
    requests: tuple[Request, ...]
    seed: str = ""
    objective: Objective = "priority"
    max_choices: int = 3
    cap_same_institution: int | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    pinned: Mapping[str, str] = field(default_factory=dict)
    forbidden: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def offers_by_id(self) -> dict[str, Offer]:
        """The offers, found by id."""
        return {offer.id: offer for offer in self.offers}

    @cached_property
    def requests_by_id(self) -> dict[str, Request]:
        """The listed requests, found by id."""
        return {request.id: request for request in self.requests}

    @cached_property
    def pool(self) -> tuple[Request, ...]:
        """The requests this round decides on: those listed and not fixed, in the order of the file."""
        fixed = self.fixed
        return tuple([request for request in self.requests if request.id not in fixed]) if fixed else self.requests

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the instance: SHA-256, in hexadecimal, of its canonical form."""
        return hashlib.sha256(canonical_json(self).encode()).hexdigest()


def canonical_json(instance: Instance) -> str:
    """Write an instance in the one form that every file of the same meaning has.

    Keys and rows sorted, no spaces, ids as texts, defaults written out, characters not escaped. Rule: docs/matching.md.
    """
    content = {
        "seed": instance.seed,
        "objective": instance.objective,
        "max_choices": instance.max_choices,
        "cap_same_institution": instance.cap_same_institution,
        "offers": [_offer_row(offer) for offer in sorted(instance.offers, key=lambda offer: offer.id)],
        "requests": [_request_row(request) for request in sorted(instance.requests, key=lambda request: request.id)],
        "fixed": dict(instance.fixed),
        "pinned": dict(instance.pinned),
        "forbidden": sorted(instance.forbidden),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _offer_row(offer: Offer) -> dict[str, object]:
    return {
        "id": offer.id,
        "capacity": offer.capacity,
        "institution": offer.institution,
        "lang": sorted(offer.lang),
    }


def _request_row(request: Request) -> dict[str, object]:
    return {
        "id": request.id,
        "priority": request.priority,
        "choices": request.choices,
        "institution": request.institution,
        "lang": sorted(request.lang),
    }
