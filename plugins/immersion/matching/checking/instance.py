"""What was to be decided: offers, requests, and what was decided before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Languages = frozenset[str]


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer; an absent institution is None, no languages mean that nothing is said."""

    id: str
    capacity: int
    institution: str | None
    lang: Languages


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``choices`` are offer ids, best first, each once: a choice's position is its rank."""

    id: str
    priority: bool
    choices: tuple[str, ...]
    institution: str | None
    lang: Languages


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance as it was read, offers and requests by id. The rule: docs/matching.md."""

    seed: str
    objective: str
    max_choices: int
    cap: int | None
    offers: Mapping[str, Offer]
    requests: Mapping[str, Request]
    fixed: Mapping[str, str]
    pinned: Mapping[str, str]
    forbidden: frozenset[tuple[str, str]]

    def pool(self) -> list[Request]:
        """The requests this round decides on: those listed and not fixed."""
        return [request for request in self.requests.values() if request.id not in self.fixed]
