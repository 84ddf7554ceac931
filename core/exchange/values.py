"""What stands in a cell: a plain value, or one of three things of which more is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


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


#: What stands in a cell.
Cell = str | int | float | bool | datetime | date | time | timedelta | Shown | Broken | Formula | None
