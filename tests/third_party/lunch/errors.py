"""What can go wrong with an entry."""

from __future__ import annotations


class EntryError(Exception):
    """An act on an entry that cannot be done; the page says what to do."""


class EntryExistsError(EntryError):
    """Somebody has an entry in this edition already."""
