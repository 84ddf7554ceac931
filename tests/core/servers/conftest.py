from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from core.settings import PROJECT
from tests.core.servers.ground import AS_ROOT, HOLDER, Holder, Runner, Start, ordinary_user, processes
from tests.waiting import until


@pytest.fixture(params=["oneself", "an ordinary user"])
def runner(request: pytest.FixtureRequest) -> Runner:
    if request.param == "oneself":
        return Runner(sys.executable, {"PYTHONPATH": str(PROJECT)})
    if not AS_ROOT:
        pytest.skip("only root can become somebody else")
    return ordinary_user()


@pytest.fixture
def stranger() -> Runner:
    """Somebody who is not the one that runs the tests."""
    if not AS_ROOT:
        pytest.skip("only root can become somebody else")
    return ordinary_user()


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that any account can reach, which pytest's own temporary folder is not; all of it goes away."""
    above = Path(tempfile.mkdtemp(prefix="liaison-test-", dir="/tmp"))
    above.chmod(0o755)
    place = above / "data"
    place.mkdir()
    yield place
    for process in processes(place):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until(lambda: not processes(place))
    shutil.rmtree(above, ignore_errors=True)


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    """Start a command that holds the servers of `data`, as the given runner."""
    started: list[Holder] = []

    def run(runner: Runner | None = None, folder: Path = data, *, fast: bool = True) -> Holder:
        who = runner or Runner(sys.executable, {"PYTHONPATH": str(PROJECT)})
        if who.account:
            os.chown(folder, who.account["user"], who.account["group"])
        process = subprocess.Popen(
            [who.python, str(HOLDER), *(["--fast"] if fast else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env={**who.environment, "PATH": "/usr/bin:/bin", "LIAISON_DATA": str(folder)},
            **who.account,
        )
        started.append(Holder(process))
        return started[-1]

    yield run
    for holder in started:
        holder.kill()
        assert holder.process.stdin
        assert holder.process.stdout
        with suppress(OSError):
            holder.process.stdin.close()
        holder.process.stdout.close()
