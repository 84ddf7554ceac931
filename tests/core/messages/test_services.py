"""Letters are written in the transaction of the act they tell of."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, update

from core.audit.models import AuditEntry
from core.contract.acting import READER, REFERENT, Actor, Grant, NotAllowedError
from core.jobs.models import Dispatch
from core.messages.errors import (
    LetterError,
    NoAddressError,
    OtherLettersError,
    StillQueuedError,
    UnknownMessageError,
)
from core.messages.models import Message
from core.messages.queries import FailedLetters, failures
from core.messages.reasons import BAD_ADDRESS, CERTIFICATE, ENDED, NO_ADDRESS, SERVER_AWAY, SIGN_IN, because
from core.messages.services import resend, resend_failed, was_resent, write_letters
from tests.together import at_once

HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
REFERENT_HERE = Actor(name="Anne Lejeune", grants=(Grant(REFERENT, territory_id=HERE),))


def test_a_letter_of_an_act_that_is_rolled_back_never_was(unit_for, outbox, letter) -> None:
    unit = unit_for()
    assert write_letters(unit, [letter()], captured=False) == 1
    unit.session.rollback()
    assert outbox() == []
    assert unit.session.scalars(select(Dispatch.id)).all() == []


@pytest.mark.requirement("IM-20")
def test_a_letter_as_it_waits(unit_for, outbox, letter) -> None:
    unit = unit_for()
    write_letters(unit, [letter(about_id=HERE, territory_id=THERE)], captured=True)
    unit.session.commit()
    [row] = outbox()
    assert (row.subject, row.body, row.state, row.captured) == ("Bonjour Ada", "Bonjour Ada,\n", "queued", True)
    assert (row.to_name, row.to_address, row.reply_to) == ("Ada", "ada@example.org", "referent@example.org")
    assert (row.about_id, row.territory_id, row.written_at) == (HERE, THERE, unit.now)
    assert unit.session.scalars(select(Dispatch.ref_id)).all() == [row.id]


@pytest.mark.parametrize("count", [1, 300])
def test_hundreds_cost_as_many_statements_as_one(unit_for, statements, letter, count: int) -> None:
    unit = unit_for()
    unit.session.execute(select(1))
    with statements() as sent:
        write_letters(unit, [letter(f"Ada{number}") for number in range(count)], captured=False)
    assert sent.count == 3


def test_somebody_without_an_address_is_somebody_to_phone(unit_for, outbox, letter) -> None:
    unit = unit_for()
    write_letters(unit, [letter(to_address=None), letter("Bea")], captured=False)
    unit.session.commit()
    ada, bea = outbox()
    assert (ada.state, ada.error, bea.state, bea.error) == ("failed", NO_ADDRESS, "queued", None)
    assert unit.session.scalars(select(Dispatch.ref_id)).all() == [bea.id]


def test_one_that_cannot_be_written_stops_the_act(unit_for, letter) -> None:
    with pytest.raises(LetterError):
        write_letters(unit_for(), [letter(), letter(variables={})], captured=False)


def written(unit_for, letter, *, state: str = "failed", **changes) -> uuid.UUID:
    unit = unit_for()
    write_letters(unit, [letter(**changes)], captured=False)
    unit.session.flush()
    row = unit.session.scalars(select(Message)).one()
    row.state = state
    unit.session.commit()
    return row.id


def test_a_letter_sent_again_is_another_letter(unit_for, letter, outbox) -> None:
    old_id = written(unit_for, letter, territory_id=HERE)
    unit = unit_for(actor=REFERENT_HERE)
    new_id = resend(unit, old_id, "ada@new.example").id
    unit.session.commit()
    old, new = outbox()
    assert (old.id, old.state, new.id, new.state, new.resent_from_id) == (old_id, "failed", new_id, "queued", old_id)
    assert (new.subject, new.body, new.to_address) == (old.subject, old.body, "ada@new.example")
    assert old.message_id != new.message_id
    acts = unit.session.execute(select(AuditEntry.act, AuditEntry.subject_id, AuditEntry.by_name)).all()
    assert acts == [("messages.letter.resent", new_id, "Anne Lejeune")]


def test_without_an_address_nothing_can_be_sent_again(unit_for, letter) -> None:
    old_id = written(unit_for, letter, to_address=None)
    unit = unit_for()
    with pytest.raises(NoAddressError):
        resend(unit, old_id)
    assert resend(unit, old_id, "ada@new.example").to_address == "ada@new.example"


def test_what_is_on_its_way_is_not_sent_again(unit_for, letter) -> None:
    old_id = written(unit_for, letter, state="queued")
    with pytest.raises(StillQueuedError):
        resend(unit_for(), old_id)


def test_a_letter_of_another_territory_does_not_exist(unit_for, letter) -> None:
    old_id = written(unit_for, letter, territory_id=THERE)
    with pytest.raises(UnknownMessageError):
        resend(unit_for(actor=REFERENT_HERE), old_id)


def test_a_letter_of_another_network_does_not_exist(unit_for, letter) -> None:
    old_id = written(unit_for, letter)
    with pytest.raises(UnknownMessageError):
        resend(unit_for("orchard"), old_id)


NOTES = {
    "Ada": because(SIGN_IN, "535 5.7.8 No"),
    "Bea": because(SIGN_IN, "535 5.7.8 No"),
    "Cleo": "550 5.1.1 No such user",
    "Dora": because(SERVER_AWAY, "refused"),
    "Eva": because(CERTIFICATE, "self-signed"),
    "Fien": ENDED,
    "Gus": NO_ADDRESS,
    "Hans": because(BAD_ADDRESS, "é@x.be"),
}


@pytest.fixture
def failed(unit_for, letter) -> None:
    """Letters that failed, each for the reason noted; Bea's is of another territory than the others."""
    unit = unit_for()
    written = [letter(name, territory_id=THERE if name == "Bea" else HERE) for name in NOTES]
    write_letters(unit, written, captured=False)
    for name, note in NOTES.items():
        row = update(Message).where(Message.to_name == name)
        unit.session.execute(row.values(state="failed", error=note))
    unit.session.commit()


def test_the_kinds_of_failure_are_counted_for_whom_they_are(failed, unit_for, statements) -> None:
    """Nobody is offered to send again what would fail again: without an address, or with one that mail refuses."""
    unit = unit_for()
    with statements() as sent:
        found = failures(unit.session, unit.actor)
    assert sent.count == 1
    assert {kind: seen.count for kind, seen in found.items()} == {
        "sign-in": 2,
        "certificate": 1,
        "server-away": 1,
        "worker-ended": 1,
        "refused": 1,
    }
    here = unit_for(actor=REFERENT_HERE)
    assert failures(here.session, here.actor)["sign-in"].count == 1


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("sign-in", "Ada"),
        ("certificate", "Eva"),
        ("server-away", "Dora"),
        ("worker-ended", "Fien"),
        ("refused", "Cleo"),
    ],
)
def test_a_referent_sends_again_what_failed_in_her_territory(failed, unit_for, outbox, kind: str, name: str) -> None:
    """Only what failed for that reason, once, with one entry in the trail."""
    again = unit_for(actor=REFERENT_HERE)
    seen = failures(again.session, again.actor)[kind]
    assert not was_resent(again, kind, seen)
    resend_failed(again, kind, seen)
    again.session.commit()
    *old, new = outbox()
    assert [row.state for row in old] == ["failed"] * len(NOTES)
    [first] = [row for row in old if row.to_name == name]
    assert (new.to_name, new.state, new.error, new.resent_from_id) == (name, "queued", None, first.id)
    assert kind not in failures(again.session, again.actor)
    with pytest.raises(OtherLettersError):
        resend_failed(again, kind, seen)
    acts = again.session.execute(select(AuditEntry.act, AuditEntry.details)).all()
    assert acts == [("messages.letters.resent", {"letters": 1, "because": kind, "last": str(first.id)})]


def test_letters_that_were_not_looked_at_are_not_sent(failed, unit_for, outbox) -> None:
    """A colleague sent one of them meanwhile: nothing is done. Another one failed meanwhile: it waits for its turn."""
    unit = unit_for()
    seen = failures(unit.session, unit.actor)["sign-in"]
    with pytest.raises(OtherLettersError):
        resend_failed(unit, "sign-in", FailedLetters(seen.count + 1, seen.last_id))
    write_late = update(Message).where(Message.to_name == "Hans").values(error=because(SIGN_IN, "535"))
    unit.session.execute(write_late)
    resend_failed(unit, "sign-in", seen)
    unit.session.commit()
    assert [row.to_name for row in outbox() if row.resent_from_id] == ["Ada", "Bea"]


def test_two_who_send_them_again_at_once_send_each_once(failed, unit_for, outbox) -> None:
    looked = unit_for()
    seen = failures(looked.session, looked.actor)["sign-in"]

    def act() -> str:
        unit = unit_for()
        try:
            resend_failed(unit, "sign-in", seen)
        except OtherLettersError:
            return "others"
        unit.session.commit()
        return "sent"

    assert sorted(at_once(act, act)) == ["others", "sent"]
    assert len([row for row in outbox() if row.resent_from_id]) == 2


def test_a_reader_sends_nothing(unit_for, letter) -> None:
    old_id = written(unit_for, letter)
    with pytest.raises(NotAllowedError):
        resend(unit_for(actor=Actor(name="Eve", grants=(Grant(READER),))), old_id)
    with pytest.raises(NotAllowedError):
        resend_failed(unit_for(actor=Actor(name="Eve", grants=(Grant(READER),))), "sign-in", FailedLetters(1, old_id))
