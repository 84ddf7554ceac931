"""A withdrawal frees the place at once, tells the host, and happens once (IM-16, IM-20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select

from core.audit.models import AuditEntry
from core.contract.acting import NotAllowedError
from core.messages.models import Message
from core.programme.errors import UnknownRegistrationError
from core.programme.models import Offer, Opening, Participation, Registration, StatusChange
from core.programme.registrations import Withdrawal
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.services.withdrawals import withdraw_many

AT = datetime(2024, 3, 4, 10, tzinfo=UTC)
pytestmark = pytest.mark.requirement("IM-16")


@pytest.fixture
def placed(world):
    """Two of three have the places of one host."""
    world.make_host("H1", 2, institution="A")
    world.make_trainee("S1", "H1", institution="Z")
    world.make_trainee("S2", "H1", institution="Y", territory="liege")
    world.live(1)
    world.live(2)
    world.session.execute(delete(Message))
    world.commit()
    return world


def withdraw(world, *references: str, actor=None, reason: str | None = "changement de poste") -> int:
    those = [Withdrawal(world.trainees[reference], AT, reason) for reference in references]
    return withdraw_many(world.on(3, actor), world.edition, those)


def letters(world) -> Sequence[Message]:
    return world.session.scalars(select(Message)).all()


def test_the_place_is_free_and_the_history_kept(placed) -> None:
    world = placed
    assert withdraw(world, "S1") == 1
    row = world.session.get(Registration, (world.unit.tenant.id, world.trainees["S1"]), populate_existing=True)
    assert (row.status, row.withdrawn_at, row.withdrawal_reason, row.version) == (
        "withdrawn",
        AT,
        "changement de poste",
        2,
    )
    assert world.session.scalars(select(Opening.taken)).all() == [1]
    query = select(Participation.status, Participation.standing).where(
        Participation.registration_id == world.trainees["S1"]
    )
    assert world.session.execute(query).all() == [("withdrawn", "ended")]
    ended = select(Participation.ended_at).where(Participation.registration_id == world.trainees["S1"])
    assert world.session.scalars(ended).all() == [world.on(3).now]
    last = world.session.scalars(select(StatusChange).where(StatusChange.new == "withdrawn")).one()
    assert (last.old, last.by, last.reason, last.at) == ("placed", "Liaison", "changement de poste", world.on(3).now)
    acts = select(AuditEntry.subject_id, AuditEntry.details).where(AuditEntry.act == "immersion.trainee.withdrawn")
    assert world.session.execute(acts).all() == [(world.trainees["S1"], {"reference": "S1"})]


@pytest.mark.requirement("IM-20")
def test_the_host_is_told_whom_it_expects_now_in_one_letter(placed) -> None:
    world = placed
    withdraw(world, "S1")
    letter = letters(world)[0]
    host = world.session.scalar(select(Offer.registration_id).where(Offer.reference == "H1"))
    assert (len(letters(world)), letter.kind, letter.about_id) == (1, "immersion.host_list", host)
    assert "Stagiaire S1" in letter.body
    assert "s2@trainee.example" in letter.body
    assert "s1@trainee.example" not in letter.body


def test_two_who_leave_one_host_make_one_letter(placed) -> None:
    assert withdraw(placed, "S1", "S2") == 2
    assert len(letters(placed)) == 1
    assert placed.session.scalars(select(Opening.taken)).all() == [0]


def test_the_same_withdrawal_again_changes_nothing(placed) -> None:
    world = placed
    withdraw(world, "S1")
    assert withdraw(world, "S1", reason="another") == 0
    assert withdraw(world, "S1", "S2") == 1
    assert len(letters(world)) == 2
    assert world.session.scalars(select(Registration.withdrawal_reason)).all().count("another") == 0


def test_nobody_who_withdrew_comes_into_a_later_round(placed) -> None:
    withdraw(placed, "S1")
    assert foresee(placed.on(3), placed.round(3).id).pool == 0
    assert foresee(placed.on(3), placed.round(3).id).places_left == 1


def test_somebody_without_a_place_leaves_without_a_letter(world) -> None:
    world.make_trainee("S1")
    assert withdraw(world, "S1") == 1
    assert letters(world) == []
    assert withdraw_many(world.on(3), world.edition, []) == 0


@pytest.mark.requirement("IM-23")
def test_a_referent_withdraws_those_she_sees_and_no_other(placed) -> None:
    world = placed
    world.make_trainee("S9", territory="liege")
    with pytest.raises(UnknownRegistrationError):
        withdraw(world, "S9", actor=world.referent("namur"))
    with pytest.raises(UnknownRegistrationError) as caught:
        withdraw(world, "S1", "S2", actor=world.referent("hainaut"))
    assert caught.value.missing == 2
    assert withdraw(world, "S9", actor=world.referent("liege")) == 1
    with pytest.raises(NotAllowedError):
        withdraw(world, "S1", actor=world.reader())


def test_as_many_statements_for_ten_as_for_one(world, statements) -> None:
    world.make_host("H1", 11)
    world.make_host("H2", 11)
    for number in range(11):
        world.make_trainee(f"S{number}", f"H{number % 2 + 1}", institution=f"Z{number}")
    world.live(1)
    world.live(2)
    world.commit()
    sent_for = []
    for references in (["S0"], [f"S{number}" for number in range(1, 11)]):
        mixed = [
            Withdrawal(world.trainees[reference], AT, None if place % 2 else "maladie")
            for place, reference in enumerate(references)
        ]
        with statements() as sent:
            assert withdraw_many(world.on(3), world.edition, mixed) == len(references)
            world.session.flush()
        sent_for.append(sent.count)
        world.commit()
    assert sent_for[0] == sent_for[1]
