"""A text that a tenant writes: the same words in several languages, kept as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

#: The languages in which a tenant may write; German stands beside French and Dutch in the nine communes of the East.
TEXT_LANGUAGES = ("fr", "nl", "de", "en")


class Shown(NamedTuple):
    """A text as it is shown: when `language` is not the one asked for, the page marks the text with it."""

    text: str
    language: str


class Texts:
    """The same text in one or more languages, immutable and comparable.

    What a tenant writes exists in each of its languages as one value; a missing language is shown in another one,
    with a mark, and never hidden (FD-03).
    """

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Keep `texts`, language code to text; a blank text counts as missing.

        Raises ValueError for a language outside TEXT_LANGUAGES, and when no text is left.
        """
        unknown = sorted(set(texts) - set(TEXT_LANGUAGES))
        if unknown:
            raise ValueError(
                f"No texts are kept in {', '.join(unknown)}; the languages are {', '.join(TEXT_LANGUAGES)}."
            )
        self._texts = {lang: texts[lang] for lang in TEXT_LANGUAGES if texts.get(lang, "").strip()}
        if not self._texts:
            raise ValueError("A text must be written in at least one language.")

    def get(self, language: str, order: Iterable[str] = ()) -> Shown:
        """Return the text in `language`, else in the first language of `order` that it has, else in any.

        `order` is usually the languages of the tenant, its own first.
        """
        for wanted in (language, *order, *self._texts):
            if wanted in self._texts:
                return Shown(self._texts[wanted], wanted)
        raise AssertionError("A Texts value always holds a text.")

    def exact(self, language: str) -> str | None:
        """Return the text in `language` and in no other, for the forms in which it is edited."""
        return self._texts.get(language)

    def missing(self, languages: Iterable[str]) -> tuple[str, ...]:
        """Return those of `languages` in which the text is not written."""
        return tuple(language for language in languages if language not in self._texts)

    def as_json(self) -> dict[str, str]:
        """Return the text as a JSON object, language code to text; Texts(value.as_json()) == value."""
        return dict(self._texts)

    def __eq__(self, other: object) -> bool:
        return self._texts == other._texts if isinstance(other, Texts) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._texts.items()))

    def __repr__(self) -> str:
        return f"Texts({self._texts!r})"
