"""File locks: how commands and the supervisor know of each other.

The kernel frees a lock when the last process that holds it ends, however it ends. Nothing else here tells who is
alive, so nothing goes stale.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakSet

from core.servers.folder import like_folder


class Lock:
    """An open file that may be locked; closing it frees the lock.

    A child made by fork() alone drops it, unless `inherited`: what outlives a command must not keep its lock.
    """

    def __init__(self, path: Path, *, inherited: bool = False) -> None:
        is_new = not path.exists()
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if is_new:
            like_folder(path, path.parent)
        if not inherited:
            _dropped_by_children.add(self)

    def share(self) -> bool:
        """Take the lock together with others; False when somebody holds it alone."""
        return self._take(fcntl.LOCK_SH)

    def alone(self) -> bool:
        """Take the lock alone; False when somebody else holds it."""
        return self._take(fcntl.LOCK_EX)

    def free(self) -> None:
        """Free the lock and keep the file open."""
        fcntl.flock(self._fd, fcntl.LOCK_UN)

    def fileno(self) -> int:
        """The descriptor, for a child that is meant to hold the lock too."""
        return self._fd

    def write(self, text: str) -> None:
        """Replace the file's text, which others read without taking the lock."""
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def close(self) -> None:
        """Free the lock."""
        descriptor, self._fd = self._fd, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _take(self, kind: int) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
            return True
        return False


_dropped_by_children: WeakSet[Lock] = WeakSet()


def _drop_in_child() -> None:
    for lock in list(_dropped_by_children):
        lock.close()


os.register_at_fork(after_in_child=_drop_in_child)


@contextmanager
def opened(path: Path, *, inherited: bool = False) -> Iterator[Lock]:
    """Open the lock file `path` for the length of a block; `inherited` as for Lock."""
    lock = Lock(path, inherited=inherited)
    try:
        yield lock
    finally:
        lock.close()


def is_free(path: Path) -> bool:
    """Tell whether nobody holds the lock `path` alone."""
    if not path.exists():
        return True
    with opened(path) as lock:
        return lock.share()


def within(seconds: float, attempt: Callable[[], bool], pause: float = 0.02) -> bool:
    """Repeat `attempt` until it succeeds; False when it has not in that many seconds."""
    end = time.monotonic() + seconds
    while not attempt():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
