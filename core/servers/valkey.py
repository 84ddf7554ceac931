"""The embedded Valkey (or Redis), for the queues: started and stopped."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from pathlib import Path

from core.servers.account import Account, check_reach
from core.servers.binaries import find_valkey
from core.servers.child import ends_with_parent
from core.servers.diagnosis import from_words
from core.servers.errors import ServerError
from core.servers.folder import Folder, valkey_socket
from core.servers.locks import within
from core.servers.postgres import ENVIRONMENT, PATIENCE, read_from


def start(folder: Folder, account: Account, password: str, *, fast: bool, keeps: int) -> subprocess.Popen[bytes]:
    """Start the server and return when it answers; `keeps` is the lock that it holds as long as it lives.

    Raises ServerError with what its log says when it does not come up.
    """
    program = find_valkey()
    check_reach(account, program.parent, "move Liaison to a folder open to it (such as /opt/liaison)")
    _make_folder(folder, account)
    log = folder.log / "valkey.log"
    with log.open("ab") as output:
        before = output.tell()
        server = subprocess.Popen(  # noqa: S603
            [program, "-"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=ENVIRONMENT,
            cwd="/",
            pass_fds=[keeps],
            preexec_fn=ends_with_parent(signal.SIGTERM),  # noqa: PLW1509 - the supervisor has one thread.
            **account.popen,
        )
    path = valkey_socket(folder, account)
    _hand_over(server, _configuration(folder, path, password, fast=fast))
    within(PATIENCE, lambda: server.poll() is not None or _answers(path, password))
    if server.poll() is None and _answers(path, password):
        return server
    server.kill()
    server.wait()
    raise from_words("Valkey", read_from(log, before), folder.data, log)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server, which first writes out what is left; only one that hangs is cut off."""
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _make_folder(folder: Folder, account: Account) -> None:
    if not folder.valkey.exists():
        folder.valkey.mkdir(mode=0o700)
        account.own(folder.valkey)


def _configuration(folder: Folder, path: Path, password: str, *, fast: bool) -> str:
    """The settings, handed over on standard input: an argument would show the password to everybody."""
    lines = [
        "port 0",
        f"unixsocket {_quoted(path)}",
        "unixsocketperm 700",
        f"requirepass {password}",
        "protected-mode yes",
        f"dir {_quoted(folder.valkey)}",
        f"appendonly {'no' if fast else 'yes'}",
        "appendfsync everysec",
        'save ""',
        # A queue must refuse a job rather than forget one.
        "maxmemory-policy noeviction",
        "loglevel notice",
    ]
    return "\n".join(lines) + "\n"


def _quoted(path: Path) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", str(path)) + '"'


def _hand_over(server: subprocess.Popen[bytes], words: str) -> None:
    if server.stdin is None:
        raise ServerError("Valkey could not be given its settings: start again.")
    try:
        server.stdin.write(words.encode())
        server.stdin.close()
    except BrokenPipeError:
        return  # It ended at once; its log tells why.


def _answers(path: Path, password: str) -> bool:
    """Tell whether the server has read its file and takes commands."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(200)):
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
