"""The forms of a word written for both genders: "éducateur·rice" stands for "éducateur" and "éducatrice"."""

from __future__ import annotations

import re

from core.language.folding import fold, fold_words

#: What the ending of the masculine form becomes before the feminine suffix; other suffixes are just added.
_ENDINGS = (
    ("teur", "trice"),
    ("eur", "rice"),
    ("eur", "euse"),
    ("eux", "euse"),
    ("ier", "iere"),
    ("er", "ere"),
    ("f", "ve"),
    ("e", "esse"),
)
_SUFFIXES = "|".join(sorted({"e", "ne", "le", "lle", "se", "te", *(suffix for _, suffix in _ENDINGS)}, key=len)[::-1])
_DOTS = "·•⋅∙‧./-"  # The hyphen last, for they stand in a set of characters.
_PAIR = re.compile(
    rf"\b(?P<stem>[a-z]+)(?:\s?[{_DOTS}](?P<dotted>{_SUFFIXES})(?:[{_DOTS}]?s)?|\((?P<inside>{_SUFFIXES})s?\))(?![a-z])"
)


def written_forms(text: str) -> frozenset[str]:
    """Return the folded forms that `text` stands for, in the singular: both genders, and each side of a slash.

    "infirmier(ère)", "infirmier·ère", "Infirmiers" and "infirmier / infirmière" all contain "infirmier".
    """
    whole = fold(text)
    sides = [whole, *whole.split("/")] if "/" in whole else [whole]
    forms = {_singular(form) for side in sides for form in (_PAIR.sub(r"\g<stem>", side), _PAIR.sub(_feminine, side))}
    return frozenset(form for form in forms if form)


def _feminine(pair: re.Match[str]) -> str:
    suffix = pair["dotted"] or pair["inside"]
    stem = _singular(pair["stem"])
    for ending, feminine in _ENDINGS:
        if feminine == suffix and stem.endswith(ending):
            return stem.removesuffix(ending) + feminine
    return stem + suffix


def _singular(text: str) -> str:
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in fold_words(text).split())
