"""How a process of ours is asked to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def until_stopped(stop: threading.Event | None = None) -> Iterator[threading.Event]:
    """Yield an event that is set when the process is asked to end; `stop`, if given, is yielded and no signal heard."""
    if stop is not None:
        yield stop
        return
    asked = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
