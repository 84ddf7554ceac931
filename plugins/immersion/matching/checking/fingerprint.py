"""The fingerprint: the SHA-256 of the one text that every file of the same meaning has."""

from __future__ import annotations

import json
from hashlib import sha256

from plugins.immersion.matching.checking.instance import Instance


def canonical_form(instance: Instance) -> str:
    """All nine keys, defaults written out, rows sorted by id, keys sorted, no spaces, nothing escaped needlessly."""
    offers = [instance.offers[name] for name in sorted(instance.offers)]
    requests = [instance.requests[name] for name in sorted(instance.requests)]
    content = {
        "cap_same_institution": instance.cap,
        "fixed": dict(instance.fixed),
        "forbidden": sorted([request, offer] for request, offer in instance.forbidden),
        "max_choices": instance.max_choices,
        "objective": instance.objective,
        "offers": [
            {"capacity": one.capacity, "id": one.id, "institution": one.institution, "lang": sorted(one.lang)}
            for one in offers
        ],
        "pinned": dict(instance.pinned),
        "requests": [
            {
                "choices": list(one.choices),
                "id": one.id,
                "institution": one.institution,
                "lang": sorted(one.lang),
                "priority": one.priority,
            }
            for one in requests
        ],
        "seed": instance.seed,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(instance: Instance) -> str:
    """The SHA-256 of the canonical form in UTF-8, in hexadecimal."""
    return sha256(canonical_form(instance).encode()).hexdigest()
