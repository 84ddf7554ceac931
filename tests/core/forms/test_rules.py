"""Whose a draft is, what of a form is kept, and until when what was begun in time counts."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forms.rules import GRACE, LONGEST, MOST_FIELDS, DraftPlace, is_in_time, is_too_long, typed_of, whose
from core.forms.sealing import place_of, sealed

END = datetime(2024, 3, 1, 23, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(hours=-5), timedelta(hours=5)).map(lambda ahead: END + ahead)
ADA, BEA, CLEO = (uuid.UUID(int=number) for number in range(1, 4))
EDITION = uuid.UUID(int=9)


def place(owner_id: uuid.UUID = EDITION, key: str = "") -> DraftPlace:
    return DraftPlace("lunch.guest", owner_id, key, "/lunch/2024/new")


@pytest.mark.requirement("IM-05")
@given(MOMENTS, MOMENTS)
def test_who_had_begun_before_the_end_has_two_hours_more(now: datetime, begun_at: datetime) -> None:
    before = now.timestamp() < END.timestamp()
    within = now.timestamp() - END.timestamp() < 7200
    assert is_in_time(END, now, None) == before
    assert is_in_time(END, now, begun_at) == (before or (begun_at.timestamp() < END.timestamp() and within))


def test_the_grace_begins_with_the_end_and_ends_by_itself() -> None:
    begun = END - timedelta(minutes=1)
    assert [is_in_time(END, END + after, begun) for after in (timedelta(0), GRACE - timedelta.resolution, GRACE)] == [
        True,
        True,
        False,
    ]
    assert not is_in_time(END, END, END)


def test_what_the_browser_and_the_draft_bring_themselves_is_not_typed() -> None:
    sent = [("csrf_token", "t"), ("name", "A\x00da"), ("day", "1"), ("day", "2"), ("draft_version", "3")]
    assert typed_of(sent) == (("name", "Ada"), ("day", "1"), ("day", "2"))


def test_more_than_anybody_types_is_too_long() -> None:
    assert not is_too_long((("a", "x" * (LONGEST - 1)),))
    assert is_too_long((("a", "x" * LONGEST),))
    assert not is_too_long((("a", ""),) * MOST_FIELDS)
    assert is_too_long((("a", ""),) * (MOST_FIELDS + 1))


def test_a_draft_is_of_who_is_signed_in_first_and_of_what_they_came_with() -> None:
    assert whose(ADA, [], place()) == (ADA,)
    assert whose(None, [CLEO, BEA], place()) == (BEA, CLEO)
    assert whose(ADA, [BEA], place()) == (ADA, BEA)
    assert whose(None, [], place()) == ()


@pytest.mark.parametrize("where", [place(owner_id=BEA), place(key=str(BEA))])
def test_a_form_about_one_registration_is_no_other_ones(where: DraftPlace) -> None:
    assert whose(None, [ADA, BEA, CLEO], where) == (BEA,)


@given(st.text(), st.text(), st.uuids(), st.text())
def test_an_address_says_the_place_it_was_made_for(kind: str, key: str, owner_id: uuid.UUID, page: str) -> None:
    where = DraftPlace(kind, owner_id, key, page)
    token = sealed("k", ADA, where)
    assert place_of("k", ADA, token) == where
    others = [place_of("other", ADA, token), place_of("k", BEA, token), place_of("k", ADA, f"x{token}")]
    assert others == [None, None, None]
