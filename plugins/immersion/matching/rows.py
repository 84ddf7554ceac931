"""The rows of an instance: offers and requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NO_LANGUAGE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Offer:
    """An offer: how many places it has, whose it is, which languages are spoken there (empty: nothing is said)."""

    id: str
    capacity: int
    institution: str | None = None
    lang: frozenset[str] = NO_LANGUAGE


@dataclass(frozen=True)
class Request:
    """A trainee's request: choices are offer ids, best first, each once; ``priority`` is the class of IM-17."""

    id: str
    priority: bool
    choices: tuple[str, ...] = ()
    institution: str | None = None
    lang: frozenset[str] = NO_LANGUAGE
