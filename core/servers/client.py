"""What a command does to have its servers: use the given ones, start the others, leave them when it ends."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from core.servers.account import account_for
from core.servers.diagnosis import from_os_error
from core.servers.errors import ServerError
from core.servers.folder import OWNER, WEB, Folder, database_url, like_folder, read_passwords, redis_url
from core.servers.given import check_given
from core.servers.locks import Lock, is_free, opened, within
from core.servers.postgres import PATIENCE
from core.settings import PROJECT, Settings

#: How long servers that stop may take before a command gives up waiting for them.
_STOPPING = 90.0


@contextmanager
def servers(
    settings: Settings, *, fast: bool = False, until_stopped: bool = False, say: Callable[[str], None] | None = None
) -> Iterator[Settings]:
    """Yield `settings` with their addresses filled: the given ones, else those of the data folder's servers.

    A given database has the owner's address only if that is given too.

    Commands that run at the same time share the servers of a data folder; these stop once the last one has left,
    even if it was killed. With `fast`, they are for throw-away tests and may lose everything in a crash. With
    `until_stopped` (or `fast`), leaving the block waits until they have stopped, unless another command needs them.
    `say` receives a line when something takes longer than a moment.
    Raises ServerError, one sentence with the remedy, when a given server does not answer or one cannot be started.
    """
    check_given(settings)
    kinds = _missing(settings)
    if not kinds:
        yield settings
        return
    folder = Folder(settings.data)
    try:
        with held(settings.data) as hold:
            _ensure(folder, kinds, fast=fast, say=say or _silence)
            yield _filled(settings, folder)
            hold.close()
            if fast or until_stopped:
                _wait_for_end(folder)
    except OSError as error:
        if _is_ours(error, settings.data):
            raise from_os_error(error, settings.data) from error
        raise


def serving(settings: Settings) -> bool:
    """Tell whether the servers that `settings`, as servers() filled them, take from the data folder are still there.

    Given servers are not asked: whoever runs those restarts them, and connections come back by themselves.
    """
    folder = Folder(settings.data)
    sockets = folder.sockets(account_for(folder.data))
    embedded = any(str(sockets) in unquote(url or "") for url in (settings.database_url, settings.redis_url))
    return not embedded or _state(folder)[0] == "ready"


@contextmanager
def held(data: Path) -> Iterator[Lock]:
    """Keep the servers of the folder `data` from stopping; those that are just stopping are waited for.

    Raises ServerError when they do not stop.
    """
    folder = Folder(data)
    data.mkdir(parents=True, exist_ok=True)
    if not folder.log.exists():
        folder.log.mkdir(mode=0o700, exist_ok=True)
        like_folder(folder.log, data)
    with opened(folder.in_use) as lock:
        if not within(_STOPPING, lock.share):
            raise ServerError(f"The servers of {data} do not stop: see {folder.log}, or restart the machine.")
        yield lock


def _missing(settings: Settings) -> list[str]:
    kinds = []
    if settings.database_url is None:
        kinds.append("postgres")
    if settings.redis_url is None:
        kinds.append("valkey")
    return kinds


def _ensure(folder: Folder, kinds: list[str], *, fast: bool, say: Callable[[str], None]) -> None:
    """Return when the servers `kinds` answer, started by this command or by another."""
    end = time.monotonic() + PATIENCE
    if not folder.postgres.exists() and "postgres" in kinds:
        say("Preparing the database (once)...")
    while time.monotonic() < end:
        state, running = _state(folder)
        if state == "ready":
            return _check_kinds(folder, kinds, running)
        if is_free(folder.served):
            answer = _start_supervisor(folder, kinds, fast=fast, patience=end - time.monotonic())
            if answer.startswith("failed "):
                raise ServerError(answer.removeprefix("failed "))
            if answer not in ("ready", "busy"):
                raise ServerError(
                    f"The servers ended without a word: see {folder.log / 'supervisor.log'} and start again."
                )
        else:
            time.sleep(0.05)
    raise ServerError(f"The servers of {folder.data} are not ready after {PATIENCE:.0f} s: see {folder.log}.")


def _check_kinds(folder: Folder, kinds: list[str], running: list[str]) -> None:
    if not set(kinds) <= set(running):
        raise ServerError(
            f"Another command uses {folder.data} with a server of its own: end it first, or give both commands the "
            "same DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL."
        )


def _state(folder: Folder) -> tuple[str, list[str]]:
    """Return what the supervisor last wrote of itself, as long as it is alive: its state and its servers."""
    if is_free(folder.supervisor):
        return "none", []
    state, *running = folder.supervisor.read_text().split() or ["starting"]
    return state, running


def _start_supervisor(folder: Folder, kinds: list[str], *, fast: bool, patience: float) -> str:
    """Start a supervisor and return its answer."""
    command = [sys.executable, "-m", "core.servers.supervisor", str(folder.data), *kinds, *(["--fast"] if fast else [])]
    with (folder.log / "supervisor.log").open("ab") as log:
        starter = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, cwd=PROJECT
        )
    with starter:
        if starter.stdout is None:
            return ""
        return _read_answer(starter.stdout.fileno(), patience)


def _read_answer(source: int, patience: float) -> str:
    """Read until the supervisor closes its side, for `patience` seconds at most."""
    end = time.monotonic() + patience
    words = b""
    while (left := end - time.monotonic()) > 0 and select.select([source], [], [], left)[0]:
        part = os.read(source, 4096)
        if not part:
            break
        words += part
    return words.decode().strip()


def _filled(settings: Settings, folder: Folder) -> Settings:
    account = account_for(folder.data)
    passwords = read_passwords(folder)
    filled = replace(settings, redis_url=settings.redis_url or redis_url(folder, account, passwords.valkey))
    if settings.database_url is not None:
        return filled
    return replace(
        filled,
        database_url=database_url(folder, account, WEB, passwords.web),
        database_owner_url=database_url(folder, account, OWNER, passwords.owner),
    )


def _wait_for_end(folder: Folder) -> None:
    """Wait until the servers have stopped; return at once when it shows that another command holds them."""
    with opened(folder.in_use) as lock:
        # The supervisor looks four times a second. While it stops, it holds this lock alone.
        if within(1, lambda: is_free(folder.served) or not _shared_for_a_moment(lock)):
            within(_STOPPING, lambda: is_free(folder.served))


def _shared_for_a_moment(lock: Lock) -> bool:
    if not lock.share():
        return False
    lock.free()
    return True


def _is_ours(error: OSError, data: Path) -> bool:
    """Tell an error about the data folder from one that the command's own work raised inside the block."""
    return error.filename is not None and str(error.filename).startswith(str(data))


def _silence(_line: str) -> None:
    """Say nothing."""
