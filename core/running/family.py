"""Run the children of one command: start, wait until they serve, announce, watch, stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from core.running.errors import RunError
from core.running.mark import GRACE, Mark, made_mark
from core.running.member import Child, Member
from core.running.terminal import terminal_is_closed
from core.servers import ends_with_parent, serving
from core.settings import PROJECT, Settings

__all__ = ["Child", "run_family"]

#: How long the children may take before the family serves.
_PATIENCE = 90.0

#: How often the children are looked at.
_PAUSE = 0.2

#: Signals within so many seconds are one wish.
_ONE_WISH = 1.0


def run_family(
    children: Sequence[Child],
    ready: Callable[[], bool],
    announce: str,
    settings: Settings,
    *,
    say: Callable[[str], None] | None = None,
) -> int:
    """Run `children` until a signal asks for the end; returns the exit code of the command.

    They are started in the order given and stopped in the reverse order. Once `ready` says yes, `announce` is said.
    A child that dies before that ends the run; one that dies later is started again after a pause, at most four times
    in ten minutes. SIGINT, SIGTERM, SIGHUP and a closed terminal stop the family in order, a second signal at once; if
    this process is killed, its guard stops the family. `settings` have all addresses filled: call it inside servers().
    `say` prints a line (by default on standard output).
    Raises RunError, one sentence, when the family cannot start or cannot go on; everything has been stopped then.
    """
    tell = _careful(say or _print)
    log = settings.data / "log"
    log.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _listening() as asked, made_mark() as mark, _guarded(mark, settings):
        members = [Member(child, log, mark) for child in children]
        try:
            _start(members, ready, tell, asked)
            if not asked:
                tell(announce)
            _watch(members, settings, tell, asked)
        finally:
            _stop(members, tell, asked)
    return 0


def _start(members: list[Member], ready: Callable[[], bool], tell: Callable[[str], None], asked: list[float]) -> None:
    tell(f"Starting {', '.join(member.child.name for member in members)}...")
    for member in members:
        try:
            member.start()
        except OSError as error:
            raise RunError(f"{member.child.name} cannot be started ({error.strerror}): run make install.") from error
    begin = time.monotonic()
    next_word = begin + 5
    while not _is_over(asked) and not ready():
        for member in members:
            if member.has_died():
                raise RunError(_ended(member, "could not start") + " correct the cause and start again.")
        now = time.monotonic()
        if now > begin + _PATIENCE:
            raise RunError(f"Liaison does not answer after {_PATIENCE:.0f} s: see the logs in {members[0].log.parent}.")
        if now > next_word:
            tell("Still starting...")
            next_word += 5
        time.sleep(0.05)


def _watch(members: list[Member], settings: Settings, tell: Callable[[str], None], asked: list[float]) -> None:
    while not _is_over(asked):
        if not serving(settings):
            raise RunError(
                f"The database or queue server ended: see the logs in {settings.data / 'log'}, then start again."
            )
        for member in members:
            if member.has_died():
                _mourn(member, tell)
            member.revive()
        time.sleep(_PAUSE)


def _mourn(member: Member, tell: Callable[[str], None]) -> None:
    pause = member.bury()
    if pause is None:
        raise RunError(_ended(member, "ends again and again") + " correct the cause and start again.")
    tell(_ended(member, "ended") + f" it is started again in {pause:.0f} s.")


def _ended(member: Member, what: str) -> str:
    return f"{member.child.name} {what}{member.last_words()}: see {member.log};"


def _stop(members: list[Member], tell: Callable[[str], None], asked: list[float]) -> None:
    tell("Stopping...")
    for member in reversed(members):
        member.stop(hurry=lambda: len(asked) > 1)


def _is_over(asked: list[float]) -> bool:
    if not asked and terminal_is_closed():
        asked.append(time.monotonic())
    return bool(asked)


@contextmanager
def _listening() -> Iterator[list[float]]:
    """Collect the moments at which the end was asked for, for the length of the block; a second one means: at once."""
    asked: list[float] = []

    def note(number: int, _frame: FrameType | None) -> None:
        # A closed terminal is told by the shell and by the kernel, a SIGTERM by make and its sender: that is one wish.
        now = time.monotonic()
        if not asked or (number != signal.SIGHUP and now > asked[0] + _ONE_WISH):
            asked.append(now)

    before = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Who starts it with nohup wants the closed terminal to be ignored.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, note)
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _guarded(mark: Mark, settings: Settings) -> Iterator[None]:
    """Keep a guard beside the family, and wait for it at the end: it clears what the children left behind."""
    follow = ends_with_parent(signal.SIGTERM)

    def prepare() -> None:
        # The signal waits until the guard is awake, instead of ending it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        follow()

    guard = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "core.running.guard", mark.name, str(settings.data)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=PROJECT,
        start_new_session=True,
        preexec_fn=prepare,  # noqa: PLW1509 - commands have one thread.
    )
    try:
        yield
    finally:
        guard.terminate()
        with suppress(subprocess.TimeoutExpired):
            guard.wait(GRACE + 5)


def _careful(say: Callable[[str], None]) -> Callable[[str], None]:
    """A line that nobody can read any more, because the terminal was closed, must not end the run."""

    def tell(line: str) -> None:
        with suppress(OSError, ValueError):
            say(line)

    return tell


def _print(line: str) -> None:
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        # Nobody reads any more; what is left in the buffer must not spoil the exit code at the end.
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
