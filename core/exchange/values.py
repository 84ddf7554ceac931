"""What stands in a cell, a plain value or one of three things of which more is to be told; and whom its row means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Shown:
    """A number whose format shows zeros or letters that it has not: 470000002 that is seen as "0470 00 00 02"."""

    number: int | float
    said: str

    def __str__(self) -> str:
        """Return what people see."""
        return self.said


@dataclass(frozen=True, slots=True)
class Broken:
    """A formula that came to nothing: `said` is Excel's word for why, such as "#N/A"."""

    said: str

    def __str__(self) -> str:
        """Return what people see."""
        return self.said


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with which no value was saved, as it was typed; nothing is ever calculated from it."""

    said: str

    def __str__(self) -> str:
        """Return the text that was typed."""
        return self.said


class Meant(StrEnum):
    """Whom a row means that stands for somebody who is known."""

    #: What a file can tell: the address decides, then the name.
    TOLD = "told"
    #: A hand corrects that very person, and says all of them: what is left empty is empty.
    SAME = "same"
    #: A hand puts somebody else in their place.
    OTHER = "other"


#: What stands in a cell.
Cell = str | int | float | bool | datetime | date | time | timedelta | Shown | Broken | Formula | None
