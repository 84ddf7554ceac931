"""The family of processes: complete before it is announced, mended while it runs, and gone however it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from core.running import Child, RunError, check_port, web_answers
from core.running.guard import marked
from core.running.mark import VARIABLE, Mark
from core.running.member import Member
from core.settings import PROJECT, Settings
from tests.core.servers.ground import processes
from tests.ports import free_port
from tests.waiting import PATIENCE, join, until

FAMILY = Path(__file__).parent / "family.py"


class Run:
    """A running command with its family."""

    def __init__(self, data: Path, *wishes: str) -> None:
        self.data, self.port = data, free_port()
        self.process = subprocess.Popen(
            [sys.executable, FAMILY, str(self.port), *wishes],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin", "LIAISON_DATA": str(data)},
        )

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def rest(self) -> list[str]:
        assert self.process.stdout
        return self.process.stdout.read().splitlines()

    def child(self, name: str) -> int:
        return int((self.data / f"{name}.pid").read_text())

    def mark(self) -> str:
        words = Path(f"/proc/{self.child('mail')}/environ").read_bytes().split(b"\0")
        return next(word.decode().split("=")[1] for word in words if word.startswith(f"{VARIABLE}=".encode()))

    def ends(self) -> list[str]:
        path = self.data / "ends"
        return path.read_text().split() if path.exists() else []


@pytest.fixture
def run(data: Path) -> Iterator[Run]:
    begun = Run(data)
    yield begun
    finish(begun)


@pytest.fixture
def run_with_servers(data: Path) -> Iterator[Run]:
    begun = Run(data, "servers")
    yield begun
    finish(begun)


def finish(run: Run) -> None:
    with suppress(ProcessLookupError):
        run.process.kill()
    run.process.wait()
    assert run.process.stdout
    run.process.stdout.close()


def announced(run: Run) -> str:
    assert (run.line(), run.line()) == ("Starting mail, worker, relay, web...", "Open it.")
    return run.mark()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_children_in_order(run: Run, number: signal.Signals) -> None:
    mark = announced(run)
    assert len(marked(mark)) == 7  # The command, its four children, and the jobs of two.
    assert web_answers(Settings(data=run.data, port=run.port))
    run.process.send_signal(number)
    assert (run.process.wait(PATIENCE), run.rest()) == (0, ["Stopping..."])
    assert run.ends()[:3] == ["relay", "worker", "mail"]
    assert marked(mark) == []


def test_the_same_wish_told_twice_is_still_granted_in_order(run: Run) -> None:
    mark = announced(run)
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGHUP):
        run.process.send_signal(number)
    assert run.process.wait(PATIENCE) == 0
    assert (run.ends()[:3], marked(mark)) == (["relay", "worker", "mail"], [])


def test_a_second_wish_is_granted_at_once(tmp_path: Path) -> None:
    deaf = [sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); print(1); signal.pause()"]
    member = Member(Child("deaf", deaf, grace=10 * PATIENCE), tmp_path, Mark("mark", 2))
    member.start()
    until(lambda: (tmp_path / "deaf.log").exists() and (tmp_path / "deaf.log").read_text() == "1\n")
    stopping = Thread(target=member.stop, kwargs={"hurry": lambda: True})
    stopping.start()
    join(stopping)  # Long before its grace is over.
    assert member.has_died()


def test_a_closed_terminal_stops_the_family_though_nothing_can_be_said(run: Run) -> None:
    mark = announced(run)
    assert run.process.stdout
    run.process.stdout.close()
    run.process.send_signal(signal.SIGHUP)
    assert run.process.wait(PATIENCE) == 0
    assert (run.ends()[:3], marked(mark)) == (["relay", "worker", "mail"], [])


def test_a_closed_terminal_stops_the_family_though_the_signal_stays_with_make(data: Path) -> None:
    # Like make, the first process of the terminal catches the signal and waits for its child.
    first = (
        "import signal, subprocess, sys; signal.signal(signal.SIGHUP, lambda *_: None); subprocess.run(sys.argv[1:])"
    )
    ours, theirs = os.openpty()
    leader = subprocess.Popen(
        ["setsid", "--ctty", sys.executable, "-c", first, sys.executable, str(FAMILY), str(free_port())],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin", "LIAISON_DATA": str(data)},
    )
    os.close(theirs)
    said = b""
    while b"Open it." not in said:
        said += os.read(ours, 1000)
    os.close(ours)
    leader.wait(PATIENCE)
    assert (data / "ends").read_text().split()[:3] == ["relay", "worker", "mail"]


def test_killing_the_parent_leaves_no_process_and_no_server(run_with_servers: Run) -> None:
    run = run_with_servers
    mark = announced(run)
    assert len(processes(run.data)) >= 3
    run.process.kill()
    until(lambda: marked(mark) == [])
    until(lambda: processes(run.data) == [])
    assert sorted(set(run.ends())) == ["mail", "relay", "worker"]


def test_the_servers_end_with_the_family(run_with_servers: Run) -> None:
    announced(run_with_servers)
    run_with_servers.process.send_signal(signal.SIGINT)
    assert run_with_servers.process.wait(PATIENCE) == 0
    assert processes(run_with_servers.data) == []


def test_a_server_that_ends_stops_the_family_with_one_sentence(run_with_servers: Run) -> None:
    mark = announced(run_with_servers)
    os.kill(int((run_with_servers.data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    log = run_with_servers.data / "log"
    assert run_with_servers.rest() == [
        "Stopping...",
        f"sentence: The database or queue server ended: see the logs in {log}, then start again.",
    ]
    assert (run_with_servers.process.wait(PATIENCE), marked(mark)) == (1, [])


def test_a_child_that_dies_is_started_again(run: Run) -> None:
    announced(run)
    first = run.child("relay")
    os.kill(first, signal.SIGKILL)
    assert run.line() == f"relay ended: see {run.data / 'log' / 'relay.log'}; it is started again in 1 s."
    until(lambda: run.child("relay") != first)
    assert Path(f"/proc/{run.child('relay')}").exists()


def test_a_child_that_cannot_start_ends_the_run_with_its_last_words(data: Path) -> None:
    run = Run(data, "broken")
    try:
        assert run.rest() == [
            "Starting mail, worker, relay, web...",
            "Stopping...",
            f"sentence: web could not start (no such setting): see {data / 'log' / 'web.log'}; "
            "correct the cause and start again.",
        ]
        assert run.process.wait(PATIENCE) == 1
    finally:
        finish(run)


def test_a_child_that_dies_again_and_again_is_given_up(tmp_path: Path) -> None:
    member = Member(Child("web", ["true"]), tmp_path, Mark("mark", 2))
    assert [member.bury() for _ in range(5)] == [1.0, 2.0, 4.0, 8.0, None]


def test_a_long_log_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "mail-sink.log").write_bytes(b"x" * 10_000_001)
    member = Member(Child("mail sink", ["echo", "begun"]), tmp_path, Mark("mark", 2))
    member.start()
    until(member.has_died)
    assert (tmp_path / "mail-sink.log").read_text() == "begun\n"
    assert (tmp_path / "mail-sink.log.1").stat().st_size == 10_000_001
    assert member.last_words() == " (begun)"


def test_a_taken_port_is_said_before_anything_starts(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        with pytest.raises(RunError) as caught:
            check_port(Settings(data=data, port=port))
        pattern = (
            rf"Another program listens on port {port} of 127\.0\.0\.1: end it, "
            r"or choose another port with LIAISON_PORT=(\d+) make run\."
        )
        said = re.fullmatch(pattern, str(caught.value))
        assert said
        check_port(Settings(data=data, port=int(said[1])))
    assert list(data.iterdir()) == []


def test_a_host_that_is_not_of_this_machine_is_said(data: Path) -> None:
    with pytest.raises(RunError) as caught:
        check_port(Settings(data=data, host="192.0.2.1", port=8000))
    assert str(caught.value) == (
        "This machine cannot listen on port 8000 of 192.0.2.1: correct LIAISON_HOST, for instance to 127.0.0.1."
    )


def test_a_web_server_that_is_not_there_does_not_answer(data: Path) -> None:
    assert web_answers(Settings(data=data, port=free_port())) is False
