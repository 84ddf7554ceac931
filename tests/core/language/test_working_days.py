"""On which days people work: not at weekends, and on none of the ten legal holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.easter import easter as easter_by_others
from hypothesis import given
from hypothesis import strategies as st

from core.language.working_days import easter, holidays, is_working_day, working_days_from


@pytest.mark.parametrize("year", range(1990, 2101))
def test_easter_is_where_others_find_it(year: int) -> None:
    assert easter(year) == easter_by_others(year)


def test_the_legal_holidays_of_2024() -> None:
    days = ["01-01", "04-01", "05-01", "05-09", "05-20", "07-21", "08-15", "11-01", "11-11", "12-25"]
    assert holidays(2024) == {date.fromisoformat(f"2024-{day}") for day in days}


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2024, 4, 2), -2, date(2024, 3, 28)),  # Over Easter and its Monday.
        (date(2024, 3, 4), -2, date(2024, 2, 29)),
        (date(2024, 3, 29), 2, date(2024, 4, 3)),
        (date(2024, 4, 1), 0, date(2024, 4, 1)),
        (date(2023, 12, 31), 1, date(2024, 1, 2)),
    ],
)
def test_working_days_are_counted(day: date, count: int, found: date) -> None:
    assert working_days_from(day, count) == found


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-15, 15))
def test_as_many_working_days_lie_between(day: date, count: int) -> None:
    found = working_days_from(day, count)
    first, last = sorted((day, found))
    between = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    counted = [each for each in between if each != day and is_working_day(each)]
    assert len(counted) == abs(count)
    assert count == 0 or is_working_day(found)
