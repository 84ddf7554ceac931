"""Days and moments in the language of whoever reads the page; templates have both as filters."""

from __future__ import annotations

from datetime import date, datetime

from core.language.dates import clock_time, day_of, long_day, plain_day
from core.web.locale import current_language


def said_day(day: date, *, weekday: bool = True) -> str:
    """Write a day as people say it: "lundi 18 mars 2024", or "18 mars 2024" without its weekday."""
    return (long_day if weekday else plain_day)(day, current_language())


def said_moment(moment: datetime) -> str:
    """Write a day and its time, on the clock in Belgium: "18 mars 2024, 9h30"."""
    return f"{said_day(day_of(moment), weekday=False)}, {clock_time(moment, current_language())}"
