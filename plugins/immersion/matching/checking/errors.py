"""The two answers that are not "accepted": a file that cannot be read, and a result that is not the rule's."""

from __future__ import annotations

from plugins.immersion.matching.checking.messages import KINDS, REFUSALS, UNREADABLE, Table, phrase

LONGEST_SHOWN = 80


def shown(part: object) -> str:
    """Write something from a file so that it fits in one line: cut at 80 characters, none that breaks the line."""
    text = str(part)
    cut = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)


class _AnswerError(ValueError):
    """A sentence that is chosen once the language is known: its key in a table, and the words put into it."""

    table: Table

    def __init__(self, key: str, **parts: object) -> None:
        """Keep the sentence's key and its parts."""
        super().__init__(key)
        self.key = key
        self.parts = parts

    def message(self, lang: str) -> str:
        """Say it in one line, in ``lang`` ("fr", "nl" or "en")."""
        parts = {name: shown(part) for name, part in self.parts.items()}
        if "kind" in parts:
            parts["kind"] = phrase(KINDS, parts["kind"], lang)
        return phrase(self.table, self.key, lang).format(**parts)

    def __str__(self) -> str:
        """The message in English."""
        return self.message("en")


class UnreadableError(_AnswerError):
    """A file that cannot be read without guessing; nothing is said about the result."""

    table = UNREADABLE


class RefusedError(_AnswerError):
    """A result that is not the one of the rule; the message names the first thing that is wrong."""

    table = REFUSALS
