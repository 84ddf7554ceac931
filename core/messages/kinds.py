"""The declaration of a letter, from its facts and the files of its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from core.contract.module import LetterKind
from core.language.spoken import LANGUAGES
from core.messages.envelope import COMMON
from core.messages.errors import LetterError
from core.messages.timeliness import Meaning

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: The facts of a letter that holds no date.
NO_DATES: Final[Mapping[str, Meaning]] = MappingProxyType({})
#: How the type of a fact is written that is a date, several, or a calendar.
_DATED: Final = re.compile(r"\b(?:date|PhaseDates)\b")


def letter_kind(
    key: str,
    facts: type[DataclassInstance],
    *,
    package: str,
    parts: tuple[str, ...],
    secret: bool = False,
    dates: Mapping[str, Meaning] = NO_DATES,
) -> LetterKind:
    """Declare the letter `key`: its text may use the fields of `facts`, and what every letter may.

    The text in each language is that of the files `<part>.<language>.txt` of `package`, one after the other, so that
    what several letters say (a calendar) is written once; the network's signature stands below them. `dates` says what
    it means of each fact that is a date, several, or a calendar. Raises FileNotFoundError when a text is missing, and
    LetterError when `dates` does not say it of just those facts.
    """
    dated = {field.name for field in fields(facts) if _DATED.search(str(field.type))}
    if dated != set(dates):
        raise LetterError(f"{key}: say in dates= what the letter means by {', '.join(sorted(dated ^ set(dates)))}")
    return LetterKind(
        key=key,
        variables=COMMON | {field.name for field in fields(facts)},
        texts={language: _text(package, parts, language) for language in LANGUAGES},
        secret=secret,
        dates=dates,
    )


def _text(package: str, parts: tuple[str, ...], language: str) -> str:
    mine, ours = files(package), files("core.messages.texts")
    texts = [*(mine.joinpath(f"{part}.{language}.txt") for part in parts), ours.joinpath(f"signature.{language}.txt")]
    return "".join(text.read_text(encoding="utf-8") for text in texts)
