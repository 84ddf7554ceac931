"""Somebody who asks to be forgotten: what names them goes, what is counted stays."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from lunch.statuses import HERE
from sqlalchemy import func, select

from core.accounts.models import Account, Person
from core.audit.models import AuditEntry
from core.contract.acting import READER, REFERENT, Actor, Grant, NotAllowedError
from core.contract.hooks import PersonForgotten
from core.exchange.models import StoredFile
from core.exchange.services import keep_file
from core.forms.drafts import keep_draft
from core.forms.models import Draft
from core.forms.rules import DraftPlace
from core.language.mail_address import travelling
from core.messages.models import CapturedMail, Message
from core.privacy.errors import StillTakesPartError, UnknownPersonError
from core.privacy.services import NOBODY, forget_person
from core.programme.models import FieldChange, FollowUpStep, Participation, Registration, ReminderRefusal, StatusChange
from core.staff.models import Invitation, InvitedRole
from tests.core.privacy.conftest import Known, letter, mail
from tests.standing import let_stand


def test_what_names_a_person_goes(known: Known) -> None:
    session = known.unit.session
    forget_person(known.unit, known.person.id)
    session.expire_all()
    person = session.scalars(select(Person)).one()
    assert (person.first_name, person.last_name, person.email, person.email_key, person.phone, person.account_id) == (
        *("", NOBODY),
        *(None, None, None, None),
    )
    assert person.forgotten_at == known.unit.now
    assert session.scalars(select(Message.to_address)).all() == ["bea@example.org"]
    assert session.scalars(select(CapturedMail.to_address)).all() == ["bea@example.org"]
    assert session.scalars(select(Registration.withdrawal_reason)).all() == [None]
    assert session.scalars(select(StatusChange.reason)).all() == [None]
    assert session.execute(select(FollowUpStep.step, FollowUpStep.words)).all() == [("no_news", None)]
    assert session.scalars(select(ReminderRefusal)).all() == []


def test_what_a_person_typed_and_did_not_send_goes(known: Known) -> None:
    session, sign_in, other = known.unit.session, uuid.uuid4(), uuid.uuid4()
    known.unit.session.add(Account(id=sign_in, email="a@x.example", email_key="a@x.example", name="Ada", language="fr"))
    known.unit.session.know("sign_in", "a@x.example")
    session.flush()
    known.person.account_id = sign_in
    for holder in (sign_in, known.registration.id, other):
        actor = Actor("Ada", account_id=holder)
        place = DraftPlace("lunch.guest", known.edition.id, "", "/x")
        keep_draft(replace(known.unit, actor=actor), place, (("name", "Ada"),), known=0)
    forget_person(known.unit, known.person.id)
    assert session.scalars(select(Draft.holder_id)).all() == [other]


def test_what_was_corrected_of_a_person_goes_and_what_tells_of_nobody_stays_without_its_reason(known: Known) -> None:
    forget_person(known.unit, known.person.id)
    query = select(FieldChange.field, FieldChange.old, FieldChange.new, FieldChange.reason).order_by(FieldChange.id)
    assert known.unit.session.execute(query).all() == [("phone", None, None, None), ("places", "1", "2", None)]


def test_letters_go_however_their_address_was_written(known: Known) -> None:
    session = known.unit.session
    shouted = letter(None, "ADA@EXAMPLE.org")
    session.add_all([shouted, mail(shouted)])
    session.flush()
    forget_person(known.unit, known.person.id)
    assert session.scalars(select(Message.to_address)).all() == ["bea@example.org"]
    assert session.scalars(select(CapturedMail.to_address)).all() == ["bea@example.org"]


def test_a_mail_to_the_address_as_it_travels_goes_as_well(known: Known) -> None:
    session, person = known.unit.session, known.person
    person.email = person.email_key = "ada@école-ici.example"
    session.add(mail(letter(None, travelling(person.email))))
    session.flush()
    forget_person(known.unit, person.id)
    left = {"Ada@example.org", "bea@example.org"}
    assert set(session.scalars(select(CapturedMail.to_address))) == left


def test_an_invitation_of_their_address_goes_and_others_stay(known: Known) -> None:
    session = known.unit.session
    now = known.unit.now
    bea = {"token_hash": "bea", "email": "bea@example.org", "email_key": "bea@example.org", "name": "Bea"}
    session.add(Invitation(id=uuid.uuid4(), **bea, language="fr", invited_at=now, expires_at=now))
    session.flush()
    forget_person(known.unit, known.person.id)
    assert session.scalars(select(Invitation.email)).all() == ["bea@example.org"]
    assert session.scalars(select(InvitedRole)).all() == []


def test_what_is_counted_stays(known: Known) -> None:
    session = known.unit.session
    forget_person(known.unit, known.person.id)
    counts = [
        session.scalar(select(func.count()).select_from(table)) for table in (Registration, Participation, StatusChange)
    ]
    assert counts == [1, 1, 1]
    assert session.scalars(select(Registration.reference)).all() == ["S001"]


def test_lists_that_wait_as_files_go_and_other_files_stay(known: Known) -> None:
    session = known.unit.session
    for purpose in ("export", "import"):
        keep_file(
            known.unit,
            **{"module": "test", "purpose": purpose, "kind": "people", "state": "", "name": ""},
            content=b"Ada Simon",
            edition_id=None,
        )
    forget_person(known.unit, known.person.id)
    assert session.scalars(select(StoredFile.purpose)).all() == ["import"]


def test_the_trail_says_that_somebody_was_forgotten_and_not_who(known: Known) -> None:
    forget_person(known.unit, known.person.id)
    known.unit.session.expire_all()
    trail = {entry.act: entry.details for entry in known.unit.session.scalars(select(AuditEntry))}
    assert trail == {
        "test.trainee.withdrawn": {},
        "test.edition.opened": {"code": "2024"},
        "privacy.person.forgotten": {},
    }


def test_each_module_is_told_of_the_person_and_all_their_registrations(known: Known, monkeypatch) -> None:
    heard = []
    monkeypatch.setattr(
        type(known.unit.events), "person_forgotten", lambda _self, unit, event: heard.append((unit, event))
    )
    forget_person(known.unit, known.person.id)
    assert heard == [(known.unit, PersonForgotten(known.person.id, (known.registration.id,)))]


def test_somebody_who_takes_part_withdraws_first(known: Known) -> None:
    known.edition.state = "live"
    let_stand(known.registration, HERE)
    known.registration.withdrawn_at = None
    known.unit.session.flush()
    with pytest.raises(StillTakesPartError, match="S001 takes part in the edition 2024"):
        forget_person(known.unit, known.person.id)
    assert known.person.last_name == "Simon"


def test_nobody_is_forgotten_twice_and_nobody_who_is_not_there(known: Known) -> None:
    forget_person(known.unit, known.person.id)
    for person_id in (known.person.id, uuid.uuid4()):
        with pytest.raises(UnknownPersonError):
            forget_person(known.unit, person_id)


@pytest.mark.parametrize("role", [REFERENT, READER])
def test_only_a_coordinator_lets_somebody_be_forgotten(known: Known, role: str) -> None:
    with pytest.raises(NotAllowedError):
        forget_person(replace(known.unit, actor=Actor("Somebody", grants=(Grant(role),))), known.person.id)
