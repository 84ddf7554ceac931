"""What knows how to do the work that is due: one handler for each kind, put together by the application."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.jobs.rules import Patience
from core.tenancy.unit import Unit


class Lane(StrEnum):
    """Which workers do a kind of work: each lane has a queue and workers of its own, and waits for no other lane."""

    #: What takes a moment, such as a letter.
    QUICK = "quick"
    #: What may take minutes, such as a matching.
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Work:
    """What a handler is given: the unit in whose transaction it works, and a way to say something outside it."""

    unit: Unit
    #: Opens a short transaction of its own, committed at the end of the block: for what must be seen at once.
    aside: Callable[[], AbstractContextManager[Unit]]


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that failed: its number from 1, why, and whether it was the last."""

    attempts: int
    error: Exception
    final: bool


class Handler(Protocol):
    """Does the work of one kind. Each method but `close` is called inside a transaction, which the worker commits."""

    @property
    def patience(self) -> Patience:
        """How often and when the work is tried."""

    @property
    def lane(self) -> Lane:
        """Which workers do it."""

    @property
    def together(self) -> int:
        """How many of the kind one worker may be handed at once, one after the other."""

    def begin(self, unit: Unit, ref_id: uuid.UUID, attempts: int) -> None:
        """Note that the attempt number `attempts` (from 1) begins; it stays noted if the attempt fails."""

    def perform(self, work: Work, ref_id: uuid.UUID) -> None:
        """Do the work on the row `ref_id`. Its effects, and that it is done, are committed together or not at all."""

    def is_hopeless(self, error: Exception) -> bool:
        """Say whether trying again after `error` makes no sense."""

    def failed(self, unit: Unit, ref_id: uuid.UUID, failure: Failure) -> None:
        """Note that an attempt failed, everything it did having been rolled back."""

    def close(self) -> None:
        """Let go of what was kept open between two works of the kind."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers by the kind of what is due."""

    by_kind: Mapping[str, Handler]

    def get(self, kind: str) -> Handler | None:
        """Return the handler of `kind`, if there is one."""
        return self.by_kind.get(kind)

    def close(self) -> None:
        """Let every handler let go of what it keeps open."""
        for handler in self.by_kind.values():
            handler.close()
