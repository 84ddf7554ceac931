"""The result of a round and how it is written: the same bytes on every replay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from plugins.immersion.matching.alerts import Alert
from plugins.immersion.matching.explaining import Explainer
from plugins.immersion.matching.instance import Objective
from plugins.immersion.matching.objective import Vector


@dataclass(frozen=True)
class Certificate:
    """Prices that prove the vector cannot be higher; empty for the objective "serial". Rule: docs/matching.md.

    ``weights`` are the six integers that pack a vector into one; ``prices`` maps an offer to its price and
    ``pair_prices`` a capped (institution, offer) to the price its trainees pay on top; prices of 0 are left out.
    """

    weights: tuple[int, ...]
    prices: Mapping[str, int]
    pair_prices: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Result:
    """What a round decided: ``assignment`` maps every listed request to an offer id or None.

    ``vector`` holds the six counts of the objective, ``instance_sha256`` the fingerprint of what was solved;
    ``explainer`` says why each request obtained what it did, and what a host may know.
    """

    assignment: Mapping[str, str | None]
    vector: Vector
    objective: Objective
    instance_sha256: str
    alerts: tuple[Alert, ...]
    certificate: Certificate | None
    explainer: Explainer = field(compare=False, repr=False)


def to_json(result: Result, lang: str = "fr") -> str:
    """Write a result as JSON with sorted keys, two spaces of indentation and no character escaped needlessly.

    ``lang`` ("fr", "nl" or "en") is the language of the explanations; nothing else depends on it.
    """
    content = {
        "alerts": [asdict(alert) for alert in result.alerts],
        "assignment": dict(result.assignment),
        "certificate": _certificate_content(result.certificate),
        "explanations": {
            request.id: result.explainer.reason(request).text(lang) for request in result.explainer.instance.requests
        },
        "instance_sha256": result.instance_sha256,
        "objective": result.objective,
        "vector": result.vector,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2)


def _certificate_content(certificate: Certificate | None) -> dict[str, object]:
    """Integers are written as texts, because many JSON readers round those above 2^53."""
    if certificate is None:
        return {}
    content: dict[str, object] = {
        "prices": {offer: str(price) for offer, price in certificate.prices.items()},
        "weights": [str(weight) for weight in certificate.weights],
    }
    if certificate.pair_prices:
        content["institution_prices"] = [
            [institution, offer, str(price)] for (institution, offer), price in sorted(certificate.pair_prices.items())
        ]
    return content
