"""What is said when a server cannot be used: one sentence, with the remedy, and never a password."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.servers import ServerError, servers
from core.servers.account import account_for
from core.servers.binaries import missing_library
from core.servers.diagnosis import from_os_error, from_words
from core.servers.folder import Folder, make_passwords
from core.servers.locks import Lock, is_free, opened
from core.servers.postgres import prepare
from core.settings import PROJECT, Settings

PLACE, LOG = Path("/srv/liaison"), Path("/srv/liaison/log/postgres.log")
FULL = (
    "The disk that holds /srv/liaison is full: free some hundred megabytes there, or set LIAISON_DATA to a folder "
    "on another disk; nothing that was saved is lost."
)


def refused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def sentence(settings: Settings) -> str:
    with pytest.raises(ServerError) as caught, servers(settings):
        pass
    return str(caught.value)


def test_a_given_database_that_does_not_answer(tmp_path: Path) -> None:
    address = f"postgresql+psycopg://web:hidden@127.0.0.1:{refused_port()}/liaison"
    said = sentence(Settings(data=tmp_path, database_url=address, database_owner_url=address, redis_url="redis://x"))
    assert said == (
        f"DATABASE_OWNER_URL: {address.split('@')[1]} does not let us in (Connection refused): "
        "start it or correct the address."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_given_queue_that_does_not_answer(tmp_path: Path) -> None:
    port = refused_port()
    said = sentence(Settings(data=tmp_path, redis_url=f"redis://:hidden@127.0.0.1:{port}/0"))
    assert said == (
        f"REDIS_URL: 127.0.0.1:{port}/0 does not answer (Error 111 connecting to 127.0.0.1:{port}. "
        "Connection refused): start it or correct the address."
    )


def test_the_words_of_a_server_without_room() -> None:
    words = 'FATAL:  could not write lock file "postmaster.pid": No space left on device\n'
    assert str(from_words("PostgreSQL", words, PLACE, LOG)) == FULL
    assert str(from_os_error(OSError(errno.ENOSPC, "No space left on device"), PLACE)) == FULL
    assert str(from_os_error(OSError(errno.EDQUOT, "Disk quota exceeded"), PLACE)) == FULL


def test_a_first_start_without_room_begins_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 0))
    folder = Folder(tmp_path)
    with pytest.raises(ServerError, match="is full: free some hundred megabytes"):
        prepare(folder, account_for(tmp_path), make_passwords(folder), fast=True)
    assert [path.name for path in tmp_path.iterdir()] == ["passwords.json"]


@pytest.fixture
def small_disk(data: Path) -> Iterator[Path]:
    """A disk of its own, large enough for the first start to begin and too small for it to end."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", data], check=False, capture_output=True)
    if done.returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    yield data
    subprocess.run(["umount", "--lazy", data], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_that_fills_up(small_disk: Path) -> None:
    (small_disk / "filling").write_bytes(b"\0" * 4_000_000)
    settings = Settings(data=small_disk)
    with servers(settings, until_stopped=True):
        pass
    room = shutil.disk_usage(small_disk).free
    with (small_disk / "filling").open("ab") as filling:
        filling.write(b"\0" * room)
    said = sentence(settings)
    assert said == FULL.replace(str(PLACE), str(small_disk))
    (small_disk / "filling").unlink()
    with servers(settings, until_stopped=True) as filled:
        assert filled.database_url


def test_the_words_of_a_program_without_its_library() -> None:
    words = "postgres: error while loading shared libraries: libz.so.1: cannot open shared object file: No such file"
    assert missing_library(words) == (
        "The library libz.so.1, which the servers need, is missing on this machine: apt-get install zlib1g."
    )
    assert missing_library("error while loading shared libraries: libodd.so.3: cannot open") == (
        "The library libodd.so.3, which the servers need, is missing on this machine: "
        "install the Debian package that holds libodd.so.3."
    )


def test_the_words_of_a_server_that_says_something_else() -> None:
    assert str(from_words("Valkey", "first\n# Bad directive\n", PLACE, LOG)) == (
        f"Valkey could not start (# Bad directive): see {LOG}, correct the cause and start again."
    )


def test_a_child_made_by_fork_does_not_keep_the_lock(tmp_path: Path) -> None:
    program = """
import os, signal, sys
from pathlib import Path
from core.servers.locks import Lock
lock = Lock(Path(sys.argv[1]))
lock.alone()
if os.fork() == 0:
    print("born", flush=True)
    signal.pause()
sys.stdin.readline()
"""
    path = tmp_path / "a.lock"
    parent = subprocess.Popen(
        [sys.executable, "-c", program, path],
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
    )
    assert parent.stdin
    assert parent.stdout
    try:
        assert (parent.stdout.readline(), is_free(path)) == (b"born\n", False)
        parent.stdin.close()
        parent.wait()
        assert is_free(path)
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        parent.stdout.close()


def test_a_lock_held_alone_is_not_free_and_is_freed_by_closing(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    lock, other = Lock(path), Lock(path)
    assert (lock.share(), other.share(), lock.alone(), is_free(path)) == (True, True, False, True)
    other.close()
    assert (lock.alone(), is_free(path)) == (True, False)
    lock.close()
    with opened(path) as third:
        assert (third.alone(), is_free(path)) == (True, False)
