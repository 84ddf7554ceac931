"""The link that a letter brings."""

from __future__ import annotations

import re

from core.messages.models import Message


def token_in(letter: Message, page: str) -> str:
    """Return the token of the link to `page` in a letter, such as https://liaison.example/harbour/password/<token>."""
    found = re.search(rf"\S+/{page}/(\S+)", letter.body)
    assert found
    return found[1]
