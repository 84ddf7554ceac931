"""The layout of the data folder, and the addresses of the servers in it."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from core.servers.account import Account
from core.servers.errors import ServerError

#: The kernel allows 107 bytes for the path of a socket; PostgreSQL adds this name to the folder.
_LONGEST_SOCKET = 107
_SOCKET_NAME = ".s.PGSQL.5432"

#: The two roles of the database (see the two walls in docs/architecture.md) and PostgreSQL's own first one.
OWNER, WEB, FIRST = "liaison_owner", "liaison_web", "postgres"
DATABASE = "liaison"


@dataclass(frozen=True, slots=True)
class Passwords:
    """The passwords of the servers, made at random at the first start."""

    owner: str
    web: str
    first: str
    valkey: str


@dataclass(frozen=True, slots=True)
class Folder:
    """Where everything of one data folder lies."""

    data: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's own folder; it exists only when it is complete."""
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's own folder, with its append-only file."""
        return self.data / "valkey"

    @property
    def log(self) -> Path:
        """The folder of the logs."""
        return self.data / "log"

    @property
    def in_use(self) -> Path:
        """The file that each command locks in common while it needs the servers."""
        return self.data / "in-use.lock"

    @property
    def served(self) -> Path:
        """The file that the supervisor and its servers lock alone: it is free once all of them have ended."""
        return self.data / "served.lock"

    @property
    def supervisor(self) -> Path:
        """The file that only the supervisor locks; its text is the state of its servers."""
        return self.data / "supervisor.lock"

    @property
    def passwords(self) -> Path:
        """The file of the passwords, for its owner only."""
        return self.data / "passwords.json"

    def sockets(self, account: Account) -> Path:
        """The folder of the sockets: in the data folder, or a short one of its own when that path is too long."""
        inside = self.data / "run"
        if len(os.fsencode(inside / _SOCKET_NAME)) < _LONGEST_SOCKET:
            return inside
        mark = hashlib.sha256(os.fsencode(self.data.resolve())).hexdigest()[:12]
        # Not from TMPDIR: two commands with different environments must find the same folder.
        return Path("/tmp") / f"liaison-{account.uid}-{mark}"  # noqa: S108

    def postgres_version(self) -> int | None:
        """The major version of the database that is here, or None before the first start."""
        try:
            return int((self.postgres / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None


def make_sockets_folder(path: Path, account: Account) -> None:
    """Make the folder of the sockets, closed to everybody but `account`.

    Raises ServerError when something of somebody else's is in its place, as can happen in /tmp.
    """
    try:
        path.mkdir(mode=0o700)
        account.own(path)
    except FileExistsError:
        pass
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise ServerError(
            f"{path} must be a folder of the account {account.name!r} that nobody else can enter: remove it, "
            "or set LIAISON_DATA to a folder with a shorter path."
        )


def database_url(folder: Folder, account: Account, role: str, password: str) -> str:
    """The address of the database for `role`, as SQLAlchemy reads it."""
    sockets = quote(str(folder.sockets(account)), safe="")
    return f"postgresql+psycopg://{role}:{password}@/{DATABASE}?host={sockets}&port=5432"


def valkey_socket(folder: Folder, account: Account) -> Path:
    """The socket of Valkey."""
    return folder.sockets(account) / "valkey.sock"


def redis_url(folder: Folder, account: Account, password: str) -> str:
    """The address of Valkey, as redis-py reads it."""
    return f"unix://:{password}@{quote(str(valkey_socket(folder, account)))}?db=0"


def make_passwords(folder: Folder) -> Passwords:
    """Return the passwords of the folder, made now if there are none.

    Raises ServerError when a database is there without them.
    """
    if folder.passwords.exists():
        return read_passwords(folder)
    if folder.postgres.exists():
        raise ServerError(f"{folder.passwords} is missing beside the database: put it back from your backup.")
    made = Passwords(*(secrets.token_urlsafe(24) for _ in range(4)))
    draft = folder.passwords.with_name(f".passwords-{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"owner": made.owner, "web": made.web, "first": made.first, "valkey": made.valkey}))
    like_folder(draft, folder.data)
    draft.rename(folder.passwords)
    return made


def read_passwords(folder: Folder) -> Passwords:
    """Read the passwords of the folder.

    Raises ServerError when the file cannot be read or understood.
    """
    try:
        return Passwords(**json.loads(folder.passwords.read_text()))
    except PermissionError as error:
        raise no_permission(folder.passwords, error) from error
    except (OSError, ValueError, TypeError) as error:
        raise ServerError(f"{folder.passwords} cannot be understood: put it back from your backup.") from error


def like_folder(path: Path, data: Path) -> None:
    """Give a file that root has made to the owner of the data folder, who must be able to start again without root."""
    if os.geteuid() == 0:
        found = data.stat()
        os.chown(path, found.st_uid, found.st_gid)


def no_permission(path: Path, error: OSError) -> ServerError:
    """The sentence for a file or folder that belongs to somebody else."""
    return ServerError(
        f"{path} is closed to your account ({error.strerror}): run the command as the account that first used that "
        "folder, or set LIAISON_DATA to a folder of your own."
    )
