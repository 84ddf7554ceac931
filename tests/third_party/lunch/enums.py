"""The few values that a thing of this module can have."""

from __future__ import annotations

from enum import StrEnum


class EntryState(StrEnum):
    """How far an entry has come."""

    NOTED = "noted"
    CONFIRMED = "confirmed"
