"""Names folded to what people mean by them, for comparing and searching, never for showing."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "’‘ʼ‛´`′"
_DASHES = "‐‑‒–—−"
_LETTERS = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l"}
#: The format characters of Unicode 15 (category Cf): marks of direction, joiners, soft hyphens, which nobody sees.
_UNSEEN = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f]"
)
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


def without_unseen(text: str) -> str:
    """Return `text` without the format characters that come along when somebody copies from a page or a letter."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def fold_words(text: str) -> str:
    """Return `text` folded, with every sign that is neither letter nor digit turned into one space.

    "Saint-Gilles", "saint gilles" and "SAINT–GILLES" become the same; used for names of places.
    """
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()


def email_key(address: str) -> str:
    """Return an e-mail address as it is compared: without spaces around it, without case."""
    return address.strip().casefold()
