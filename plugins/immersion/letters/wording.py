"""How the sentences of the matching are set in letters and on pages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Final

from core.language.dates import BELGIUM, clock_time, long_day
from core.programme.following.rules import Stretch
from plugins.immersion.matching import Reason, Refusal

#: Stands for an offer in a sentence of the matching, none of which holds this sign.
_MARK: Final = "@"


def around(said: Reason | Refusal, language: str) -> tuple[str, str]:
    """Part the sentence of a reason, or of a refusal, at the offer that it names.

    There a letter or a page says by what people know the offer. A sentence that names none is all in the first part.
    """
    before, _, after = replace(said, offer=_MARK).text(language).partition(_MARK)
    return typeset(before, language), typeset(after, language)


#: How a day with its times is written.
_WITH_TIMES: Final = {
    "fr": "{day}, de {begins} à {ends}",
    "nl": "{day}, van {begins} tot {ends}",
    "en": "{day}, from {begins} to {ends}",
}


def said_when(stretches: Sequence[Stretch], language: str) -> str:
    """Write the times that were agreed; a whole day is its day alone."""
    return ", ".join(_when(each, language) for each in stretches)


def _when(stretch: Stretch, language: str) -> str:
    day = long_day(stretch.day, language)
    begins, ends = (moment.astimezone(BELGIUM) for moment in (stretch.starts_at, stretch.ends_at))
    if begins.time() == time() and ends.time() == time():
        return day
    times = {"begins": clock_time(begins, language), "ends": clock_time(ends, language)}
    return _WITH_TIMES[language].format(day=day, **times)


def typeset(sentence: str, language: str) -> str:
    """Set a sentence of the matching like all our texts: its words are plain, so that any terminal shows them.

    It gets our apostrophes, and in French no line begins with a colon.
    """
    set_ = sentence.replace("'", "’")
    return set_.replace(" :", "\u00a0:").replace(" ;", "\u00a0;") if language == "fr" else set_
