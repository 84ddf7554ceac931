"""One process of the family: started with its own log, restarted when it dies, stopped."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from core.running.fork import Fork
from core.running.mark import VARIABLE, Mark
from core.servers import ends_with_parent
from core.settings import PROJECT

#: A log longer than this is put aside at the next start.
_LONG_LOG = 10_000_000

#: Deaths within this many seconds count together.
_MEMORY = 600.0

#: After so many deaths it is not started again.
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the family: its name in sentences and of its log, and what it does.

    That is either a `command`, with what it adds to the environment, or a `task` called in a fork of this process,
    which must first forget the connections it inherits. `grace` is how many seconds it may take to end when asked.
    """

    name: str
    command: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    grace: float = 12.0
    task: Callable[[], object] | None = None


class Member:
    """A child and the process that plays it now."""

    def __init__(self, child: Child, log_folder: Path, mark: Mark) -> None:
        self.child = child
        self.log = log_folder / f"{child.name.replace(' ', '-')}.log"
        self._mark = mark
        self._deaths: list[float] = []
        self._start_at = 0.0
        self._process: Fork | None = None

    def start(self) -> None:
        """Start the process; what it says goes to its log."""
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > _LONG_LOG:
                self.log.rename(self.log.with_suffix(".log.1"))
        self._process = Fork(partial(_play, self.child, self.log, self._mark, os.getpid()))

    def has_died(self) -> bool:
        """Tell whether the process has ended by itself."""
        return self._process is not None and self._process.has_ended()

    def bury(self) -> float | None:
        """Note the death; return after how many seconds it is started again, or None when it has died too often."""
        now = time.monotonic()
        self._process = None
        self._deaths = [death for death in self._deaths if now - death < _MEMORY] + [now]
        if len(self._deaths) >= _ENOUGH:
            return None
        pause = float(2 ** (len(self._deaths) - 1))
        self._start_at = now + pause
        return pause

    def revive(self) -> None:
        """Start the process again once its pause is over."""
        if self._process is None and time.monotonic() >= self._start_at:
            self.start()

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Ask the process to end and wait for it; kill it when its grace is over or `hurry` says so."""
        if self._process is None:
            return
        self._process.send(signal.SIGTERM)
        end = time.monotonic() + self.child.grace
        while not self._process.ends_within(0.2):
            if hurry() or time.monotonic() > end:
                self._process.send(signal.SIGKILL)

    def last_words(self) -> str:
        """The last line of the log, in brackets, for a sentence; empty when there is none."""
        with suppress(OSError), self.log.open("rb") as lines:
            lines.seek(max(0, self.log.stat().st_size - 4000))
            said = [line.strip() for line in lines.read().decode(errors="replace").splitlines() if line.strip()]
            return f" ({said[-1][:300]})" if said else ""
        return ""


def _play(child: Child, log: Path, mark: Mark, parent: int) -> None:
    """Be the child: a session of its own, a log of its own, and an end with the parent's end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # The terminal's Ctrl-C is for the parent, which then stops its children in order.
    os.setsid()
    ends_with_parent(signal.SIGTERM, parent)()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update({**child.environment, VARIABLE: mark.name, "PYTHONUNBUFFERED": "1"})
    if child.task is not None:
        child.task()
        return
    os.chdir(PROJECT)
    os.set_inheritable(mark.descriptor, True)
    os.execvpe(child.command[0], list(child.command), os.environ)  # noqa: S606 - our own command, without a shell.
