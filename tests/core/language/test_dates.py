from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.language.dates import BELGIUM, clock_time, day_of, day_range, long_day, plain_day

MARCH_18 = date(2024, 3, 18)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "lundi 18\u00a0mars 2024"),
        ("nl", "maandag 18\u00a0maart 2024"),
        ("en", "Monday 18\u00a0March 2024"),
    ],
)
def test_a_day_is_written_as_people_say_it(language: str, expected: str):
    assert long_day(MARCH_18, language) == expected


def test_the_first_of_a_month_is_an_ordinal_in_french_only():
    first = date(2023, 12, 1)
    assert long_day(first, "fr", with_year=False) == "vendredi 1er\u00a0décembre"
    assert long_day(first, "nl", with_year=False) == "vrijdag 1\u00a0december"
    assert plain_day(first, "fr") == "1er\u00a0décembre 2023"


@pytest.mark.requirement("IM-03")
@pytest.mark.parametrize(
    ("first", "last", "language", "expected"),
    [
        (date(2023, 12, 1), date(2024, 1, 31), "fr", "du 1er\u00a0décembre 2023 au 31\u00a0janvier 2024"),
        (date(2024, 2, 20), date(2024, 3, 17), "fr", "du 20\u00a0février au 17\u00a0mars 2024"),
        (date(2024, 2, 13), date(2024, 2, 18), "fr", "du 13 au 18\u00a0février 2024"),
        (date(2024, 7, 1), date(2024, 7, 31), "fr", "du 1er au 31\u00a0juillet 2024"),
        (MARCH_18, MARCH_18, "fr", "le 18\u00a0mars 2024"),
        (date(2024, 2, 20), date(2024, 3, 17), "nl", "van 20\u00a0februari tot en met 17\u00a0maart 2024"),
        (MARCH_18, MARCH_18, "nl", "op 18\u00a0maart 2024"),
        (date(2024, 2, 13), date(2024, 2, 18), "en", "from 13 to 18\u00a0February 2024"),
        (date(2023, 2, 1), date(2024, 2, 1), "en", "from 1\u00a0February 2023 to 1\u00a0February 2024"),
    ],
)
def test_a_range_says_month_and_year_once(first: date, last: date, language: str, expected: str):
    assert day_range(first, last, language) == expected


@pytest.mark.parametrize(
    ("hour", "minute", "language", "expected"),
    [
        (9, 30, "fr", "9h30"),
        (9, 5, "fr", "9h05"),
        (14, 0, "fr", "14h"),
        (9, 30, "nl", "9.30\u00a0uur"),
        (9, 0, "nl", "9\u00a0uur"),
        (9, 30, "en", "9:30"),
        (0, 0, "en", "0:00"),
    ],
)
def test_a_time_is_written_as_people_say_it(hour: int, minute: int, language: str, expected: str):
    assert clock_time(datetime(2024, 3, 18, hour, minute, tzinfo=BELGIUM), language) == expected


@pytest.mark.parametrize(
    ("moment", "time", "day"),
    [
        (datetime(2024, 3, 31, 0, 59, tzinfo=UTC), "1h59", date(2024, 3, 31)),
        (datetime(2024, 3, 31, 1, 0, tzinfo=UTC), "3h", date(2024, 3, 31)),
        (datetime(2024, 6, 30, 22, 0, tzinfo=UTC), "0h", date(2024, 7, 1)),
        (datetime(2023, 12, 31, 22, 59, tzinfo=UTC), "23h59", date(2023, 12, 31)),
    ],
)
@pytest.mark.requirement("IM-03")
def test_a_moment_is_what_clock_and_calendar_show_in_belgium(moment: datetime, time: str, day: date):
    assert (clock_time(moment, "fr"), day_of(moment)) == (time, day)


def test_what_is_unclear_is_refused():
    naive = datetime(2024, 3, 18, 9, 30)  # noqa: DTZ001 -- that is the point
    for act in (lambda: clock_time(naive, "fr"), lambda: day_of(naive)):
        with pytest.raises(ValueError, match="without a zone"):
            act()
    with pytest.raises(ValueError, match="Give a date"):
        long_day(naive, "fr")
    with pytest.raises(ValueError, match="cannot end on"):
        day_range(MARCH_18, date(2024, 3, 17), "fr")
    for act in (lambda: plain_day(MARCH_18, "de"), lambda: clock_time(datetime.now(UTC), "de")):
        with pytest.raises(ValueError, match="not in 'de'"):
            act()
