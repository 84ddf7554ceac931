"""The embedded PostgreSQL: made once, then started and stopped."""

from __future__ import annotations

import logging
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from core.servers.account import Account, check_reach
from core.servers.binaries import Postgres, find_postgres
from core.servers.child import ends_with_parent
from core.servers.diagnosis import from_os_error, from_words, full_disk
from core.servers.folder import DATABASE, FIRST, OWNER, WEB, Folder, Passwords
from core.servers.locks import within

_log = logging.getLogger("supervisor")

#: How long a start may take; after a crash PostgreSQL first replays its journal.
PATIENCE = 300.0

#: A new database takes 40 MB and its journal grows to some hundred.
_ROOM = 150_000_000

#: Its messages are read by diagnosis.py, so they must be in English; nothing else of the caller's environment counts.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}

#: For a small machine that does other things too.
_TUNING = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # An error is told without the values of its row: they are somebody's, and a log is no place for them.
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] %u@%d ",
}

#: For a server that is thrown away after the tests.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "1d"}


def prepare(folder: Folder, account: Account, passwords: Passwords, *, fast: bool) -> None:
    """Make the database of `folder` with its two roles, unless it is there.

    All is made in a draft and renamed at the end: a start that is cut short leaves a draft, which the next removes.
    Raises ServerError when the programs are missing, may not work there, or find the disk full.
    """
    for draft in folder.data.glob("postgres.new-*"):
        shutil.rmtree(draft, ignore_errors=True)
    if folder.postgres.exists():
        return
    if shutil.disk_usage(folder.data).free < _ROOM:
        raise full_disk(folder.data)
    programs = find_postgres()
    _check_reach(programs, folder, account)
    draft = folder.data / f"postgres.new-{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    account.own(draft)
    try:
        _initdb(programs, folder, draft, account, passwords)
        _make_roles(programs, folder, draft, account, passwords)
        if not fast:
            _sync(programs, folder, draft, account)
        (draft / "data").rename(folder.postgres)
    except OSError as error:
        raise from_os_error(error, folder.data) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def start(folder: Folder, account: Account, *, fast: bool, keeps: int) -> subprocess.Popen[bytes]:
    """Start the server and return when it answers; `keeps` is the lock that it holds as long as it lives.

    Raises ServerError with what its log says when it does not come up.
    """
    programs = find_postgres(folder.postgres_version())
    _check_reach(programs, folder, account)
    log = folder.log / "postgres.log"
    with log.open("ab") as output:
        before = output.tell()
        server = subprocess.Popen(  # noqa: S603
            [programs.bin / "postgres", "-D", folder.postgres, *_options(folder, account, fast=fast)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=ENVIRONMENT,
            cwd="/",
            pass_fds=[keeps],
            preexec_fn=ends_with_parent(signal.SIGINT),  # noqa: PLW1509 - the supervisor has one thread.
            **account.popen,
        )
    within(PATIENCE, lambda: server.poll() is not None or _is_ready(folder, server.pid))
    if server.poll() is None and _is_ready(folder, server.pid):
        return server
    server.kill()
    server.wait()
    raise from_words("PostgreSQL", read_from(log, before), folder.data, log)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server: it ends its sessions and writes what is left; only one that hangs is cut off."""
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(60)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)  # No process is left behind; the next start replays the journal.
        server.wait()


def read_from(log: Path, position: int) -> str:
    """Return what was written to `log` after `position`."""
    with log.open("rb") as lines:
        lines.seek(position)
        return lines.read(100_000).decode(errors="replace")


def _check_reach(programs: Postgres, folder: Folder, account: Account) -> None:
    move = "move Liaison to a folder open to it (such as /opt/liaison), or run as an ordinary user"
    check_reach(account, programs.bin, move)
    check_reach(account, folder.data, "set LIAISON_DATA to a folder open to it (such as /var/lib/liaison)")


def _initdb(programs: Postgres, folder: Folder, draft: Path, account: Account, passwords: Passwords) -> None:
    pwfile = draft / "password"
    pwfile.touch(mode=0o600)
    pwfile.write_text(passwords.first)
    account.own(pwfile)
    options = ["--username", FIRST, "--pwfile", str(pwfile), "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"]
    # The same order of letters on every machine; the builtin provider exists from 17 on.
    locale = ["--locale=C.UTF-8", "--lc-messages=C"]
    if programs.version >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(programs.bin / "initdb", ["-D", str(draft / "data"), *options, *locale], account, folder)


def _make_roles(programs: Postgres, folder: Folder, draft: Path, account: Account, passwords: Passwords) -> None:
    """Make roles and database before the server is ever reachable, so that a complete folder has them."""
    statements = [
        f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '{passwords.owner}'",
        f"CREATE ROLE {WEB} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '{passwords.web}'",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
    ]
    options = ["--single", "-D", str(draft / "data"), "-c", "exit_on_error=on", "-c", "fsync=off", FIRST]
    _run(programs.bin / "postgres", options, account, folder, "\n".join(statements) + "\n")


def _sync(programs: Postgres, folder: Folder, draft: Path, account: Account) -> None:
    """Bring all of it to the disk in one pass: the new name must not be there before the bytes."""
    _run(programs.bin / "initdb", ["--sync-only", "-D", str(draft / "data")], account, folder)


def _run(program: Path, options: list[str], account: Account, folder: Folder, words: str = "") -> None:
    """Run one of PostgreSQL's programs to its end, or raise ServerError with what it said."""
    done = subprocess.run(  # noqa: S603
        [program, *options],
        input=words,
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=ENVIRONMENT,
        cwd="/",
        preexec_fn=ends_with_parent(signal.SIGTERM),
        **account.popen,
    )
    if done.returncode != 0:
        _log.error("%s %s said: %s", program.name, " ".join(options), done.stdout)
        raise from_words("PostgreSQL", done.stdout, folder.data, folder.log / "supervisor.log")


def _options(folder: Folder, account: Account, *, fast: bool) -> list[str]:
    # The setting is a list: quotes keep a comma in the path from dividing it.
    sockets = '"' + str(folder.sockets(account)).replace('"', '""') + '"'
    settings = {**_TUNING, **(_FAST if fast else {}), "unix_socket_directories": sockets}
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _is_ready(folder: Folder, pid: int) -> bool:
    """Read the state that the server keeps in its own file, as pg_ctl does: no session and no password needed."""
    try:
        lines = (folder.postgres / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"
