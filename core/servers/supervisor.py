"""The small process that owns both servers of a data folder: `python -m core.servers.supervisor DATA ...`.

It is detached from the command that starts it. Each command holds the lock in-use in common; this process stops the
servers when it can take that lock alone, which the kernel allows once the last command has ended, however it ended.
It restarts nothing: when a server dies, it stops the other, writes why, and ends.

On its standard output it says `ready`, or `failed` and a sentence, or `busy` when another one is at work.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType

from core.servers import postgres, valkey
from core.servers.account import account_for, make_way
from core.servers.diagnosis import from_os_error
from core.servers.errors import ServerError
from core.servers.folder import Folder, make_passwords, make_sockets_folder
from core.servers.locks import Lock, opened, within

_PAUSE = 0.25
_log = logging.getLogger("supervisor")

Running = dict[str, "subprocess.Popen[bytes]"]


def main(arguments: list[str]) -> int:
    """Own the servers of one data folder until no command needs them; returns the exit code."""
    parser = argparse.ArgumentParser(prog="core.servers.supervisor")
    parser.add_argument("data", type=Path)
    parser.add_argument("kinds", nargs="+", choices=("postgres", "valkey"))
    parser.add_argument("--fast", action="store_true")
    asked = parser.parse_args(arguments)
    _detach()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    folder = Folder(asked.data)
    try:
        return _own(folder, asked.kinds, fast=asked.fast)
    except ServerError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(str(from_os_error(error, folder.data)))


def _own(folder: Folder, kinds: list[str], *, fast: bool) -> int:
    # The servers inherit the first lock: if this process is killed, the next one waits until they have ended too.
    with opened(folder.served, inherited=True) as served, opened(folder.supervisor) as alive:
        if not within(1, served.alone) or not within(1, alive.alone):
            _say("busy")
            return 0
        alive.write("starting")
        signal.signal(signal.SIGTERM, _leave)
        with ExitStack() as stack:
            running = _start(folder, kinds, served, stack, fast=fast)
            alive.write(f"ready {' '.join(kinds)}")
            _log.info("ready: %s (process %s)", ", ".join(kinds), os.getpid())
            _say("ready")
            return _watch(folder, running)


def _start(folder: Folder, kinds: list[str], lock: Lock, stack: ExitStack, *, fast: bool) -> Running:
    """Start the servers; `stack` stops those that came up, whatever happens next."""
    account = account_for(folder.data)
    make_way(account, folder.data)
    passwords = make_passwords(folder)
    make_sockets_folder(folder.sockets(account), account)
    running: Running = {}
    if "postgres" in kinds:
        postgres.prepare(folder, account, passwords, fast=fast)
        running["PostgreSQL"] = postgres.start(folder, account, fast=fast, keeps=lock.fileno())
        stack.callback(postgres.stop, running["PostgreSQL"])
    if "valkey" in kinds:
        running["Valkey"] = valkey.start(folder, account, passwords.valkey, fast=fast, keeps=lock.fileno())
        stack.callback(valkey.stop, running["Valkey"])
    return running


def _watch(folder: Folder, running: Running) -> int:
    with opened(folder.in_use) as lock:
        while not lock.alone():
            for name, server in running.items():
                if server.poll() is not None:
                    _log.error("%s ended by itself (code %s); its log tells why", name, server.returncode)
                    return 1
            time.sleep(_PAUSE)
        _log.info("nobody needs the servers any more: stopping")
        # The lock is kept while they stop, so that a command that comes now waits for an end and then starts anew.
        for name, server in running.items():
            (postgres.stop if name == "PostgreSQL" else valkey.stop)(server)
    return 0


def _detach() -> None:
    """Become a process of its own: no terminal, no parent to wait for it, no signal meant for the command."""
    if os.fork():
        os._exit(0)
    os.setsid()


def _leave(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # Once is enough: what follows is the stopping.
    raise ServerError("the supervisor was asked to end")


def _say(words: str) -> None:
    with suppress(OSError):  # The command may have ended in the meantime.
        os.write(1, f"{words}\n".encode())
    # The command reads until the end: the way to it is closed.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _fail(sentence: str) -> int:
    _log.error("%s", sentence)
    _say(f"failed {sentence}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
