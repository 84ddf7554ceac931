"""Sentences that stand where no page is at hand, such as those of errors: in the catalogues, and said by a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Translate = Callable[[str], str]
Write = Callable[[Any], str]


def marked(text: str) -> str:
    """Return `text` as it is; the call makes it a text of the catalogues, as `_` does on a page."""
    return text


class SaidError(Exception):
    """An error of plain facts (its fields) and the sentence that says them, `said`, which is `marked`."""

    said: str

    def sentence(self, translate: Translate = str, write: Write = str) -> str:
        """Say what is wrong, and what to do: `translate` a text of ours, `write` a day, a moment or a value into it."""
        return translate(self.said) % {name: write(value) for name, value in vars(self).items()}

    def __str__(self) -> str:
        """Say it in English."""
        return self.sentence()
