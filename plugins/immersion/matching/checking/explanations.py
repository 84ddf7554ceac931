"""Step 8: everybody is told something, in one line."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.immersion.matching.checking.errors import RefusedError
from plugins.immersion.matching.checking.instance import Instance


def check_explanations(instance: Instance, explanations: Mapping[str, str]) -> None:
    """Exactly the listed requests, each with a text of one line. What it says is not judged."""
    for name in sorted(instance.requests):
        if name not in explanations:
            raise RefusedError("request_missing", request=name, place="explanations")
    for name in sorted(explanations):
        if name not in instance.requests:
            raise RefusedError("request_unknown", request=name, place="explanations")
        text = explanations[name]
        if not text.strip() or text.splitlines() != [text]:
            raise RefusedError("not_one_line", request=name)
