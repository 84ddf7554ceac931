"""Waiting for something to hold: as soon as it does the test goes on, however slow the machine is just then."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

#: In seconds. Only a test that fails waits so long, so it is no measure of anything.
PATIENCE = 300.0


def until(holds: Callable[[], object], otherwise: str = "what the test waits for does not come") -> None:
    """Wait until something holds; raise AssertionError with `otherwise` when it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.02)


def join(*threads: Thread) -> None:
    """Wait until threads have ended; one that goes on is a fault of its test, and would disturb those that follow."""
    for thread in threads:
        thread.join(PATIENCE)
    assert [thread.name for thread in threads if thread.is_alive()] == []
