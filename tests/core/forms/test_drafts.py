"""Drafts are kept, found on any device, never written over unseen, and let go of."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.contract.acting import Actor, TakingPart
from core.forms.drafts import (
    Reached,
    draft_of,
    drop_draft,
    drop_drafts_for,
    expiring_drafts,
    forget_drafts,
    keep_draft,
    note_told,
    own_drafts,
    sweep_drafts,
)
from core.forms.errors import GoneDraftError, LongDraftError, NewerDraftError
from core.forms.models import Draft
from core.forms.rules import KEPT, LONGEST, NOTICE, DraftPlace, Typed
from tests.together import at_once

NOW = datetime(2024, 2, 19, 9, tzinfo=UTC)
ADA = Actor("Ada", account_id=uuid.UUID(int=1))
BEA = Actor("Bea", account_id=uuid.UUID(int=2))
CLEO = uuid.UUID(int=3)
EDITION = uuid.UUID(int=9)
PLACE = DraftPlace("lunch.guest", EDITION, "", "/lunch/2024/new")
SOUP: Typed = (("name", "Ada"), ("dish", "soup"))
STEW: Typed = (("name", "Ada"), ("dish", "stew"))

pytestmark = pytest.mark.requirement("IM-05")


def by_link(*registrations: uuid.UUID) -> Actor:
    parts = tuple(TakingPart("guest", "lunch", uuid.uuid4(), each) for each in registrations)
    return Actor("Cleo", parts=parts)


def typed(draft: Draft | None) -> Typed | None:
    return None if draft is None else tuple((name, value) for name, value in draft.content)


def test_what_was_typed_is_found_again_by_its_owner_alone(unit_for) -> None:
    first = unit_for(actor=ADA)
    assert draft_of(first, PLACE) is None
    saved = keep_draft(first, PLACE, SOUP, known=0)
    first.session.commit()
    assert (saved.version, saved.saved_at) == (1, NOW)
    assert typed(draft_of(unit_for(actor=ADA), PLACE)) == SOUP
    others = [unit_for(actor=BEA), unit_for(actor=by_link(CLEO)), unit_for("orchard", actor=ADA), unit_for()]
    assert [draft_of(unit, PLACE) for unit in others] == [None] * 4
    elsewhere = DraftPlace("lunch.guest", EDITION, "another", "/lunch/2024/new")
    assert draft_of(unit_for(actor=ADA), elsewhere) is None


def test_each_save_is_another_version_and_the_same_twice_is_one(unit_for) -> None:
    unit = unit_for(actor=ADA)
    versions = [
        keep_draft(unit, PLACE, each, known=known).version
        for each, known in ((SOUP, 0), (STEW, 1), (STEW, 1), (SOUP, 2))
    ]
    assert versions == [1, 2, 2, 3]


def test_what_was_saved_on_another_device_is_not_written_over(unit_for) -> None:
    unit = unit_for(actor=ADA)
    keep_draft(unit, PLACE, SOUP, known=0)
    keep_draft(unit, PLACE, STEW, known=1)
    for stale in (0, 1):
        with pytest.raises(NewerDraftError) as refused:
            keep_draft(unit, PLACE, SOUP, known=stale)
        assert (refused.value.version, refused.value.saved_at) == (2, NOW)
    assert typed(draft_of(unit, PLACE)) == STEW
    assert keep_draft(unit, PLACE, SOUP, known=2).version == 3


def test_two_devices_that_begin_at_once_make_one_draft(unit_for, engine) -> None:
    def begin(dish: Typed) -> str:
        unit = unit_for(actor=ADA)
        try:
            keep_draft(unit, PLACE, dish, known=0)
        except NewerDraftError:
            unit.session.rollback()
            return "newer"
        unit.session.commit()
        return "kept"

    assert sorted(at_once(lambda: begin(SOUP), lambda: begin(STEW))) == ["kept", "newer"]
    assert len(unit_for().session.scalars(select(Draft)).all()) == 1


def test_what_was_sent_does_not_come_back_by_a_late_save(unit_for) -> None:
    unit = unit_for(actor=ADA)
    keep_draft(unit, PLACE, SOUP, known=0)
    assert [drop_draft(unit, PLACE), drop_draft(unit, PLACE)] == [True, False]
    with pytest.raises(GoneDraftError):
        keep_draft(unit, PLACE, STEW, known=1)
    assert draft_of(unit, PLACE) is None
    assert keep_draft(unit, PLACE, STEW, known=0).version == 1


def test_more_than_anybody_types_is_not_kept_and_nobody_has_no_draft(unit_for) -> None:
    with pytest.raises(LongDraftError):
        keep_draft(unit_for(actor=ADA), PLACE, (("name", "x" * LONGEST),), known=0)
    with pytest.raises(LookupError):
        keep_draft(unit_for(actor=Actor("")), PLACE, SOUP, known=0)
    assert not drop_draft(unit_for(actor=Actor("")), PLACE)


def test_who_came_by_a_link_goes_on_where_they_signed_in_and_back(unit_for) -> None:
    unit = unit_for(actor=by_link(CLEO))
    keep_draft(unit, PLACE, SOUP, known=0)
    signed_in = Actor("Cleo", account_id=uuid.UUID(int=7), parts=by_link(CLEO).parts)
    at_desk = unit_for(actor=signed_in)
    unit.session.commit()
    assert typed(draft_of(at_desk, PLACE)) == SOUP
    assert keep_draft(at_desk, PLACE, STEW, known=1).version == 2
    at_desk.session.commit()
    assert typed(draft_of(unit_for(actor=by_link(CLEO)), PLACE)) == STEW
    assert [typed(each) for each in own_drafts(unit_for(actor=signed_in))] == [STEW]


def test_two_links_in_one_browser_do_not_mix_the_forms_of_their_registrations(unit_for) -> None:
    mine, other = uuid.UUID(int=11), uuid.UUID(int=12)
    unit = unit_for(actor=by_link(mine, other))
    keep_draft(unit, DraftPlace("lunch.change", mine, "", "/x"), SOUP, known=0)
    unit.session.commit()
    assert draft_of(unit_for(actor=by_link(other)), DraftPlace("lunch.change", mine, "", "/x")) is None
    assert typed(draft_of(unit_for(actor=by_link(mine)), DraftPlace("lunch.change", mine, "", "/x"))) == SOUP


def test_a_draft_goes_thirty_days_after_it_was_last_saved(unit_for) -> None:
    unit = unit_for(actor=ADA)
    keep_draft(unit, PLACE, SOUP, known=0)
    unit.session.commit()
    assert [sweep_drafts(unit_for(now=NOW + KEPT)), sweep_drafts(unit_for(now=NOW + KEPT + timedelta(seconds=1)))] == [
        0,
        1,
    ]


def test_its_owner_is_told_once_some_days_before_and_has_those_days_in_any_case(unit_for) -> None:
    unit = unit_for(actor=ADA)
    keep_draft(unit, PLACE, SOUP, known=0, reached=Reached("Ada", "ada@x.example", "nl"))
    unit.session.commit()
    assert expiring_drafts(unit_for(now=NOW + KEPT - NOTICE)) == []
    late = unit_for(now=NOW + KEPT - timedelta(days=1))  # Nobody looked for four days.
    (draft,) = expiring_drafts(late)
    assert (draft.to_name, draft.to_address, draft.language) == ("Ada", "ada@x.example", "nl")
    note_told(late, [draft])
    late.session.commit()
    assert expiring_drafts(unit_for(now=late.now)) == []
    kept = draft_of(unit_for(actor=ADA), PLACE)
    assert kept is not None
    assert (kept.expires_at, kept.version) == (late.now + NOTICE, 1)
    again = unit_for(actor=ADA, now=late.now)
    keep_draft(again, PLACE, SOUP, known=1)
    again.session.commit()
    assert [each.expires_at for each in expiring_drafts(unit_for(now=late.now + KEPT))] == [late.now + KEPT]


def test_what_is_forgotten_or_wiped_takes_its_drafts_along(unit_for) -> None:
    unit, other = unit_for(actor=ADA), unit_for(actor=BEA)
    elsewhere = DraftPlace("lunch.guest", uuid.UUID(int=10), "", "/x")
    for each in (unit, other):
        keep_draft(each, PLACE, SOUP, known=0)
        keep_draft(each, elsewhere, SOUP, known=0)
        each.session.commit()
    assert forget_drafts(unit.session, [ADA.account_id]) == 2
    assert drop_drafts_for(unit.session, [EDITION]) == 1
    assert [(each.holder_id, each.owner_id) for each in unit.session.scalars(select(Draft))] == [
        (BEA.account_id, uuid.UUID(int=10))
    ]
