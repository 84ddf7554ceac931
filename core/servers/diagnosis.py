"""What the words of a failed server mean to the person who started it."""

from __future__ import annotations

import errno
from pathlib import Path

from core.servers.binaries import missing_library
from core.servers.errors import ServerError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_WORDS = ("No space left on device", "Disk quota exceeded")


def full_disk(place: Path) -> ServerError:
    """The sentence for a disk without room."""
    return ServerError(
        f"The disk that holds {place} is full: free some hundred megabytes there, or set LIAISON_DATA to a folder "
        "on another disk; nothing that was saved is lost."
    )


def from_os_error(error: OSError, place: Path) -> ServerError:
    """The sentence for an error of the system at `place`."""
    where = Path(str(error.filename)) if error.filename else place
    if error.errno in _FULL:
        return full_disk(place)
    if error.errno in (errno.EACCES, errno.EPERM):
        return ServerError(
            f"{where} is closed to your account: run the command as the account that first used {place}, "
            "or set LIAISON_DATA to a folder of your own."
        )
    return ServerError(f"{where} cannot be used ({error.strerror}): set LIAISON_DATA to another folder.")


def from_words(program: str, words: str, place: Path, log: Path) -> ServerError:
    """The sentence for a `program` that ended with `words` on its output."""
    if any(full in words for full in _FULL_WORDS):
        return full_disk(place)
    if library := missing_library(words):
        return ServerError(library)
    if "could not map anonymous shared memory" in words or "Cannot allocate memory" in words:
        return ServerError(f"{program} found too little memory: end other programs, or give this machine more.")
    if "Permission denied" in words:
        return ServerError(
            f"{program} may not use its files in {place}: run the command as the account that first used that folder, "
            "or set LIAISON_DATA to a folder of your own."
        )
    said = [line.strip() for line in words.splitlines() if line.strip()]
    last = f" ({said[-1][-200:]})" if said else ""
    return ServerError(f"{program} could not start{last}: see {log}, correct the cause and start again.")
