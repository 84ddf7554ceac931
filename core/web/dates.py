"""Days and moments in the language of whoever reads the page; templates have them as filters.

Flask-Babel's own filters, `dateformat` and `datetimeformat`, write English as Americans do: ours stand in their place.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from babel.dates import format_date

from core.language.dates import clock_time, day_of, long_day, plain_day, short_day, short_moment
from core.language.spoken import LOCALES
from core.web.locale import current_language

#: What stands between a day and its time.
_AT: Final = {"fr": " à ", "nl": " om ", "en": ", "}


def said_day(day: date, *, weekday: bool = True) -> str:
    """Write a day as people say it: "lundi 18 mars 2024", or "18 mars 2024" without its weekday."""
    return (long_day if weekday else plain_day)(day, current_language())


def said_moment(moment: datetime) -> str:
    """Write a day and its time, on the clock in Belgium: "18 mars 2024 à 9h30", "18 March 2024, 9:30"."""
    language = current_language()
    return _AT[language].join((said_day(day_of(moment), weekday=False), clock_time(moment, language)))


def dateformat(day: date, pattern: str = "short") -> str:
    """Write a day for a column ("18/03/2024"), or what Babel's `pattern` names of it ("mars 2024")."""
    language = current_language()
    return short_day(day, language) if pattern == "short" else format_date(day, pattern, locale=LOCALES[language])


def datetimeformat(moment: datetime, _pattern: str = "short") -> str:
    """Write a moment for a column, on the clock in Belgium: "18/03/2024 09:30"."""
    return short_moment(moment, current_language())
