"""The texts of the letters, one file for each letter and language, and the words that stand in them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("fr", "nl", "en")


@cache
def texts(name: str) -> dict[str, str]:
    """Return the default text of the letter `name` in each language, signed; each file is read once."""
    folder = files("plugins.immersion.letters")
    return {
        language: "".join(
            folder.joinpath(f"{part}.{language}.txt").read_text(encoding="utf-8") for part in (name, "signature")
        )
        for language in LANGUAGES
    }
