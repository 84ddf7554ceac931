"""The one error of this room."""

from __future__ import annotations


class RunError(Exception):
    """The family of processes cannot run; the message is one sentence that says why and what to do about it."""
