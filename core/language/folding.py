"""Names folded to what people mean by them, for comparing and searching, never for showing."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "’‘ʼ‛´`′"
_DASHES = "‐‑‒–—−"
_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l"}
_SAME = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_DASHES, "-"), **_LETTERS})


def fold(text: str) -> str:
    """Return `text` without what typing it differently changes: accents, case, kinds of apostrophe, dash and space.

    "  L’Écluse " and "l'ecluse" fold to the same; so do "cœur" and "coeur". Words, hyphens and apostrophes stay. The
    database folds in the same way (`core.database.folding`).
    """
    # Before decomposition, which would turn a lone acute accent into a space.
    decomposed = unicodedata.normalize("NFKD", text.replace("´", "'"))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(_SAME)
    return re.sub(r"\s+", " ", bare.casefold()).strip()


def fold_words(text: str) -> str:
    """Return `text` folded, with every sign that is neither letter nor digit turned into one space.

    "Saint-Gilles", "saint gilles" and "SAINT–GILLES" become the same; used for names of places.
    """
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()


def email_key(address: str) -> str:
    """Return an e-mail address as it is compared: without spaces around it, without case."""
    return address.strip().casefold()
