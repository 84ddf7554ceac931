"""What the tests of servers stand on: who runs a command, the command itself, and who is still alive."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from core.settings import PROJECT

HOLDER = Path(__file__).parent / "holder.py"
AS_ROOT = os.geteuid() == 0


def processes(data: Path) -> list[int]:
    """The supervisor and the servers of a data folder, known by the lock that they hold as long as they live."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if entry.name.isdigit() and any(
                is_link_to(link, data / "served.lock") for link in (entry / "fd").iterdir()
            ):
                found.append(int(entry.name))
    return found


def is_link_to(link: Path, target: Path) -> bool:
    return link.readlink() == target


def supervisor_of(data: Path) -> int:
    def is_one(process: int) -> bool:
        return b"core.servers.supervisor" in Path(f"/proc/{process}/cmdline").read_bytes()

    return next(filter(is_one, processes(data)))


@dataclass(frozen=True)
class Runner:
    """Somebody who runs commands: a Python, the account, and the environment that lets it find the project."""

    python: str
    environment: Mapping[str, str]
    account: dict[str, Any] = field(default_factory=dict)
    uid: int = field(default_factory=os.geteuid)


@dataclass
class Holder:
    process: subprocess.Popen[str]

    def answer(self) -> dict[str, str]:
        assert self.process.stdout
        words: dict[str, str] = json.loads(self.process.stdout.readline() or '{"error": "no answer"}')
        return words

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def leave(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait()


Start = Callable[..., Holder]


def ordinary_user() -> Runner:
    """Root's tests play an ordinary user too, with the system's Python when root's own lies in a closed folder."""
    nobody = pwd.getpwnam("nobody")
    account: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    environment = {"PYTHONPATH": f"{PROJECT}:{sysconfig.get_path('purelib')}", "PYTHONDONTWRITEBYTECODE": "1"}
    for python in (sys.executable, "/usr/bin/python3"):
        question = [python, "-c", "import sys, core.servers, psycopg; print(sys.version_info[:2])"]
        try:
            said = subprocess.run(
                question, capture_output=True, text=True, check=False, env=environment, cwd="/", **account
            )
        except OSError:
            continue
        if said.stdout.strip() == str(sys.version_info[:2]):
            return Runner(python, environment, account, nobody.pw_uid)
    pytest.skip("no Python here that an ordinary user may run with the installed libraries")
