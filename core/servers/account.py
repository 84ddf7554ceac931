"""The account that the servers run as: one's own, or an unprivileged one when root starts them.

PostgreSQL refuses to run as root, and nothing here needs root's rights. Root therefore hands the servers to an
account that owns their files and nothing else.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from core.servers.errors import ServerError

#: The system account that root makes for the servers, on a machine where accounts can be made.
NAME = "liaison"


class Drop(TypedDict, total=False):
    """The arguments by which subprocess starts a program as another account; empty for one's own."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the servers. `drops` tells whether that is somebody else than the caller."""

    name: str
    uid: int
    gid: int
    drops: bool

    @property
    def popen(self) -> Drop:
        """What to hand to subprocess.Popen, so that the program runs as this account."""
        return Drop(user=self.uid, group=self.gid, extra_groups=[]) if self.drops else Drop()

    def own(self, path: Path) -> None:
        """Make this account the owner of `path`, which the caller has just made."""
        if self.drops:
            os.chown(path, self.uid, self.gid)


def account_for(data: Path) -> Account:
    """Choose the account for the servers of the folder `data`.

    An ordinary user is the account. Root takes the owner of what is already there, so that a folder first used by an
    ordinary user stays usable to that user; else the account `liaison`, made when it can be; else `nobody`.
    """
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.getuid()), drops=False)
    return _account(_owner(data) or _system_account(), drops=True)


def make_way(account: Account, data: Path) -> None:
    """Let `account` pass through the folder `data` itself, never through one above it.

    What is inside keeps its own, closed modes: this lets the account reach its files, not list or read others.
    """
    mode = data.stat().st_mode
    if account.drops and data.stat().st_uid == 0 and not mode & 0o001:
        data.chmod((mode & 0o7777) | 0o001)


def check_reach(account: Account, folder: Path, remedy: str) -> None:
    """Raise ServerError with `remedy` when `account` cannot enter `folder` or one of those above it."""
    if not account.drops or _enters(account, folder):
        return
    closed = next((part for part in _from_the_top(folder) if not _enters(account, part)), folder)
    raise ServerError(
        f"The account {account.name!r}, which runs the servers for root, cannot enter {closed}: {remedy}."
    )


def _account(entry: pwd.struct_passwd, *, drops: bool) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, drops)


def _owner(data: Path) -> pwd.struct_passwd | None:
    for path in (data / "postgres", data / "valkey", data):
        try:
            uid = path.stat().st_uid
            if uid != 0:
                return pwd.getpwuid(uid)
        except (FileNotFoundError, KeyError):
            continue
    return None


def _system_account() -> pwd.struct_passwd:
    if (found := _named(NAME)) is None and (useradd := shutil.which("useradd", path="/usr/sbin:/usr/bin:/sbin:/bin")):
        command = [
            useradd,
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
        ]
        subprocess.run([*command, NAME], check=False, capture_output=True, stdin=subprocess.DEVNULL)  # noqa: S603
        found = _named(NAME)  # Another process may have made it in the meantime: that it exists is what counts.
    found = found or _named("nobody")
    if found is None:
        raise ServerError(
            "Root needs an account for the servers and there is none: create one with useradd --system liaison."
        )
    return found


def _named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _from_the_top(folder: Path) -> Iterator[Path]:
    yield from reversed(folder.parents)
    yield folder


def _enters(account: Account, folder: Path) -> bool:
    """Ask the kernel, as the account: modes alone would miss access lists and mount options."""
    test = subprocess.run(["test", "-x", str(folder)], check=False, cwd="/", **account.popen)  # noqa: S603, S607
    return test.returncode == 0
