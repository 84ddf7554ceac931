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
#: Endings by which a word is found in the other gender; with those above, all that the field's words have.
_OTHERS = (
    *_ENDINGS[:-1],
    ("ien", "ienne"),
    ("el", "elle"),
    ("al", "ale"),
    ("ant", "ante"),
    ("ent", "ente"),
    ("e", "ee"),
)
#: So many signs a word has at least before its ending.
_STEM = 3
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


def both_genders(word: str) -> tuple[str, ...]:
    """Return a folded word, then the forms that it may have in the other gender: "directrice" and "directeur".

    Not every one of them exists; whoever searches by them finds nothing more by one that does not.
    """
    found = [word]
    for masculine, feminine in _OTHERS:
        for ending, other in ((feminine, masculine), (masculine, feminine)):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _STEM:
                found.append(stem + other)
    return tuple(dict.fromkeys(found))


def _feminine(pair: re.Match[str]) -> str:
    suffix = pair["dotted"] or pair["inside"]
    stem = _singular(pair["stem"])
    for ending, feminine in _ENDINGS:
        if feminine == suffix and stem.endswith(ending):
            return stem.removesuffix(ending) + feminine
    return stem + suffix


def _singular(text: str) -> str:
    return " ".join(word.removesuffix("s") if len(word) > 3 else word for word in fold_words(text).split())
