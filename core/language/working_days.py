"""On which days people work in Belgium: Monday to Friday, but for the ten legal holidays. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

#: The holidays that fall on the same day each year: month and day.
_FIXED: Final = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
#: Those that follow Easter, by so many days: Easter Monday, Ascension, Whit Monday.
_AFTER_EASTER: Final = (1, 39, 50)
_SATURDAY: Final = 6


def easter(year: int) -> date:
    """Return Easter Sunday of a year in the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Return the legal holidays of a year."""
    sunday = easter(year)
    moving = (sunday + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset([*(date(year, month, day) for month, day in _FIXED), *moving])


def is_working_day(day: date) -> bool:
    """Say whether people work on a day."""
    return day.isoweekday() < _SATURDAY and day not in holidays(day.year)


def working_days_from(day: date, count: int) -> date:
    """Return the day so many working days after `day`, or before it when `count` is negative; 0 is the day itself."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day
