"""The history of fields: kept by act, told the latest first, put back, and gone with who is gone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from core.contract.importing import Subject
from core.database.base import uuid7
from core.programme.field_history import (
    REFERENCE,
    ChangedField,
    Way,
    changes_of,
    forget_changes_of,
    keep_changes,
    undo_changes,
)
from core.programme.models import FieldChange, Opening
from tests.core.programme.ground import Ground

pytestmark = pytest.mark.requirement("IM-13")


def told(ground: Ground, guest: uuid.UUID) -> Sequence[tuple[str, str | None, tuple[tuple[Any, ...], ...]]]:
    """Return what is told of a guest: by what, why, and each field with what it was and became."""
    changes = changes_of(ground.unit, registration_id=guest)
    return [(each.way, each.reason, tuple((one.field, one.old, one.new) for one in each.fields)) for each in changes]


def test_what_an_act_changed_is_told_with_its_reason_the_latest_first(ground: Ground) -> None:
    guest, other = ground.guest(), ground.guest()
    first = [(Subject(guest), {"name": ("Ada", "Adda"), "phone": ("", "1")}), (Subject(other), {"phone": ("2", "")})]
    keep_changes(ground.unit, ground.edition.id, "guests", first, way=Way.FILE)
    # The clock of a rehearsal may be set back between two acts.
    earlier = replace(ground.unit, now=ground.unit.now - timedelta(days=30))
    keep_changes(
        earlier, ground.edition.id, "guests", [(Subject(guest), {"phone": ("1", "3")})], way=Way.HAND, reason="!"
    )
    assert told(ground, guest) == [
        ("hand", "!", (("phone", "1", "3"),)),
        ("file", None, (("name", "Ada", "Adda"), ("phone", "", "1"))),
    ]
    assert told(ground, other) == [("file", None, (("phone", "2", ""),))]
    assert [each.fields[0] for each in changes_of(ground.unit, registration_id=other)] == [
        ChangedField("guests", "phone", "2", "")
    ]


def test_what_was_put_back_is_told_as_that(ground: Ground) -> None:
    guest = ground.guest()
    act = keep_changes(ground.unit, ground.edition.id, "guests", [(Subject(guest), {"phone": ("", "1")})], way=Way.FILE)
    undo_changes(ground.unit, act)
    assert told(ground, guest) == [("undone", None, (("phone", "1", ""),)), ("file", None, (("phone", "", "1"),))]


def test_a_history_begins_with_who_entered_it(ground: Ground) -> None:
    guest = ground.guest()
    for fields in ({REFERENCE: ("", "S001")}, {"phone": ("", "1")}):
        keep_changes(ground.unit, ground.edition.id, "guests", [(Subject(guest), fields)], way=Way.HAND)
    assert [each.enters for each in changes_of(ground.unit, registration_id=guest)] == [False, True]


def test_of_a_registration_everything_tells_of_its_people_before_and_after(ground: Ground) -> None:
    guest, before = ground.guest(), uuid7()
    keep_changes(
        ground.unit, ground.edition.id, "guests", [(Subject(guest, None, before), {"diet": ("", "x")})], way=Way.HAND
    )
    kept = ground.unit.session.scalars(select(FieldChange.person_ids)).one()
    assert sorted(kept) == sorted([before, ground.person_of(guest)])


def test_of_an_offer_only_what_names_its_contact_tells_of_somebody(ground: Ground) -> None:
    opening, contact = ground.opening(1), uuid7()
    offer = ground.unit.session.scalars(select(Opening.offer_id).where(Opening.id == opening)).one()
    fields = {"places": ("1", "2"), "phone": ("", "1")}
    keep_changes(ground.unit, ground.edition.id, "tables", [(Subject(None, offer, contact), fields)], way=Way.HAND)
    rows = ground.unit.session.execute(select(FieldChange.field, FieldChange.person_ids).order_by(FieldChange.id)).all()
    assert [(field, list(people)) for field, people in rows] == [("places", []), ("phone", [contact])]


def test_who_is_gone_has_no_history(ground: Ground) -> None:
    guest, other = ground.guest(), ground.guest()
    for each in (guest, other):
        keep_changes(ground.unit, ground.edition.id, "guests", [(Subject(each), {"phone": ("", "1")})], way=Way.HAND)
    forget_changes_of(ground.unit, [guest], [])
    assert (told(ground, guest), len(told(ground, other))) == ([], 1)


def test_keeping_takes_as_many_statements_for_fifty_as_for_one(ground: Ground) -> None:
    guests = ground.guests(50)
    heard: list[str] = []
    event.listen(ground.unit.session.get_bind(), "before_cursor_execute", lambda *args: heard.append(args[2]))
    counts = []
    for some in (guests[:1], guests):
        heard.clear()
        changes = [(Subject(guest), {"phone": ("", "1")}) for guest in some]
        keep_changes(ground.unit, ground.edition.id, "guests", changes, way=Way.FILE)
        counts.append(len(heard))
    assert counts == [2, 2]
