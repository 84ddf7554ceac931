"""A fork of this process that does one thing and ends.

It shares what this process has imported: four such processes cost neither the time nor the memory of four starts.
multiprocessing would do, were it not that its join() also waits for what the fork itself leaves behind.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress


class Fork:
    """A forked process that calls `task`, as its parent sees it."""

    def __init__(self, task: Callable[[], object]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self._ended = False
        self.pid = os.fork()
        if self.pid == 0:
            os._exit(_exit_code_of(task))

    def has_ended(self) -> bool:
        """Tell whether the process has ended."""
        if not self._ended:
            self._ended = os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
        return self._ended

    def ends_within(self, seconds: float) -> bool:
        """Wait that long at most for the process's end; tell whether it came."""
        end = time.monotonic() + seconds
        while not self.has_ended():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        if not self.has_ended():
            os.kill(self.pid, number)


def _exit_code_of(task: Callable[[], object]) -> int:
    """Call the task in the child and return its exit code; nothing of the parent's own ending may run there."""
    code = 1
    try:
        task()
        code = 0
    except SystemExit as wish:
        code = wish.code if isinstance(wish.code, int) else int(wish.code is not None)
        if isinstance(wish.code, str):
            sys.stderr.write(f"{wish.code}\n")
    except BaseException:
        traceback.print_exc()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    return code
