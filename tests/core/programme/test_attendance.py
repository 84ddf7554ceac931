"""When an occurrence is over, and how long somebody was there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.programme.attendance import Attended, has_ended, hours_attended, time_attended

START = datetime(2024, 3, 18, 9, tzinfo=UTC)
END = START + timedelta(hours=7, minutes=30)


@pytest.mark.parametrize(("later", "ended"), [(-1, False), (0, True), (1, True)])
def test_an_occurrence_is_over_from_the_moment_of_its_end(later: int, ended: bool) -> None:
    assert has_ended(END, END + timedelta(seconds=later)) is ended


@pytest.mark.parametrize(
    ("outcome", "minutes", "there"),
    [
        ("present", None, timedelta(hours=7, minutes=30)),
        ("present", 90, timedelta(hours=1, minutes=30)),
        ("present", 600, timedelta(hours=7, minutes=30)),
        ("excused", None, timedelta()),
        ("no_show", None, timedelta()),
    ],
)
def test_whoever_was_present_was_there_as_long_as_noted(outcome: str, minutes: int | None, there: timedelta) -> None:
    assert time_attended(Attended(START, END, outcome, minutes)) == there


def test_hours_add_up() -> None:
    whole, part = Attended(START, END, "present"), Attended(START, END, "present", 45)
    assert hours_attended([whole, part, Attended(START, END, "no_show")]) == 8.25
    assert hours_attended([]) == 0
