"""Texts of the catalogues outside a page: in a command, and in work whose results somebody reads later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from core.language.dates import BELGIUM
from core.language.manner import SpeakingBabel
from core.language.spoken import SOURCE

#: Where Flask-Babel finds the core's texts; a module has a domain of its own.
CATALOGUES = {
    "BABEL_DEFAULT_LOCALE": SOURCE,
    "BABEL_DEFAULT_TIMEZONE": BELGIUM.key,
    "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent.parent / "translations"),
    "BABEL_DOMAIN": "core",
}


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say texts of the catalogues in `language` within the block."""
    speaker = Flask(__name__)
    speaker.config.update(CATALOGUES)
    SpeakingBabel(speaker)
    with speaker.app_context(), force_locale(language):
        yield
