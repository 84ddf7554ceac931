"""What a file says otherwise, as people read it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.exchange.changes import LONGEST_SHOWN, SAME, Change, in_words, only_changed, weekday_words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        (True, "yes"),
        (datetime(2024, 3, 18, 8, 30, tzinfo=UTC), "18 Mar 2024, 09:30"),
        (datetime(2024, 3, 17, 23, tzinfo=UTC), "18 Mar 2024"),
        (date(2024, 3, 18), "18 Mar 2024"),
        (Decimal("0.50"), "0.5"),
        (Decimal("100.00"), "100"),
        (("H001", "H002"), "H001, H002"),
        (7, "7"),
        ("x" * 300, "x" * LONGEST_SHOWN + "…"),
    ],
)
def test_a_value_is_read_as_in_a_cell(app: Any, value: Any, said: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert in_words(value) == said


def test_days_are_written_as_the_reader_writes_them(app: Any) -> None:
    moment = datetime(2024, 3, 18, 8, 30, tzinfo=UTC)
    with app.test_request_context("/?lang=fr"):
        assert [in_words(moment), in_words(moment.date())] == ["18/03/2024 09:30", "18/03/2024"]


def test_days_of_the_week_have_names(app: Any) -> None:
    with app.test_request_context("/?lang=nl"):
        assert weekday_words((1, 5)) == "maandag, vrijdag"


def test_only_what_differs_is_a_change_whatever_shows_it() -> None:
    told = {"a": Change(1, 1), "b": Change(None, "x", lambda value: f"<{value}>"), "c": SAME}
    assert only_changed(told) == {"b": Change(None, "x")}
    assert told["b"].texts() == ("<None>", "<x>")
