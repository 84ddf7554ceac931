"""Read the file that a command names."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path


def text_of(file: str, unreadable: Callable[..., Exception]) -> str:
    """Return the text of a file, "-" for standard input, without a leading byte order mark.

    Raises what `unreadable` makes of the key of a sentence and the file, if there is no text to read.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError):
        # ValueError: a name with a zero byte, which no file can have.
        raise unreadable("file_unreadable", file=file) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable("not_utf8", file=file) from None
