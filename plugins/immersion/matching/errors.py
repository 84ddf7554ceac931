"""The one error of this package: an instance that cannot be read without guessing."""

from __future__ import annotations

from plugins.immersion.matching.messages import ERRORS, KINDS, phrase

LONGEST_SHOWN = 80


def shown(text: str) -> str:
    """Write a text from a file so that it fits in one line of a message.

    Control characters, line ends and broken characters become ``\\uXXXX``; a text of more than 80 characters is cut.
    """
    cut = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)


class InstanceError(ValueError):
    """An instance that is malformed or contradicts itself, with the culprit named.

    ``key`` names the sentence in the table of messages; ``parts`` are the words put into it. Rule: docs/matching.md.
    """

    def __init__(self, key: str, **parts: str | int) -> None:
        """Keep the sentence's key and its parts; no text is chosen before a language is known."""
        super().__init__(key)
        self.key = key
        self.parts = parts

    def message(self, lang: str) -> str:
        """Say in one line what is wrong, in ``lang`` ("fr", "nl" or "en"; any other is answered in English)."""
        parts = {name: shown(str(part)) for name, part in self.parts.items()}
        if "kind" in parts:
            parts["kind"] = phrase(KINDS, parts["kind"], lang)
        return phrase(ERRORS, self.key, lang).format(**parts)

    def __str__(self) -> str:
        """The message in English, for logs and tracebacks."""
        return self.message("en")
