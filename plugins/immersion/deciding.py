"""Decide a frozen round: the very bytes of its result, and what is said of it in short. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plugins.immersion import matching
from plugins.immersion.rules import fingerprint
from plugins.immersion.variants import Figures, figures_of

#: Named with each stored result; it changes when the same instance may give other bytes.
ALGORITHM: Final = "liaison-matching-2"


@dataclass(frozen=True, slots=True)
class Decided:
    """A result as a round keeps it, with its fingerprint, its figures, and the algorithm that gave it."""

    result: str
    sha256: str
    figures: Figures
    algorithm: str


def decide(snapshot: str, language: str) -> Decided:
    """Decide a frozen instance; the explanations in the result are in `language`, on which its bytes depend too.

    A language that the matching does not speak becomes English.
    """
    spoken = language if language in matching.LANGUAGES else "en"
    instance = matching.parse_instance(snapshot)
    solved = matching.solve(instance)
    result = matching.to_json(solved, spoken)
    figures = figures_of(instance, solved.assignment)
    return Decided(result, fingerprint(result), figures, f"{ALGORITHM}/{spoken}")


def language_of(algorithm: str | None) -> str:
    """Return the language in which a stored result explains itself."""
    return (algorithm or "").rpartition("/")[2]
