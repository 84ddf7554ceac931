"""The one error of this room."""

from __future__ import annotations


class ServerError(Exception):
    """A server cannot be used; the message is one sentence that says what is wrong and what to do about it."""
