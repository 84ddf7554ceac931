"""How the processes of a family are known: by a pipe that each inherits, and by its name in their environment.

A fork inherits the pipe, whatever session or group it moves to; a program started anew inherits the environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: The variable that names the mark.
VARIABLE = "LIAISON_FAMILY"

#: How many seconds a process may take to end when its guard asks it to.
GRACE = 15.0


@dataclass(frozen=True, slots=True)
class Mark:
    """The pipe that marks a family: the kernel's name for it, and our descriptor of it."""

    name: str
    descriptor: int


@contextmanager
def made_mark() -> Iterator[Mark]:
    """Make a mark that no other process of this machine bears."""
    reading, writing = os.pipe()
    os.close(reading)  # Nothing is ever said through it.
    try:
        yield Mark(str(Path(f"/proc/self/fd/{writing}").readlink()), writing)
    finally:
        os.close(writing)
