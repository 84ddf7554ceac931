"""Signing in by a letter: one letter for everybody, a code for one browser, a link for any, each once and in time."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.accounts.entering import (
    TRIES,
    Tries,
    find_entry,
    tries_of,
)
from core.accounts.errors import DeadLinkError, WrongCodeError
from core.accounts.messages import SIGN_IN
from core.accounts.models import AccountSession, SignInRequest
from core.accounts.services import make_account
from core.accounts.sessions import token_hash
from core.messages.errors import SecretLetterError
from core.messages.rendering import check_text
from core.messages.services import resend
from tests.core.accounts.entries import ADA, BEA, another, move_letters
from tests.together import at_once

pytestmark = pytest.mark.requirement("IM-08", "FD-08")


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
