"""The declaration of a letter, from its facts and the files of its text."""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files
from typing import TYPE_CHECKING

from core.contract.module import LetterKind
from core.language.spoken import LANGUAGES
from core.messages.envelope import COMMON

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def letter_kind(
    key: str, facts: type[DataclassInstance], *, package: str, parts: tuple[str, ...], secret: bool = False
) -> LetterKind:
    """Declare the letter `key`: its text may use the fields of `facts`, and what every letter may.

    The text in each language is that of the files `<part>.<language>.txt` of `package`, one after the other, so that
    what several letters say (a calendar) is written once; the network's signature stands below them. Raises
    FileNotFoundError when one is missing.
    """
    return LetterKind(
        key=key,
        variables=COMMON | {field.name for field in fields(facts)},
        texts={language: _text(package, parts, language) for language in LANGUAGES},
        secret=secret,
    )


def _text(package: str, parts: tuple[str, ...], language: str) -> str:
    mine, ours = files(package), files("core.messages.texts")
    texts = [*(mine.joinpath(f"{part}.{language}.txt") for part in parts), ours.joinpath(f"signature.{language}.txt")]
    return "".join(text.read_text(encoding="utf-8") for text in texts)
