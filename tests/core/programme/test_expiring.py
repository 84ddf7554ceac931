"""People are told of what they began to fill in, before it goes: once, in their language, with the way back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.accounts.models import Person
from core.contract.acting import Actor, TakingPart
from core.forms.drafts import Reached, keep_draft
from core.forms.rules import KEPT, NOTICE, DraftPlace
from core.messages.models import Message
from core.programme.expiring import tell_of_expiring
from tests.core.programme.ground import Ground
from tests.core.programme.lunches import made

NOW = datetime(2024, 2, 19, 9, tzinfo=UTC)
LATER = NOW + KEPT - NOTICE + timedelta(hours=1)

pytestmark = pytest.mark.requirement("IM-05")


def begin(unit_for, holder: Actor, owner: uuid.UUID, reached: Reached | None = None) -> None:
    unit = unit_for(actor=holder)
    place = DraftPlace("lunch.guest", owner, "", "/lunch/2024/new")
    keep_draft(unit, place, (("name", "Ada"),), known=0, reached=reached)
    unit.session.commit()


def told(unit_for, now: datetime = LATER) -> int:
    unit = unit_for(now=now)
    count = tell_of_expiring(unit)
    unit.session.commit()
    return count


def letters(unit_for) -> list[Message]:
    return list(unit_for().session.scalars(select(Message).order_by(Message.id)))


def test_who_is_signed_in_is_told_once_with_the_page_of_the_form(unit_for) -> None:
    edition = made(unit_for(), state="live")
    begin(unit_for, Actor("Ada", account_id=uuid.uuid4()), edition.id, Reached("Ada Simon", "ada@x.example", "nl"))
    assert [told(unit_for, LATER - timedelta(hours=2)), told(unit_for), told(unit_for)] == [0, 1, 0]
    (letter,) = letters(unit_for)
    assert (letter.to_address, letter.language, letter.captured, letter.edition_id) == (
        *("ada@x.example", "nl"),
        *(False, edition.id),
    )
    assert letter.subject == "Het formulier waaraan u begon: Lunches 2024"
    assert "Op maandag 19\xa0februari 2024 is een formulier begonnen" in letter.body
    assert "tot en met dinsdag 19\xa0maart 2024" in letter.body
    assert "https://liaison.example/harbour/lunch/2024/new" in letter.body


def test_who_came_by_a_link_is_told_with_that_link(unit_for, ground: Ground) -> None:
    guest = ground.guest()
    person = ground.unit.session.get(Person, (ground.unit.tenant.id, ground.person_of(guest)))
    assert person is not None
    person.email, person.email_key = "cleo@x.example", "cleo@x.example"
    ground.unit.session.commit()
    begin(unit_for, Actor("Cleo", parts=(TakingPart("guest", "lunch", person.id, guest),)), guest)
    assert told(unit_for) == 1
    (letter,) = letters(unit_for)
    assert (letter.to_address, letter.about_id, letter.edition_id) == ("cleo@x.example", guest, ground.edition.id)
    assert letter.link_id is not None
    assert f"/harbour/l/{letter.link_id.hex}" in letter.body


def test_who_left_no_address_is_not_told_and_nobody_waits_for_it(unit_for, ground: Ground) -> None:
    guest = ground.guest()
    ground.unit.session.commit()
    begin(unit_for, Actor("Cleo", parts=(TakingPart("guest", "lunch", uuid.uuid4(), guest),)), guest)
    assert [told(unit_for), told(unit_for)] == [0, 0]
    assert letters(unit_for) == []


def test_what_was_begun_in_a_trial_is_told_by_test_mail(unit_for) -> None:
    edition = made(unit_for(), state="rehearsal")
    begin(unit_for, Actor("Ada", account_id=uuid.uuid4()), edition.id, Reached("Ada", "ada@x.example", None))
    assert told(unit_for) == 1
    assert [(each.captured, each.language) for each in letters(unit_for)] == [(True, "fr")]


def test_many_are_told_in_as_many_statements_as_one(unit_for, statements) -> None:
    edition = made(unit_for(), state="live")
    costs = []
    for number in (1, 5):
        for each in range(number):
            ada = Actor("Ada", account_id=uuid.uuid4())
            begin(unit_for, ada, edition.id, Reached("Ada", f"ada{number}{each}@x.example", "fr"))
        with statements() as sent:
            assert told(unit_for) == number
        costs.append(sent.count)
    assert costs[0] == costs[1]
