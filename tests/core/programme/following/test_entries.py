"""Agreed times in people's calendars: on the clock in Belgium, moved by their UID, called off and never doubled."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from core.language.dates import BELGIUM
from core.programme.following.entries import Entry, calendar_file
from core.programme.following.rules import Stretch

pytestmark = pytest.mark.requirement("IM-28")
NOW = datetime(2024, 3, 20, 10, tzinfo=UTC)


def entry(begins: datetime, ends: datetime, **facts) -> Entry:
    said = {"uid": "a@liaison", "sequence": 0, "called_off": False, "summary": "Lunch", **facts}
    return Entry(stretch=Stretch(begins.astimezone(UTC), ends.astimezone(UTC)), **said)


def read(*entries: Entry) -> list[dict[str, object]]:
    calendar = Calendar.from_ical(calendar_file(entries, NOW))
    names = ("UID", "SEQUENCE", "STATUS", "SUMMARY")
    return [
        {**{name: str(event[name]) for name in names}, "from": event["DTSTART"].dt, "to": event["DTEND"].dt}
        for event in calendar.walk("VEVENT")
    ]


@pytest.mark.parametrize(("month", "day", "offset"), [(3, 29, 1), (4, 2, 2), (10, 28, 1)])
def test_nine_is_nine_whatever_the_season(month: int, day: int, offset: int) -> None:
    begins = datetime(2024, month, day, 9, tzinfo=BELGIUM)
    [found] = read(entry(begins, begins.replace(hour=16)))
    assert (found["from"].hour, found["from"].utcoffset().total_seconds() / 3600) == (9, offset)
    assert found["from"] == begins
    written = calendar_file([entry(begins, begins.replace(hour=16))], NOW).decode()
    assert f"DTSTART;TZID=Europe/Brussels:2024{month:02}{day:02}T090000" in written
    assert "BEGIN:VTIMEZONE" in written


def test_a_day_without_times_is_the_whole_day_also_when_the_clocks_change() -> None:
    [found] = read(entry(datetime(2024, 3, 31, tzinfo=BELGIUM), datetime(2024, 4, 1, tzinfo=BELGIUM)))
    assert (found["from"], found["to"]) == (date(2024, 3, 31), date(2024, 4, 1))


def test_what_was_called_off_is_told_so_and_what_somebody_wrote_adds_nothing() -> None:
    begins = datetime(2024, 4, 22, 9, tzinfo=BELGIUM)
    hostile = "Un jour\r\nEND:VEVENT\r\nBEGIN:VALARM"
    [found] = read(entry(begins, begins.replace(hour=10), sequence=3, called_off=True, summary=hostile))
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("a@liaison", "3", "CANCELLED")
    assert str(found["SUMMARY"]).replace("\r", "").startswith("Un jour\nEND:VEVENT")
