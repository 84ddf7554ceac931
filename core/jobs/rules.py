"""Decisions on work that is due, pure: when it is tried again, and when no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

#: For so long a worker may keep something in hand before the relay hands it over again. A worker that really works on
#: it holds its row locked, however long that takes; this only bounds the wait after one that was killed.
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is tried, and how long the pauses are: the first, then `factor` times as long, at most."""

    tries: int
    first_pause: timedelta
    factor: int
    longest_pause: timedelta

    def pause_after(self, attempts: int) -> timedelta:
        """Return how long to wait after the attempt number `attempts` (from 1) failed."""
        pause = self.first_pause
        for _ in range(attempts - 1):
            if pause >= self.longest_pause:
                break
            pause *= self.factor
        return min(pause, self.longest_pause)

    def is_over(self, attempts: int) -> bool:
        """Say whether nothing is tried any more after `attempts` attempts."""
        return attempts >= self.tries


#: A mail server that is away comes back within a working day: eight attempts over some seventeen hours.
PATIENCE_WITH_MAIL = Patience(tries=8, first_pause=timedelta(seconds=30), factor=4, longest_pause=timedelta(hours=6))

#: A job is repeated only when its worker ended or the database was away; somebody looks at its progress meanwhile.
PATIENCE_WITH_JOBS = Patience(tries=3, first_pause=timedelta(seconds=5), factor=4, longest_pause=timedelta(minutes=2))
