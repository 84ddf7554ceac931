"""When something is tried again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.jobs.rules import PATIENCE_WITH_MAIL, Patience


def test_a_mail_server_may_be_away_for_a_working_day() -> None:
    pauses = [PATIENCE_WITH_MAIL.pause_after(attempts) for attempts in range(1, PATIENCE_WITH_MAIL.tries)]
    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8)]
    assert timedelta(hours=12) < sum(pauses, timedelta()) < timedelta(hours=24)


def test_nothing_is_tried_more_often_than_said() -> None:
    assert [PATIENCE_WITH_MAIL.is_over(attempts) for attempts in (0, 1, 7, 8, 9)] == [False, False, False, True, True]


@given(st.integers(1, 60), st.integers(1, 3600), st.integers(1, 5), st.integers(1, 100_000))
def test_pauses_grow_up_to_the_longest(attempts: int, first: int, factor: int, longest: int) -> None:
    patience = Patience(99, timedelta(seconds=first), factor, timedelta(seconds=longest))
    expected = min(first * factor ** (attempts - 1), longest)
    assert patience.pause_after(attempts) == timedelta(seconds=expected)
