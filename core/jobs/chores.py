"""Chores: what has to be done now and then, whoever does it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.jobs.runtime import Runtime

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that has to be done now and then, by one process: it opens its own transactions."""

    name: str
    every: timedelta
    do: Callable[[Runtime], None]


class Clockwork:
    """The chores, and when each was last done."""

    def __init__(self, runtime: Runtime, chores: Sequence[Chore]) -> None:
        self._runtime = runtime
        self._chores = chores
        self._next: dict[str, float] = {}

    def turn(self) -> None:
        """Do the chores whose time has come; one that fails is logged, and tried at its next time."""
        for chore in self._chores:
            if time.monotonic() < self._next.get(chore.name, 0.0):
                continue
            self._next[chore.name] = time.monotonic() + chore.every.total_seconds()
            try:
                chore.do(self._runtime)
            except Exception:  # A chore must not keep letters from leaving.
                log.exception("the chore %s failed", chore.name)
