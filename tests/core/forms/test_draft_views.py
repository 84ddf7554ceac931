"""A form that saves itself: by the script, by a button, on two devices, after the session has ended."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.forms.models import Draft
from tests.core.programme.lunches import made

FORM = "/harbour/lunch/2024/new"
SCRIPT = {"X-Fragment": "draft"}

pytestmark = pytest.mark.requirement("IM-05")


@pytest.fixture
def client(sign_in, unit_for) -> FlaskClient:
    made(unit_for(), state="live")
    return sign_in()


def address(page: str) -> str:
    found = re.search(r'data-draft-at="([^"]+)"', page)
    assert found
    return unescape(found[1])


def values(page: str) -> dict[str, str]:
    """What stands in the fields of the form."""
    fields = re.findall(r"<input[^>]*>", page)
    said = ((re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each)) for each in fields)
    return {name[1]: unescape(value[1]) for name, value in said if name and value}


def save(client: FlaskClient, name: str, version: int, **headers: str):
    where = address(client.get(FORM).text)
    typed = {"name": name, "email": "", "language": "nl", "draft_version": str(version)}
    return client.post(where, data=typed, headers=headers)


def contents(unit_for) -> list[list[list[str]]]:
    return list(unit_for().session.scalars(select(Draft.content)))


def test_the_script_saves_and_the_page_goes_on_where_somebody_stopped(client, unit_for) -> None:
    page = client.get(FORM).text
    assert "You go on where you stopped" not in page
    answer = save(client, "Ada", 0, **SCRIPT)
    assert (answer.status_code, answer.headers["X-Draft-Version"]) == (200, "1")
    assert re.search(r"Saved at \d+:\d\d\.", answer.text)
    assert contents(unit_for) == [[["name", "Ada"], ["email", ""], ["language", "nl"]]]
    page = client.get(FORM).text
    assert "You go on where you stopped" in page
    assert (values(page)["name"], values(page)["draft_version"]) == ("Ada", "1")
    assert re.search(r'<option selected value="nl">', page)


def test_without_a_script_a_button_saves_and_leads_back(client) -> None:
    answer = save(client, "Ada", 0)
    assert (answer.status_code, answer.location) == (302, FORM)
    assert "You can go on here, on any device." in client.get(FORM).text


def test_what_was_begun_stands_on_the_page_of_what_is_ones_own(client) -> None:
    assert "You began a form" not in client.get("/harbour/my").text
    save(client, "Ada", 0, **SCRIPT)
    page = client.get("/harbour/my").text
    assert ("You began a form and have not sent it yet." in page, f'href="{FORM}"' in page) == (True, True)
    assert ("Lunchs 2024" in page, "Nothing yet" in page) == (True, False)


def test_what_was_saved_elsewhere_is_told_and_nothing_is_written_over(client, unit_for) -> None:
    save(client, "Ada", 0, **SCRIPT)
    answer = save(client, "Bea", 0, **SCRIPT)
    assert (answer.status_code, answer.headers["X-Draft-Version"]) == (409, "1")
    assert "You went on with this form elsewhere" in answer.text
    page = save(client, "Bea", 0)
    assert page.status_code == 409
    assert (values(page.text)["name"], values(page.text)["draft_version"]) == ("Bea", "1")
    assert f'href="{FORM}"' in page.text
    assert contents(unit_for) == [[["name", "Ada"], ["email", ""], ["language", "nl"]]]
    kept = {name: value for name, value in values(page.text).items() if name in ("name", "email", "language")}
    assert client.post(address(client.get(FORM).text), data={**kept, "draft_version": "1"}).status_code == 302
    assert contents(unit_for) == [[["name", "Bea"], ["email", ""], ["language", "nl"]]]


def test_the_draft_goes_with_what_is_sent_and_a_late_save_brings_it_not_back(client, unit_for) -> None:
    where = address(client.get(FORM).text)
    save(client, "Ada", 0, **SCRIPT)
    sent = {"name": "Ada", "email": "ada@x.example", "language": "nl", "draft_version": "1"}
    assert client.post(FORM, data={**sent, "email": "no address"}).status_code == 422
    assert len(contents(unit_for)) == 1
    assert client.post(FORM, data=sent).status_code == 302
    assert contents(unit_for) == []
    late = client.post(where, data=sent, headers=SCRIPT)
    assert (late.status_code, late.headers["X-Draft-Version"]) == (410, "0")
    assert "This draft is there no more" in late.text
    assert contents(unit_for) == []


def test_a_draft_is_deleted_to_begin_anew_and_twice_is_once(client, unit_for) -> None:
    save(client, "Ada", 0, **SCRIPT)
    where = f"{address(client.get(FORM).text)}/drop"
    assert [client.post(where).status_code, client.post(where).status_code] == [302, 302]
    assert contents(unit_for) == []
    assert values(client.get(FORM).text)["name"] == ""


def test_more_than_anybody_types_is_refused_in_words(client, unit_for) -> None:
    answer = save(client, "x" * 100_001, 0, **SCRIPT)
    assert (answer.status_code, "This is too long to be saved." in answer.text) == (413, True)
    assert save(client, "x" * 100_001, 0).status_code == 413
    assert contents(unit_for) == []


def test_an_address_that_we_did_not_make_keeps_nothing(client, sign_in, unit_for) -> None:
    where = address(client.get(FORM).text)
    assert client.post("/harbour/drafts/x", data={"name": "Ada"}).status_code == 404
    other = where.replace("/harbour/", "/orchard/")
    assert sign_in(tenant="orchard").post(other, data={"name": "Ada"}).status_code == 404
    assert contents(unit_for) == []


def test_anothers_draft_is_neither_seen_nor_deleted_by_its_address(client, app, sign_in, unit_for) -> None:
    save(client, "Ada", 0, **SCRIPT)
    where = address(client.get(FORM).text)
    other = sign_in("coordinator", territory="north")
    assert "You go on where you stopped" not in other.get(FORM).text
    other.post(f"{where}/drop")
    assert len(contents(unit_for)) == 1
    assert app.test_client().post(where, data={"name": "Bea"}, headers=SCRIPT).status_code == 401


def test_a_page_with_a_draft_costs_one_statement_more(client, statements) -> None:
    costs = []
    for name in ("", "Ada"):
        if name:
            save(client, name, 0, **SCRIPT)
        with statements() as sent:
            client.get(FORM)
        costs.append(len([text for text in sent.texts if "FROM draft" in text]))
    assert costs == [1, 1]


@pytest.mark.parametrize(("language", "words"), [("fr", "Vous reprenez là où vous en étiez"), ("nl", "U gaat verder")])
def test_it_speaks_the_readers_language(client, language: str, words: str) -> None:
    save(client, "Ada", 0, **SCRIPT)
    assert words in client.get(f"{FORM}?lang={language}").text


def test_what_was_sent_after_the_session_ended_is_sent_again_as_it_was(app, client, unit_for) -> None:
    typed = {"name": "Ada <b>", "email": "ada@x.example", "language": "nl", "draft_version": "0"}
    own = {"Origin": "http://localhost", "Referer": f"http://localhost{FORM}"}
    gone = app.test_client().post(f"{FORM}?lang=en", data=typed, headers=own)
    assert gone.status_code == 401
    assert "What you typed is kept on this page" in gone.text
    assert 'href="/harbour/sign-in?next=/lunch/2024/new" target="_blank"' in gone.text
    assert f'action="{FORM}?lang=en"' in gone.text
    kept = {name: value for name, value in values(gone.text).items() if name in typed}
    assert kept == typed
    assert client.post(FORM, data=kept).status_code == 302


@pytest.mark.parametrize(
    ("headers", "more"),
    [
        ({"Origin": "https://evil.example"}, {}),
        ({}, {}),
        ({"Origin": "http://localhost"}, {"new_password": "x"}),
    ],
)
def test_nobody_is_led_to_send_what_others_wrote_and_no_secret_is_said_back(app, client, headers, more) -> None:
    answer = app.test_client().post(f"{FORM}?lang=en", data={"name": "Mallory", **more}, headers=headers)
    assert answer.status_code == 401
    assert ("Mallory" in answer.text, "Sign in again" in answer.text) == (False, True)


def test_a_form_that_waited_too_long_is_sent_again_as_it_was(app, client, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setitem(app.config, "WTF_CSRF_CHECK_DEFAULT", True)
    typed = {"name": "Ada", "email": "ada@x.example", "language": "nl"}
    late = client.post(f"{FORM}?lang=en", data={**typed, "csrf_token": "old"}, headers={"Origin": "http://localhost"})
    assert (late.status_code, "Send it again" in late.text) == (400, True)
    kept = values(late.text)
    assert client.post(FORM, data={name: kept[name] for name in (*typed, "csrf_token")}).status_code == 302
