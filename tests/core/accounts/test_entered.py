"""What follows a proof by letter: whose people are found, which sessions stay, and what the database lets nobody do."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from core.accounts.models import Account, AccountSession, RoleGrant
from core.accounts.people import add_people, change_people
from core.accounts.rules import PersonFacts
from core.accounts.services import end_roleless_sessions, make_account, sign_in
from core.accounts.sessions import token_hash
from core.contract.acting import Actor
from core.database.base import utc_now
from tests.core.accounts.entries import BEA

pytestmark = pytest.mark.requirement("IM-08", "FD-08")


def test_people_with_that_address_are_found_in_every_network(
    ask, asked_letters, entry_of, enter, unit_for, whose
) -> None:
    for slug, name, email in (
        ("harbour", "Here", BEA),
        ("orchard", "There", BEA.title()),
        ("orchard", "Eve", "e@b.be"),
    ):
        unit = unit_for(slug)
        add_people(unit, [(PersonFacts("Bea", name, email), None)], language="fr")
        unit.session.commit()
    request = ask()
    enter([request], entry_of(asked_letters()[0])[1])
    assert whose() == {"Here": BEA, "There": BEA, "Eve": None}


def test_a_person_whose_address_is_corrected_is_no_longer_whose_it_was(
    ask, asked_letters, entry_of, enter, unit_for, whose
) -> None:
    """Staff wrote Bea's address beside somebody else's name, and correct it: Bea must not find that registration."""
    unit = unit_for()
    [person] = add_people(unit, [(PersonFacts("Carl", "Wrong", BEA), None)], language="fr")
    unit.session.commit()
    ask()
    enter(entry_of(asked_letters()[0])[0])
    assert whose() == {"Wrong": BEA}

    def correct(email: str | None) -> None:
        change_people(unit.session, [PersonFacts("Carl", "Wrong", email, id=person)])
        unit.session.commit()

    correct(BEA.upper())  # The same address.
    assert whose() == {"Wrong": BEA}
    correct("carl@care.example")
    assert whose() == {"Wrong": None}
    correct(BEA)  # Back by mistake: proved again, or not at all.
    assert whose() == {"Wrong": None}


def test_a_session_by_letter_needs_no_role_and_one_by_password_does(
    ask, asked_letters, entry_of, enter, unit_for, owner_engine
) -> None:
    unit = unit_for()
    make_account(unit.session, email=BEA, name="Bea", password="long enough", language="fr", cost="cheap")
    unit.session.flush()
    by_password = sign_in(unit.session, email=BEA, password="long enough", now=utc_now(), label="", cost="cheap")
    unit.session.commit()
    ask()
    by_letter = enter(entry_of(asked_letters()[0])[0])
    end_roleless_sessions(unit.session)
    unit.session.commit()
    query = select(AccountSession.token_hash, AccountSession.ended_at.is_(None), AccountSession.by_letter)
    with owner_engine.connect() as connection:
        found = {token: rest for token, *rest in connection.execute(query)}
    assert found == {token_hash(by_password): [False, False], token_hash(by_letter): [True, True]}


DENIED = "permission denied"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT code_hash FROM sign_in_proof",
        "SELECT count(*) FROM sign_in_proof",
        "UPDATE sign_in_proof SET wrong = 0",
        "DELETE FROM sign_in_proof",
        "INSERT INTO sign_in_proof (request_id) VALUES (gen_random_uuid())",
        "UPDATE sign_in_request SET email = 'eve@b.example'",
        "SELECT begin_proven_session('a@b.be', 'a@b.be', 'fr', gen_random_uuid(), 'mine', now(), now(), '')",
        "SELECT leave_account()",
        "UPDATE account_session SET by_letter = true",
    ],
)
def test_the_application_sees_no_letter_and_begins_no_session_by_itself(
    ask, asked_letters, unit_for, statement: str
) -> None:
    ask()
    asked_letters()
    with pytest.raises(ProgrammingError, match=DENIED):
        unit_for().session.execute(text(statement))


def test_the_database_begins_nothing_without_a_proof_and_counts_no_letter_for_long(
    ask, asked_letters, entry_of, unit_for, owner_engine
) -> None:
    request = ask()
    link, code = entry_of(asked_letters()[0])
    session, now = unit_for().session, utc_now()
    rest = (uuid.uuid4(), "mine", now, now, "")
    tries = (
        func.prove_sign_in_link(link, *rest),  # The token itself is no hash of a token.
        func.prove_sign_in_link(None, *rest),
        func.prove_sign_in_code([request], code, *rest),
        func.prove_sign_in_code([request], None, *rest),
        func.prove_sign_in_code(None, "x", *rest),
    )
    assert [session.scalar(select(each)) for each in tries] == [None] * len(tries)
    far = now + timedelta(days=9)
    begun = func.begin_sign_in(uuid.uuid4(), "x@y.be", "x@y.be", "fr", "t", "c", None, far)
    assert session.scalar(select(begun)) is True
    session.commit()
    with owner_engine.connect() as connection:
        lives = connection.scalars(text("SELECT DISTINCT expires_at - created_at FROM sign_in_proof")).all()
    assert max(lives) == timedelta(minutes=30)


def test_a_name_is_given_once(unit_for, ask, asked_letters, entry_of, enter, account_of, owner_engine) -> None:
    ask()
    enter(entry_of(asked_letters()[0])[0])
    session = unit_for().session
    with owner_engine.connect() as connection:
        whose = connection.scalar(select(Account.id))
    for name in ("", "Bea Peeters", "Eve"):
        session.execute(select(func.name_account(whose, name)))
    session.commit()
    assert account_of(BEA) == (BEA, "Bea Peeters", "nl")
    assert not unit_for(actor=Actor(name="")).session.scalars(select(RoleGrant)).all()
