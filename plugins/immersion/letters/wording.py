"""How the sentences of the matching are set in letters and on pages. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from plugins.immersion.matching import Reason, Refusal

#: Stands for an offer in a sentence of the matching, none of which holds this sign.
_MARK: Final = "@"


def around(said: Reason | Refusal, language: str) -> tuple[str, str]:
    """Part the sentence of a reason, or of a refusal, at the offer that it names.

    There a letter or a page says by what people know the offer. A sentence that names none is all in the first part.
    """
    before, _, after = replace(said, offer=_MARK).text(language).partition(_MARK)
    return typeset(before, language), typeset(after, language)


def typeset(sentence: str, language: str) -> str:
    """Set a sentence of the matching like all our texts: its words are plain, so that any terminal shows them.

    It gets our apostrophes, and in French no line begins with a colon.
    """
    set_ = sentence.replace("'", "’")
    return set_.replace(" :", "\u00a0:").replace(" ;", "\u00a0;") if language == "fr" else set_
