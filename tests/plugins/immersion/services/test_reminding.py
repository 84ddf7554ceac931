"""Reminders: to who has not acted, each once, by a chore that finds nothing when it is done again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from core.accounts.models import Person
from core.messages.models import Message
from core.programme.following.reminders import want_reminders
from core.programme.following.rules import Step
from core.programme.models import PersonalLink
from core.programme.queries import find_edition
from plugins.immersion.services.reminding import remind
from tests.plugins.immersion.services.released import AFTER_2, free
from tests.plugins.immersion.services.test_following import AFTER, agreed, called, registration_of, tell

pytestmark = pytest.mark.requirement("IM-33")

#: Contact is to be made by Easter Monday, 1 April.
SOON, LATE, NEWS = (datetime(2024, month, day, 9, tzinfo=UTC) for month, day in ((3, 28), (4, 2), (4, 3)))


def reminded(world: Any, at: datetime) -> list[tuple[str, str]]:
    """Do the chore at a time, and return what it wrote: the kind of each letter, and to whom."""
    world.session.execute(delete(Message).where(Message.cause.is_(None)))
    before = set(world.session.scalars(select(Message.id)))
    remind(world.on(at), world.edition)
    rows = world.session.execute(select(Message.id, Message.kind, Message.to_address).order_by(Message.id))
    return [(kind.removeprefix("immersion."), to.partition("@")[0]) for id_, kind, to in rows if id_ not in before]


@pytest.mark.requirement("IM-28")
def test_who_has_not_called_is_reminded_before_and_after_and_then_the_host_is_asked(two_at_h1) -> None:
    world = two_at_h1
    called(world, "S2", of="S2")
    assert reminded(world, datetime(2024, 3, 27, 9, tzinfo=UTC)) == []
    assert reminded(world, SOON) == [("contact_soon", "s1")]
    assert reminded(world, SOON.replace(hour=15)) == []
    assert reminded(world, LATE) == [("contact_late", "s1")]
    assert reminded(world, NEWS) == [("any_news", "h1")]
    assert reminded(world, datetime(2024, 4, 4, 9, tzinfo=UTC)) == []
    body = world.session.scalars(select(Message.body).where(Message.kind == "immersion.any_news")).one()
    assert ("Stagiaire S1" in body, "Stagiaire S2" in body) == (True, False)


def test_a_letter_brings_the_link_and_the_end_of_reminders(two_at_h1) -> None:
    world = two_at_h1
    reminded(world, SOON)
    link = select(PersonalLink.id).where(PersonalLink.registration_id == world.trainees["S1"])
    letter = world.session.scalars(select(Message).where(Message.about_id == world.trainees["S1"])).one()
    assert letter.link_id == world.session.scalars(link).one()
    assert f"/l/{letter.link_id.hex}#reminders" in letter.body


def test_a_host_is_asked_of_all_at_once(two_at_h1) -> None:
    world = two_at_h1
    reminded(world, LATE)
    assert reminded(world, NEWS) == [("any_news", "h1")]
    body = world.session.scalars(select(Message.body).where(Message.kind == "immersion.any_news")).one()
    assert "Stagiaire S1 et Stagiaire S2 devaient" in body


def test_nobody_is_written_to_on_a_holiday_or_at_night(two_at_h1) -> None:
    assert reminded(two_at_h1, datetime(2024, 4, 1, 9, tzinfo=UTC)) == []
    assert reminded(two_at_h1, datetime(2024, 4, 2, 4, tzinfo=UTC)) == []


def test_who_refuses_reminders_and_who_has_no_address_get_none(two_at_h1) -> None:
    world = two_at_h1
    want_reminders(world.on(AFTER_2), registration_of(world, "S1"), wanted=False)
    world.session.execute(update(Person).where(Person.email == "s2@trainee.example").values(email=None, email_key=None))
    assert reminded(world, SOON) == []
    want_reminders(world.on(AFTER_2), registration_of(world, "S1"), wanted=True)
    assert reminded(world, SOON) == [("contact_soon", "s1")]


def test_nothing_after_a_release(two_at_h1) -> None:
    world = two_at_h1
    free(world)
    world.session.execute(delete(Message))
    assert reminded(world, SOON) == [("contact_soon", "s2")]


@pytest.mark.requirement("IM-28")
def test_whether_it_took_place_is_asked_the_day_after_and_of_nobody_once_it_is_said(two_at_h1) -> None:
    world = two_at_h1
    for who in ("S1", "S2"):
        called(world, who, of=who)
    agreed(world)
    world.session.execute(delete(Message))
    assert reminded(world, datetime(2024, 4, 22, 20, tzinfo=UTC)) == []
    assert reminded(world, AFTER) == [("took_place", "s1"), ("took_place", "h1")]
    assert reminded(world, AFTER) == []
    world.session.execute(delete(Message))
    tell(world, "H1", Step.TOOK_PLACE, at=AFTER)
    assert reminded(world, AFTER) == []


def test_the_other_side_is_told_the_date_and_its_change(two_at_h1) -> None:
    world = two_at_h1
    agreed(world)
    agreed(world)
    query = select(Message.to_address, Message.subject).where(Message.kind == "immersion.dates_agreed")
    assert [to for to, _ in world.session.execute(query)] == ["h1@host.example"]
    body = world.session.scalars(select(Message.body).where(Message.kind == "immersion.dates_agreed")).one()
    assert "lundi 22 avril 2024, de 9h à 16h" in body.replace("\u00a0", " ")


def test_who_was_asked_for_new_choices_is_reminded_three_days_before(world) -> None:
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    for who in ("S1", "S2", "S3"):
        world.make_trainee(who, "H1", institution=who)
    world.live(2)
    asked = "immersion.not_placed_choose_again"
    query = select(Message.to_address).where(Message.kind == asked).order_by(Message.to_address)
    first, second = (each[:2].upper() for each in world.session.scalars(query))
    world.choose(first, "H2", wave=2, at=AFTER_2)
    world.session.flush()
    # Round 3 is on 2 April: choices count until Easter Monday, and nobody writes at Easter.
    found = [reminded(world, datetime(2024, 3, day, 9, tzinfo=UTC)) for day in (28, 29)]
    assert [each for each in found[0] if each[0] == "choices_soon"] == []
    assert [each for each in found[1] if each[0] == "choices_soon"] == [("choices_soon", second.lower())]
    assert [each for each in reminded(world, datetime(2024, 3, 29, 15, tzinfo=UTC))] == []


def test_as_many_statements_for_any_number(two_at_h1, statements) -> None:
    world = two_at_h1

    def sent() -> tuple[int, int]:
        """Return how many letters the chore writes, in how many statements, and undo it."""
        world.session.expunge_all()
        edition = find_edition(world.session, "immersion", "2024")
        with statements() as those:
            written = remind(world.on(SOON), edition)
        world.session.rollback()
        return written, len(those.texts)

    world.commit()
    several = sent()
    called(world, "S2", of="S2")
    world.commit()
    assert (several, sent()) == ((2, several[1]), (1, several[1]))


def test_in_a_rehearsal_nothing_leaves(world_of) -> None:
    world = world_of(state="rehearsal")
    world.make_host("H1", 2, institution="A")
    world.make_trainee("S1", "H1", institution="Z")
    world.live(2)
    reminded(world, SOON)
    query = select(Message.captured).where(Message.kind == "immersion.contact_soon")
    assert world.session.scalars(query).all() == [True]
