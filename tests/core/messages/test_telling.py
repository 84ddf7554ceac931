"""A reason is told once, whichever act would tell it, unless somebody decided to tell it again."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.messages.models import Message
from core.messages.previewing import samples
from core.messages.services import resend, write_letters
from core.messages.telling import told_to
from tests.core.messages.conftest import a_letter as letter

ADA, BEA = uuid.UUID(int=1), uuid.UUID(int=2)


def told(unit) -> list[tuple[str, str | None, int]]:
    query = select(Message.to_name, Message.cause, Message.telling).order_by(Message.to_name, Message.id)
    return [tuple(row) for row in unit.session.execute(query)]


def test_what_was_told_is_not_written_a_second_time(unit_for) -> None:
    unit = unit_for()
    first = [letter("Ada", about_id=ADA, cause="places left")]
    assert write_letters(unit, first, captured=False) == 1
    both = [*first, letter("Bea", about_id=BEA, cause="places left")]
    assert [(each.count, each.letter.to_name) for each in samples(unit, both, "lunch")] == [(1, "Bea")]
    assert write_letters(unit, both, captured=False) == 1
    assert write_letters(unit, both, captured=False) == 0
    assert told(unit) == [("Ada", "places left", 1), ("Bea", "places left", 1)]
    assert told_to(unit.session, first[0].kind, "places left", [ADA, BEA]) == {ADA, BEA}
    assert told_to(unit.session, first[0].kind, "another reason", [ADA, BEA]) == frozenset()


def test_it_is_told_again_when_somebody_decided_so_and_counted(unit_for) -> None:
    unit = unit_for()
    letters = [letter("Ada", about_id=ADA, cause="places left"), letter("Bea", about_id=BEA, cause="places left")]
    write_letters(unit, letters[:1], captured=False)
    assert write_letters(unit, letters, captured=False, again=True) == 2
    assert told(unit) == [("Ada", "places left", 1), ("Ada", "places left", 2), ("Bea", "places left", 1)]


def test_what_has_no_reason_of_its_own_comes_as_often_as_what_it_tells_of(unit_for) -> None:
    unit = unit_for()
    for _ in range(2):
        write_letters(unit, [letter("Ada", about_id=ADA)], captured=False)
    assert told(unit) == [("Ada", None, 1)] * 2


def test_a_letter_that_is_sent_again_tells_nothing_new(unit_for) -> None:
    unit = unit_for()
    write_letters(unit, [letter("Ada", about_id=ADA, cause="places left", to_address=None)], captured=False)
    resend(unit, unit.session.scalars(select(Message.id)).one(), "ada@example.org")
    assert told(unit) == [("Ada", "places left", 1), ("Ada", None, 1)]


def test_the_database_has_the_last_word(unit_for) -> None:
    unit = unit_for()
    write_letters(unit, [letter("Ada", about_id=ADA, cause="places left")], captured=False)
    row = unit.session.scalars(select(Message)).one()
    names = [column.key for column in Message.__table__.columns if column.computed is None]
    twin = {name: getattr(row, name) for name in names} | {"id": uuid.uuid4(), "message_id": "<another>"}
    with pytest.raises(IntegrityError, match="cause_telling"):
        unit.session.insert_many(Message, [twin])


def test_the_same_reason_twice_in_one_act_is_told_once(unit_for) -> None:
    unit = unit_for()
    twice = [letter("Ada", about_id=ADA, cause="places left")] * 2
    assert write_letters(unit, twice, captured=False) == 1


def test_the_same_letter_without_a_reason_twice_in_one_act_is_written_twice(unit_for) -> None:
    """Two places of one person are told by two letters."""
    unit = unit_for()
    assert write_letters(unit, [letter("Ada", about_id=ADA)] * 2, captured=False) == 2


def test_a_reason_is_told_by_a_letter_of_each_kind(unit_for) -> None:
    unit = unit_for()
    first = letter("Ada", about_id=ADA, cause="places left")
    write_letters(unit, [first], captured=False)
    other = replace(first.kind, key="test.other")
    assert told_to(unit.session, other, "places left", [ADA]) == frozenset()
    assert write_letters(unit, [replace(first, kind=other)], captured=False) == 1
