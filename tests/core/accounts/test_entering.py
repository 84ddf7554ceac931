"""Signing in by a letter: one letter for everybody, a code for one browser, a link for any, each once and in time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import ProgrammingError

from core.accounts.entering import (
    TRIES,
    Entry,
    Tries,
    ask_to_enter,
    enter_by_code,
    enter_by_link,
    find_entry,
    tries_of,
)
from core.accounts.errors import DeadLinkError, WrongCodeError
from core.accounts.messages import SIGN_IN
from core.accounts.models import Account, AccountSession, Person, RoleGrant, SignInRequest
from core.accounts.people import add_people, change_people
from core.accounts.rules import PersonFacts
from core.accounts.services import end_roleless_sessions, make_account, sign_in
from core.accounts.sessions import token_hash
from core.contract.acting import Actor
from core.database.base import utc_now
from core.messages.errors import SecretLetterError
from core.messages.rendering import check_text
from core.messages.services import resend
from tests.conftest import NO_SECOND_WALL
from tests.together import at_once

pytestmark = pytest.mark.requirement("IM-08", "FD-08")

ADA, BEA = "Ada@harbour.example", "bea@care.example"


@pytest.fixture
def ask(unit_for) -> Callable[..., uuid.UUID]:
    """Somebody asks for a letter: ask(address, slug="harbour") returns the id of the request."""

    def do(email: str = BEA, *, slug: str = "harbour", request: uuid.UUID | None = None, **said) -> uuid.UUID:
        unit, request = unit_for(slug, now=utc_now()), request or uuid.uuid4()
        ask_to_enter(unit, request, email, **{"language": "nl", "onward": None, **said})
        unit.session.commit()
        return request

    return do


@pytest.fixture
def press(settings) -> Callable[..., Entry]:
    """A press in a browser: press(name)."""
    return lambda name="one": Entry(settings.signing_key, name, utc_now(), "Firefox, Linux")


@pytest.fixture
def enter(unit_for, press) -> Callable[..., str]:
    """Sign in: enter(requests, code) or enter(link); returns the token of the session."""

    def do(*proof, slug: str = "harbour", name: str = "one") -> str:
        session = unit_for(slug).session
        try:
            return (enter_by_code if len(proof) == 2 else enter_by_link)(session, *proof, press(name))
        finally:
            session.commit()

    return do


@pytest.fixture
def account_of(owner_engine: Engine) -> Callable[[str], tuple[object, ...] | None]:
    """What there is of a sign-in: address, name, language."""

    def read(key: str) -> tuple[object, ...] | None:
        with owner_engine.connect() as connection:
            found = connection.execute(
                select(Account.email, Account.name, Account.language).where(Account.email_key == key)
            ).first()
            return tuple(found) if found else None

    return read


@pytest.fixture
def whose(owner_engine: Engine) -> Callable[[], dict[str, str | None]]:
    """Whose the people of all networks are: the address of the sign-in by the last name of the person."""
    query = select(Person.last_name, Account.email_key).outerjoin(Account, Account.id == Person.account_id)

    def read() -> dict[str, str | None]:
        with owner_engine.begin() as connection:
            connection.exec_driver_sql(NO_SECOND_WALL)
            return dict(connection.execute(query).all())

    return read


def move_letters(owner_engine: Engine, by: timedelta) -> None:
    """Let every letter be older."""
    with owner_engine.begin() as connection:
        moved = "UPDATE sign_in_proof SET created_at = created_at - :by, expires_at = expires_at - :by"
        connection.execute(text(moved), {"by": by})


def another(code: str, number: int = 1) -> str:
    """A code that is not that one."""
    return f"{(int(code) + number) % 1_000_000:06}"


def test_the_letter_has_a_text_that_fits_in_every_language_and_is_a_secret() -> None:
    for written in SIGN_IN.texts.values():
        check_text(SIGN_IN, written)
    assert SIGN_IN.secret


def test_everybody_gets_the_letter_in_the_language_of_the_page(ask, asked_letters, entry_of, unit_for) -> None:
    ask(f"  {BEA} ")
    [letter] = asked_letters()
    assert (letter.to_address, letter.language, letter.secret, letter.module) == (BEA, "nl", True, "accounts")
    assert letter.subject == "Uw code voor De Haven 7-9"
    token, code = entry_of(letter)
    assert "» Aanmelden\nhttp" in letter.body
    assert f"/harbour/sign-in/link/{token}\n" in letter.body
    assert code not in letter.subject
    assert unit_for().session.scalar(select(func.count()).select_from(SignInRequest)) == 0


def test_nobody_of_the_staff_reads_it_or_sends_it_again(ask, asked_letters, unit_for) -> None:
    ask()
    [letter] = asked_letters()
    with pytest.raises(SecretLetterError):
        resend(unit_for(), letter.id)


def test_a_page_and_the_worker_do_the_same_whoever_is_named(ask, asked_letters, unit_for, statements, settings) -> None:
    unit = unit_for()
    make_account(unit.session, email=ADA, name="Ada", password=None, language="fr")
    unit.session.commit()
    asked, written = [], []
    for email in (ADA, "nobody@harbour.example"):
        with statements() as sent:
            ask(email)
        asked.append(sent.texts)
        with statements() as sent:
            letters = asked_letters()
        written.append(sent.texts)
    assert asked[0] == asked[1]
    assert written[0] == written[1]
    known, unknown = (letter.body for letter in letters)
    assert len(known) == len(unknown)


def test_a_code_makes_the_sign_in_of_an_address_that_had_none(ask, asked_letters, entry_of, enter, account_of) -> None:
    request = ask(BEA.upper(), language="fr")
    [letter] = asked_letters()
    assert account_of(BEA) is None
    token = enter([request], entry_of(letter)[1])
    assert account_of(BEA) == (BEA.upper(), "", "fr")
    assert len(token) == 64


def test_a_sign_in_that_exists_keeps_its_name_and_language(ask, asked_letters, entry_of, enter, account_of, unit_for):
    unit = unit_for()
    make_account(unit.session, email=ADA, name="Ada", password=None, language="fr")
    unit.session.commit()
    ask(ADA.lower())
    enter(entry_of(asked_letters()[0])[0])
    assert account_of(ADA.lower()) == (ADA, "Ada", "fr")


def test_a_code_counts_with_its_own_request_alone(ask, asked_letters, entry_of, enter) -> None:
    mine, theirs = ask(), ask("eve@care.example")
    codes = [entry_of(letter)[1] for letter in asked_letters()]
    for requests, code in (([theirs], codes[0]), ([mine], codes[1]), ([], codes[0]), ([uuid.uuid4()], codes[0])):
        with pytest.raises(WrongCodeError):
            enter(requests, code)
    assert enter([mine], codes[0])


def test_a_browser_that_asked_twice_may_type_either_code(ask, asked_letters, entry_of, enter) -> None:
    requests = [ask(), ask()]
    first, second = (entry_of(letter)[1] for letter in asked_letters())
    assert enter(requests, first)
    with pytest.raises(WrongCodeError):  # It is in; what it asked for besides is over.
        enter(requests, second, name="another press")


def test_five_wrong_codes_end_a_request(ask, asked_letters, entry_of, enter, unit_for) -> None:
    request = ask()
    link, code = entry_of(asked_letters()[0])
    left = []
    for number in range(1, TRIES + 1):
        with pytest.raises(WrongCodeError):
            enter([request], another(code, number))
        left.append(tries_of(unit_for().session, [request]).left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(WrongCodeError):
        enter([request], code)
    with pytest.raises(DeadLinkError):
        enter(link)


def test_codes_typed_at_once_are_each_counted(ask, asked_letters, entry_of, enter, unit_for) -> None:
    request = ask()
    code = entry_of(asked_letters()[0])[1]
    at_once(*(lambda number=number: enter([request], another(code, number)) for number in range(1, 5)))
    assert tries_of(unit_for().session, [request]) == Tries(1)


def test_before_the_letter_is_written_nothing_is_known_of_it(ask, unit_for, enter) -> None:
    request = ask()
    assert tries_of(unit_for().session, [request]) == Tries(None)
    with pytest.raises(WrongCodeError):
        enter([request], "000000")


def test_a_link_is_looked_at_as_often_as_one_likes_and_used_once(ask, asked_letters, entry_of, enter, unit_for):
    ask(onward="/letters")
    link, _code = entry_of(asked_letters()[0])
    found = [find_entry(unit_for().session, link) for _ in range(5)]
    assert [(each.address, each.counts, each.used, each.onward) for each in found if each] == [
        (BEA, True, False, "/letters")
    ] * 5
    enter(link)
    with pytest.raises(DeadLinkError):
        enter(link, name="another press")


def test_a_letter_is_used_by_its_link_or_by_its_code(ask, asked_letters, entry_of, enter) -> None:
    request = ask()
    link, code = entry_of(asked_letters()[0])
    enter([request], code)
    with pytest.raises(DeadLinkError):
        enter(link)


def test_both_count_for_half_an_hour(ask, asked_letters, entry_of, enter, owner_engine, unit_for) -> None:
    request = ask()
    link, code = entry_of(asked_letters()[0])
    move_letters(owner_engine, timedelta(minutes=31))
    with pytest.raises(WrongCodeError):
        enter([request], code)
    with pytest.raises(DeadLinkError):
        enter(link)
    assert tries_of(unit_for().session, [request]) == Tries(0)


def test_nothing_counts_in_another_network(ask, asked_letters, entry_of, enter, unit_for) -> None:
    request = ask()
    link, code = entry_of(asked_letters()[0])
    assert find_entry(unit_for("orchard").session, link) is None
    assert tries_of(unit_for("orchard").session, [request]) == Tries(None)
    with pytest.raises(DeadLinkError):
        enter(link, slug="orchard")
    with pytest.raises(WrongCodeError):
        enter([request], code, slug="orchard")
    assert enter([request], code)


@pytest.mark.parametrize("proof", ["code", "link"])
def test_the_same_press_twice_or_at_once_begins_one_session(
    ask, asked_letters, entry_of, enter, owner_engine, proof: str
) -> None:
    request = ask()
    link, code = entry_of(asked_letters()[0])
    how = ([request], code) if proof == "code" else (link,)
    tokens = {*at_once(*(lambda: enter(*how) for _ in range(3))), enter(*how)}
    assert len(tokens) == 1
    with owner_engine.connect() as connection:
        assert connection.scalars(select(AccountSession.token_hash)).all() == [token_hash(tokens.pop())]


@pytest.mark.parametrize("proof", ["code", "link"])
def test_two_presses_at_once_begin_one_session(ask, asked_letters, entry_of, enter, proof: str) -> None:
    request = ask()
    link, code = entry_of(asked_letters()[0])
    how = ([request], code) if proof == "code" else (link,)
    outcomes = at_once(lambda: enter(*how, name="here"), lambda: enter(*how, name="there"))
    refused = "WrongCodeError" if proof == "code" else "DeadLinkError"
    assert sorted(type(each).__name__ for each in outcomes) == sorted([refused, "str"])


def test_the_same_request_asks_for_one_letter(ask, asked_letters, unit_for) -> None:
    request = uuid.uuid4()
    at_once(*(lambda: ask(request=request) for _ in range(3)))
    assert len(asked_letters()) == 1
    ask(request=request)
    assert len(asked_letters()) == 1


def test_an_address_gets_five_letters_an_hour_and_twenty_a_day(ask, asked_letters, owner_engine) -> None:
    found = []
    for hours in (0, 2, 2, 2, 2):
        move_letters(owner_engine, timedelta(hours=hours))
        for _ in range(6):
            ask()
        ask("somebody.else@care.example", slug="orchard")
        found.append(len(asked_letters()))
    assert found == [5, 10, 15, 20, 20]
    ask(slug="orchard")  # It is one mailbox, whichever network is asked.
    assert [letter.to_address for letter in asked_letters("orchard")] == ["somebody.else@care.example"] * 5


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
