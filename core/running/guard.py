"""The last to leave: `python -m core.running.guard MARK DATA` ends whatever of a family outlives its parent.

The kernel sends it SIGTERM when the parent ends, even by kill -9; the parent sends the same at an ordinary end.
Then every process that carries the family's mark in its environment is asked to end, and after a while made to: a
worker's job runs in a session of its own, where neither the terminal nor its group would reach it. Meanwhile the
servers are held, so that what is being written can be finished.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from core.running.mark import GRACE, VARIABLE
from core.servers import held


def main(mark: str, data: str) -> int:
    """Wait for the parent's end, then end what carries `mark`; returns the exit code."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with held(Path(data)):
        signal.sigwait({signal.SIGTERM})
        end_marked(mark, GRACE)
    return 0


def end_marked(mark: str, grace: float) -> None:
    """Ask every process with the mark to end, and kill those that are still there after `grace` seconds."""
    end = time.monotonic() + grace
    _signal_all(mark, signal.SIGTERM)
    while marked(mark):
        if time.monotonic() > end:
            _signal_all(mark, signal.SIGKILL)
        time.sleep(0.1)


def marked(mark: str) -> list[int]:
    """Return the processes that carry the mark; one that has ended and only waits to be counted has none."""
    mine = {os.getpid(), os.getppid()}
    found = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _carries(entry, mark)]
    return [process for process in found if process not in mine]


def _carries(entry: Path, mark: str) -> bool:
    with suppress(OSError):  # It has ended, or is somebody else's.
        if f"{VARIABLE}={mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
            return True
        return any(_leads_to(link, mark) for link in (entry / "fd").iterdir())
    return False


def _leads_to(link: Path, mark: str) -> bool:
    with suppress(OSError):  # Closed in the meantime.
        return str(link.readlink()) == mark
    return False


def _signal_all(mark: str, number: signal.Signals) -> None:
    for process in marked(mark):
        with suppress(ProcessLookupError):
            os.kill(process, number)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
