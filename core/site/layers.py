"""The layers of a page's text, pure: what was written wins over the network's file, and that over the core."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from core.language.manner import DUTCH, in_manner
from core.language.wording import Manner

_NAME: Final = re.compile(r"\{(\w+)\}")
_WORDS: Final = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class PageLayers:
    """A page's texts by language: the default, and what was written instead; "" where nothing is to be said."""

    defaults: Mapping[str, str]
    written: Mapping[str, str]
    #: The languages of the network, its own first.
    languages: tuple[str, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The texts that are read.

        Once something was written, a default in a language that is none of the network's says something else.
        """
        base = self.defaults
        if self.written:
            base = {language: text for language, text in base.items() if language in self.languages}
        return {language: text for language, text in {**base, **self.written}.items() if text}

    def changes(self, typed: Mapping[str, str]) -> dict[str, str]:
        """Return what of `typed` is to be kept: the languages in which it is not the default."""
        said = {language: tidy(text) for language, text in typed.items()}
        return {language: text for language, text in said.items() if text != self.defaults.get(language, "")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text beside another one: in both ("same"), new in it ("ins"), or gone from it ("del")."""

    kind: str
    text: str


def tidy(text: str) -> str:
    """Return a text as it is kept: its lines ended alike, nothing around it."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def pieces(old: str, new: str) -> list[Piece]:
    """Return how one text became another, word by word."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Piece] = []
    for kind, low, high, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[low:high])))
            continue
        found += [Piece("del", "".join(before[low:high]))] if high > low else []
        found += [Piece("ins", "".join(after[first:last]))] if last > first else []
    return found


def mannered(texts: Mapping[str, str], manner: Manner) -> dict[str, str]:
    """Return the texts of Liaison itself as a network addresses people in Dutch."""
    return {language: tidy(in_manner(text, manner) if language == DUTCH else text) for language, text in texts.items()}


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return a text in which `{network}` and its like are what they stand for; what is no such name stays."""
    return _NAME.sub(lambda found: words.get(found[1], found[0]), text)


def missing(texts: Mapping[str, str], languages: Sequence[str]) -> list[str]:
    """Return the languages in which a text is not written."""
    return [language for language in languages if not texts.get(language)]
