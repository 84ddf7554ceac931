"""The language in which texts are said at the moment."""

from __future__ import annotations

from flask_babel import get_locale

from core.language.spoken import SOURCE


def spoken_here() -> str:
    """Return the language in which texts are said here: that of the page, of the command, or of the work."""
    return str(get_locale() or SOURCE)
