"""One form, one act: pressed twice, pressed at once, sent from two devices."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from core.audit.services import record
from core.contract.acting import Actor
from core.forms.once import OnceForm, done_already
from tests.together import at_once

ADA = Actor("Ada", account_id=uuid.UUID(int=1))
ACTS = {"lunch.guest.registered"}

pytestmark = pytest.mark.requirement("IM-05")


def register(unit_for, entry: str, actor: Actor = ADA) -> str:
    unit = unit_for(actor=actor)
    if done := done_already(unit, ACTS, entry):
        unit.session.rollback()  # Ends the transaction, which others wait for.
        return str(done["reference"])
    reference = f"G{uuid.uuid4()}"
    record(unit, "lunch.guest.registered", uuid.uuid4(), entry=entry, reference=reference)
    unit.session.commit()
    return reference


def test_the_second_press_is_answered_as_the_first(unit_for) -> None:
    first = register(unit_for, "a")
    assert [register(unit_for, "a"), register(unit_for, "b") == first] == [first, False]
    assert register(unit_for, "a", Actor("Bea", account_id=uuid.UUID(int=2))) != first


def test_who_came_by_a_link_is_answered_the_same_too(unit_for) -> None:
    cleo = Actor("Cleo")
    assert register(unit_for, "a", cleo) == register(unit_for, "a", cleo)


def test_two_presses_at_once_are_one(unit_for, engine) -> None:
    made = at_once(*[lambda: register(unit_for, "a")] * 2)
    assert len(set(made)) == 1


def test_a_form_has_a_key_of_its_own_that_stays_when_it_is_shown_again(app: Flask) -> None:
    with app.test_request_context("/"):
        first, second = OnceForm(), OnceForm()
        assert first.entry_key != second.entry_key
        again = OnceForm(formdata=MultiDict({"entry": first.entry.data}))
        assert again.entry_key == first.entry_key
    with app.test_request_context("/", method="POST", data={"entry": "<script>"}):
        forged = OnceForm()
        assert (uuid.UUID(forged.entry_key).version, forged.entry_key == "<script>") == (4, False)
