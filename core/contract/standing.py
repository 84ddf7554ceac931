"""How things stand in the eyes of the core, whatever words a module has for it."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """How a registration or an offer stands: asked for and not decided, part of the edition, or over."""

    ASKED = "asked"
    ACTIVE = "active"
    ENDED = "ended"


class PlaceStanding(StrEnum):
    """How a participation stands: asked for, on the waiting list, holding its place, or over."""

    ASKED = "asked"
    WAITING = "waiting"
    HOLDING = "holding"
    ENDED = "ended"


class AttendanceOutcome(StrEnum):
    """What became of somebody who was expected at an occurrence."""

    PRESENT = "present"
    EXCUSED = "excused"
    NO_SHOW = "no_show"
