"""A letter whose text is its addressee's alone: no page shows it, nobody finds it or sends it again, and it goes."""

from __future__ import annotations

import re
import smtplib
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from flask.testing import FlaskClient

from core.contract.module import LetterKind
from core.jobs.work import work_off
from core.listing.asked import Asked
from core.listing.reading import count_rows
from core.messages.errors import SecretLetterError
from core.messages.letter import Letter
from core.messages.lists import LETTERS
from core.messages.models import Message
from core.messages.queries import failures
from core.messages.reasons import NO_ADDRESS
from core.messages.services import resend
from core.messages.sink import open_sink
from core.settings import Settings
from core.tenancy.addresses import OwnAddress

LINK = OwnAddress("https://network.example/sign-in/kLZ0aV3nS9")
TEXT = "Subject: Votre accès\n\nBonjour {{ name }},\n{{ link }}\n"
KEY = LetterKind("lunch.key", frozenset({"name", "link"}), {"fr": TEXT, "nl": TEXT, "en": TEXT}, secret=True)
PAGES = "/harbour/letters"


@pytest.fixture
def key() -> Letter:
    """A letter with a link for Ada alone."""
    return Letter(KEY, "fr", "Ada", "ada@example.org", None, {"name": "Ada", "link": LINK})


def pages(client: FlaskClient) -> list[str]:
    """The list of letters and the page of each, as texts."""
    shown = client.get(f"{PAGES}?text=Ada").text
    found = re.findall(rf'href="({PAGES}/[0-9a-f-]+)"', shown)
    return [shown, *(client.get(each).text for each in found)]


def test_it_reaches_its_addressee_and_its_text_is_erased(with_server, sink, mail_server, write, outbox, key) -> None:
    write(key)
    assert [(row.secret, LINK in row.body) for row in outbox()] == [(True, True)]
    work_off(with_server)
    [envelope] = mail_server.received
    mail = message_from_bytes(envelope.original_content, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    assert LINK in body.get_content()
    assert (mail["X-Liaison-Secret"], mail["X-Liaison-Network"]) == (None, None)
    assert [(row.state, row.body, row.subject) for row in outbox()] == [("sent", "", "Votre accès")]


@pytest.mark.parametrize("sent", [False, True])
def test_no_page_shows_it_and_no_search_finds_it(
    sign_in, with_server, sink, write, unit_for, letter, *, key, sent
) -> None:
    write(key, letter("Ada"))
    if sent:
        work_off(with_server)
    shown = pages(sign_in())
    assert len(shown) == 3
    assert [LINK in page for page in shown] == [False] * 3
    assert [("for its addressee alone" in page, "Send it again" in page) for page in shown[1:]].count(
        (True, False)
    ) == 1
    unit = unit_for()
    words = ("kLZ0aV3nS9", "accès", "Bonjour")
    found = {text: count_rows(unit, LETTERS, {}, Asked({"text": text})) for text in words}
    assert found == {"kLZ0aV3nS9": 0, "accès": 1, "Bonjour": 1}


def test_nobody_sends_it_again(sign_in, with_server, mail_server, sink, *, write, outbox, unit_for, key) -> None:
    [message_id] = write(key)
    with (unit := unit_for()).session, pytest.raises(SecretLetterError):
        resend(unit, message_id, "eve@example.org")
    work_off(with_server)
    answer = sign_in().post(f"{PAGES}/{message_id}/resend", data={"address": "eve@example.org"}, follow_redirects=True)
    assert "they have to ask for a new one" in answer.text
    assert len(outbox()) == len(mail_server.received) == 1


def test_one_that_fails_for_good_is_erased_and_not_among_those_to_send_again(
    with_server, sink, write, outbox, unit_for, letter, *, key, monkeypatch
) -> None:
    def refuse(_url: str) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"wrong password")

    monkeypatch.setattr("core.messages.delivery.connect", refuse)
    write(key, letter("Bea"))
    work_off(with_server)
    assert [(row.state, bool(row.body)) for row in outbox()] == [("failed", False), ("failed", True)]
    unit = unit_for()
    assert {kind: seen.count for kind, seen in failures(unit.session, unit.actor).items()} == {"sign-in": 1}


def test_one_to_nobody_never_holds_its_text(write, outbox, key) -> None:
    write(replace(key, to_address=None))
    assert [(row.state, row.error, row.body) for row in outbox()] == [("failed", NO_ADDRESS, "")]


@pytest.fixture
def captured_page(sign_in, captured):
    """The page of the one captured mail, and what is kept of it."""

    def read() -> tuple[str, str]:
        [mail] = captured()
        return sign_in().get(f"/harbour/mail/{mail.id}").text, mail.source

    return read


def test_in_a_real_installation_a_rehearsal_does_not_show_it_either(
    posted: Settings, engine, runtime, write, captured_page, key
) -> None:
    controller = open_sink(posted, engine)
    try:
        write(key, captured=True)
        work_off(runtime)
    finally:
        controller.stop()
    page, source = captured_page()
    assert "So it was not kept here." in page
    assert ("kLZ0aV3nS9" in page, "kLZ0aV3nS9" in source, "X-Liaison-Secret: yes" in source) == (False, False, True)


def test_where_liaison_is_tried_out_the_captured_mail_shows_it(runtime, sink, write, captured_page, key) -> None:
    """Nothing leaves that machine, and without the link nobody could try to sign in."""
    write(key)
    work_off(runtime)
    page, _source = captured_page()
    assert LINK in page
    assert "So it was not kept here." not in page


def test_other_letters_are_captured_whole_everywhere(posted: Settings, engine, runtime, write, captured_page) -> None:
    controller = open_sink(posted, engine)
    try:
        write(captured=True)
        work_off(runtime)
    finally:
        controller.stop()
    page, _source = captured_page()
    assert "Bonjour Ada," in page


def test_a_letter_is_no_secret_unless_its_kind_says_so(write, outbox) -> None:
    write()
    assert [row.secret for row in outbox()] == [False]
    assert Message.__table__.c.secret.nullable is False
