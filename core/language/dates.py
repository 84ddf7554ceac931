"""Days and times as people write them: "lundi 18 mars 2024", "maandag 18 maart 2024", "9h30", "9.30 uur".

A day is a date in Belgium; a moment is a datetime of any zone and is written as the clock in Belgium shows it. Between
a number and its word stands a no-break space, so that "18" never ends a line without its month.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from core.language.spoken import LOCALES

#: Days are days in Belgium; times are UTC in the database.
BELGIUM: Final = ZoneInfo("Europe/Brussels")

_NO_BREAK = "\u00a0"
_ON = {"fr": "le {day}", "nl": "op {day}", "en": "on {day}"}
_SHORT = {"fr": "dd/MM/y", "nl": "dd/MM/y", "en": "d MMM y"}
_RANGES = {
    "fr": "du {first} au {last}",
    "nl": "van {first} tot en met {last}",
    "en": "from {first} to {last}",
}


def long_day(day: date, language: str, *, with_year: bool = True) -> str:
    """Write a day with its weekday: "lundi 18 mars 2024", or "lundi 18 mars" without the year.

    `day` is a date and no datetime, whose day depends on the zone. Raises ValueError for a datetime, and for a
    language other than fr, nl and en.
    """
    return f"{_format(day, 'EEEE', language)} {_day(day, language, 'MMMM y' if with_year else 'MMMM')}"


def plain_day(day: date, language: str) -> str:
    """Write a day without its weekday: "18 mars 2024". Raises ValueError as `long_day` does."""
    return _day(day, language, "MMMM y")


def short_day(day: date, language: str) -> str:
    """Write a day for a column: "18/03/2024", and "18 Mar 2024" in English, which half of its readers turn round.

    Raises ValueError as `long_day` does.
    """
    return _format(day, _SHORT.get(language, ""), language)


def short_moment(moment: datetime, language: str) -> str:
    """Write a moment for a column, on the clock in Belgium: "18/03/2024 09:30", "18 Mar 2024, 09:30" in English.

    Raises ValueError for a datetime without a zone, and for a language other than fr, nl and en.
    """
    separator = ", " if language == "en" else " "
    return f"{short_day(day_of(moment), language)}{separator}{moment.astimezone(BELGIUM):%H:%M}"


def day_range(first: date, last: date, language: str) -> str:
    """Write the days from `first` to `last`, both included, saying month and year once: "du 13 au 18 février 2024".

    One single day is "le 18 mars 2024". Raises ValueError as `long_day` does, and when the last day comes first.
    """
    if last < first:
        raise ValueError(f"A range of days cannot end on {last} and begin on {first}.")
    written = _day(last, language, "MMMM y")
    if first == last:
        return _ON[language].format(day=written)
    fields = "MMMM y" if first.year != last.year else "MMMM" if first.month != last.month else ""
    return _RANGES[language].format(first=_day(first, language, fields), last=written)


def clock_time(moment: datetime, language: str) -> str:
    """Write the time of a moment on the clock in Belgium: "9h30" and "9h", "9.30 uur" and "9 uur", "9:30" and "9:00".

    Raises ValueError for a datetime without a zone, and for a language other than fr, nl and en.
    """
    if moment.tzinfo is None:
        raise ValueError("A time without a zone cannot be written: it could be any clock's.")
    _locale(language)
    here = moment.astimezone(BELGIUM)
    hour, minute = str(here.hour), f"{here.minute:02}" if here.minute else ""
    if language == "fr":
        return f"{hour}h{minute}"
    if language == "nl":
        return f"{hour}.{minute}{_NO_BREAK}uur" if minute else f"{hour}{_NO_BREAK}uur"
    return f"{hour}:{minute or '00'}"


def day_of(moment: datetime) -> date:
    """Return the day that the calendar in Belgium shows at a moment. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("The day of a time without a zone is not known.")
    return moment.astimezone(BELGIUM).date()


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over in Belgium: what can be done on it can be done before."""
    return datetime.combine(day + timedelta(days=1), time(), BELGIUM)


def _day(day: date, language: str, fields: str) -> str:
    """Write the number of a day and, by Babel's `fields`, its month and year; the first is "1er" in French."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number}{_NO_BREAK}{_format(day, fields, language)}" if fields else number


@lru_cache(maxsize=4_096)  # The letters of a round say the same few days thousands of times.
def _format(day: date, fields: str, language: str) -> str:
    if isinstance(day, datetime):
        raise ValueError("Give a date: which day a datetime falls on depends on the zone (see day_of).")
    return format_date(day, fields, locale=_locale(language))


def _locale(language: str) -> str:
    if language not in LOCALES:
        raise ValueError(f"Days are written in {', '.join(LOCALES)}, not in {language!r}.")
    return LOCALES[language]
