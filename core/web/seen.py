"""What a page was shown for, as the form or the link on it says when somebody decides (H1)."""

from __future__ import annotations

from flask import request

#: No row has ever been of this version.
NONE = 0


def seen_version() -> int:
    """Return the version of what somebody looked at, which a form or a link carries; anything else is none of a row."""
    said = request.values.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else NONE
