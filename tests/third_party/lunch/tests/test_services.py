"""Somebody is noted once and told once; whoever may not is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lunch.enums import EntryState
from lunch.errors import EntryExistsError
from lunch.models import LunchEntry
from lunch.services import confirm_now, note_entry
from sqlalchemy import select

from core.contract.acting import READER, Actor, Grant, NotAllowedError
from core.messages.models import Message


def noted(unit, edition, email: str = "ada@service.example"):
    return note_entry(unit, edition, name="Ada Simon", email=email, language="fr")


def silent(_done: int, _total: int) -> None:
    """Nobody watches the progress."""


def test_whoever_is_noted_is_told_by_letter(unit, edition) -> None:
    entry = noted(unit, edition)
    (letter,) = unit.session.scalars(select(Message)).all()
    assert (letter.kind, letter.to_address, letter.about_id) == ("lunch.noted", "ada@service.example", entry.id)
    assert letter.subject == "Vous êtes sur la liste : Essai 2024"


def test_nobody_is_noted_twice_or_told_twice(unit, edition) -> None:
    noted(unit, edition)
    with pytest.raises(EntryExistsError):
        noted(unit, edition, "ADA@service.example")
    assert len(unit.session.scalars(select(LunchEntry)).all()) == 1
    assert len(unit.session.scalars(select(Message)).all()) == 1


def test_a_reader_notes_nobody(unit, edition) -> None:
    with pytest.raises(NotAllowedError):
        noted(replace(unit, actor=Actor("Anne", grants=(Grant(READER),))), edition)


def test_confirming_twice_confirms_once(unit, edition) -> None:
    noted(unit, edition)
    noted(unit, edition, "bea@service.example")
    assert [confirm_now(unit, edition.id, silent) for _ in range(2)] == [2, 0]
    unit.session.expire_all()
    assert set(unit.session.scalars(select(LunchEntry.state))) == {EntryState.CONFIRMED}


def test_whoever_is_noted_meanwhile_is_confirmed_the_next_time(unit, edition) -> None:
    noted(unit, edition)
    late = ["bea@service.example"]

    def meanwhile(_done: int, _total: int) -> None:
        while late:
            noted(unit, edition, late.pop())

    assert [confirm_now(unit, edition.id, report) for report in (meanwhile, silent)] == [1, 1]
