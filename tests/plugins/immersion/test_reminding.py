"""Whom to remind of what, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.programme.following.rules import Stage
from plugins.immersion.reminding import STALE, OpenPlace, Reminder, choices_due, due, letters_leave

pytestmark = pytest.mark.requirement("IM-33")

BY, LAST = date(2024, 4, 2), date(2024, 6, 30)
SOON, LATE, NEWS, TOOK = Reminder


@pytest.mark.parametrize(
    ("today", "stage", "found"),
    [
        (date(2024, 3, 27), "waiting", set()),
        (date(2024, 3, 28), "waiting", {SOON}),  # Two working days before: Easter lies between.
        (date(2024, 4, 2), "waiting", {SOON}),
        (date(2024, 4, 3), "waiting", {LATE}),
        (date(2024, 4, 4), "waiting", {LATE, NEWS}),
        (date(2024, 4, 4), "no_news", {LATE}),  # Who said that there is none is not asked again.
        (date(2024, 4, 16), "waiting", {LATE, NEWS}),
        (date(2024, 4, 17), "waiting", set()),
        *((date(2024, 4, 4), stage, set()) for stage in ("contacted", "agreed", "took_place", "did_not")),
    ],
)
def test_a_contact_that_is_still_to_be_made(today: date, stage: str, found: set[Reminder]) -> None:
    assert due(OpenPlace(stage, False, BY, None), today, LAST) == found
    assert due(OpenPlace(stage, True, BY, None), today, LAST) == set()


@pytest.mark.parametrize(("days", "asked"), [(-1, False), (0, False), (1, True), (14, True), (15, False)])
def test_whether_it_took_place_is_asked_once_the_day_is_over(days: int, asked: bool) -> None:
    place = OpenPlace("agreed", False, BY, date(2024, 4, 22))
    assert due(place, date(2024, 4, 22) + timedelta(days=days), LAST) == ({TOOK} if asked else set())


def test_nobody_is_late_once_the_immersions_are_over() -> None:
    place = OpenPlace("waiting", False, BY, None)
    assert due(place, date(2024, 4, 5), date(2024, 4, 4)) == set()
    assert due(place, date(2024, 4, 5), None) == {LATE, NEWS}


@pytest.mark.parametrize(("day", "asked"), [(28, False), (29, True), (31, True)])
def test_choices_are_asked_for_three_days_before(day: int, asked: bool) -> None:
    assert choices_due(date(2024, 4, 1), date(2024, 3, day)) is asked
    assert not choices_due(date(2024, 4, 1), date(2024, 4, 2))


@pytest.mark.parametrize(
    ("now", "live", "rehearsed"),
    [
        (datetime(2024, 4, 3, 6, 0, tzinfo=UTC), True, True),  # 8 o'clock in summer.
        (datetime(2024, 4, 3, 5, 59, tzinfo=UTC), False, True),
        (datetime(2024, 4, 1, 9, tzinfo=UTC), False, False),
        (datetime(2024, 4, 6, 9, tzinfo=UTC), False, False),
    ],
)
def test_letters_leave_by_day_on_working_days(now: datetime, live: bool, rehearsed: bool) -> None:
    assert [letters_leave(now, rehearsal=each) for each in (False, True)] == [live, rehearsed]


@given(
    st.sampled_from([stage.value for stage in Stage]),
    st.booleans(),
    st.integers(-40, 60),
    st.one_of(st.none(), st.integers(-20, 60)),
)
def test_nobody_is_reminded_of_what_is_settled(stage: str, disputed: bool, days: int, agreed: int | None) -> None:
    last = None if agreed is None else BY + timedelta(days=agreed)
    today = BY + timedelta(days=days)
    found = due(OpenPlace(stage, disputed, BY, last), today, None)
    if disputed or stage in (Stage.CONTACTED, Stage.TOOK_PLACE, Stage.DID_NOT):
        assert found == set()
    if found & {SOON, LATE, NEWS}:
        assert stage in (Stage.WAITING, Stage.NO_NEWS)
        assert today <= BY + STALE
    if TOOK in found:
        assert last is not None
        assert last < today
    assert not (SOON in found and LATE in found)
