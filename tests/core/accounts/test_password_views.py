"""A forgotten password, as whoever forgot it, whoever guesses and whatever opens links by itself sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.accounts.views import SESSION_COOKIE

ADA = "coordinator.all@harbour.example"
OLD, NEW = "long enough", "a longer sentence"


@pytest.fixture(autouse=True)
def ada(sign_in) -> FlaskClient:
    """Somebody who is signed in, in one browser, and forgets the password."""
    return sign_in()


@pytest.fixture
def page(app: Flask, asked_letters, link_of) -> str:
    """The page to which the letter leads that somebody asked for."""
    app.test_client().post("/harbour/password", data={"email": ADA})
    return f"/harbour/password/{link_of(asked_letters()[-1])}"


Set = Callable[..., TestResponse]


@pytest.fixture
def set_to(app: Flask, page: str) -> Set:
    """Set a password on the letter's page: set_to(password, client=a new browser)."""

    def press(password: str, client: FlaskClient | None = None) -> TestResponse:
        return (client or app.test_client()).post(f"{page}?lang=en", data={"email": ADA, "password": password})

    return press


def signs_in(app: Flask, password: str) -> bool:
    typed = {"email": ADA, "password": password}
    return app.test_client().post("/harbour/sign-in", data=typed).status_code == 302


def test_the_way_from_the_sign_in_page_to_the_letter(app: Flask) -> None:
    client = app.test_client()
    assert 'href="/harbour/password"' in client.get("/harbour/sign-in").text
    answer = client.post("/harbour/password?lang=en", data={"email": ADA}, follow_redirects=True)
    assert answer.status_code == 200
    assert "a letter with a link is on its way there" in answer.text
    assert ADA not in answer.text


def test_the_answer_is_the_same_whoever_asks_for_whomever(app: Flask) -> None:
    answers = []
    for email in (ADA, ADA.upper(), "nobody@harbour.example", "gate@orchard.example"):
        answer = app.test_client().post("/harbour/password", data={"email": email})
        answers.append((answer.status_code, answer.location, answer.data, dict(answer.headers)))
    assert answers[1:] == answers[:1] * 3


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "ada@b.example\n@c.example"])
def test_what_is_no_address_is_told_at_its_place(app: Flask, typed: str) -> None:
    answer = app.test_client().post("/harbour/password?lang=en", data={"email": typed})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


def test_one_place_asks_ten_times_an_hour(app: Flask) -> None:
    codes = [
        app.test_client().post("/harbour/password", data={"email": f"{number}@b.example"}).status_code
        for number in range(11)
    ]
    assert codes == [302] * 10 + [429]


def test_a_scanner_opens_the_link_and_its_owner_uses_it(app: Flask, page: str, set_to: Set) -> None:
    scanner = app.test_client()
    opened = [scanner.open(page, method=method).status_code for method in ("GET", "HEAD", "GET", "HEAD", "GET")]
    assert opened == [200] * 5
    client = app.test_client()
    answer = set_to(NEW, client)
    assert (answer.status_code, answer.location) == (302, "/harbour/desk")
    assert client.get("/harbour/desk").status_code == 200
    assert (signs_in(app, OLD), signs_in(app, NEW)) == (False, True)


def test_the_page_shows_the_address_to_keep_and_the_rule(app: Flask, page: str) -> None:
    shown = app.test_client().get(f"{page}?lang=en").text
    assert f'value="{ADA}"' in shown
    assert 'autocomplete="username"' in shown
    assert 'autocomplete="new-password"' in shown
    assert "At least 10 characters." in shown


def test_setting_it_signs_every_other_browser_out(ada: FlaskClient, set_to: Set) -> None:
    assert ada.get("/harbour/desk").status_code == 200
    set_to(NEW)
    assert ada.get("/harbour/desk").status_code == 302


def test_the_link_used_again_changes_nothing_and_says_so(app: Flask, page: str, set_to: Set) -> None:
    set_to(NEW)
    again = set_to("another sentence")
    assert again.status_code == 410
    assert "This link no longer works" in again.text
    assert SESSION_COOKIE not in str(again.headers.getlist("Set-Cookie"))
    assert app.test_client().get(page).status_code == 410
    assert (signs_in(app, "another sentence"), signs_in(app, NEW)) == (False, True)


def test_the_same_press_twice_succeeds_twice(app: Flask, set_to: Set, asked_letters) -> None:
    client = app.test_client()
    assert [set_to(NEW, client).location for _ in range(2)] == ["/harbour/desk"] * 2
    assert "Your new password is set" in client.get("/harbour/?lang=en").text
    assert [letter.kind for letter in asked_letters()] == ["accounts.password_link", "accounts.password_changed"]


def test_a_used_link_is_no_way_to_guess(set_to: Set) -> None:
    set_to(NEW)
    codes = [set_to(f"guess number {number}").status_code for number in range(12)]
    assert codes == [410] * 10 + [429] * 2


def test_a_password_that_is_none_is_told_and_uses_nothing(app: Flask, set_to: Set) -> None:
    for password, words in (("", "Choose a password."), ("short", "at least 10 characters"), (ADA, "everybody knows")):
        answer = set_to(password)
        assert (answer.status_code, words in answer.text) == (422, True)
    assert set_to(NEW).status_code == 302


def test_an_unknown_link_is_no_page(app: Flask) -> None:
    client = app.test_client()
    for method in ("GET", "HEAD", "POST"):
        assert client.open("/harbour/password/never-was", method=method).status_code == 404


def test_the_address_of_the_page_is_told_to_nobody(app: Flask, page: str) -> None:
    answer = app.test_client().get(page)
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("strict-origin", "no-store")
    assert app.test_client().get("/harbour/sign-in").headers["Referrer-Policy"] == "same-origin"


def test_a_form_of_that_page_is_recognised_where_the_site_is_private(app: Flask, page: str, monkeypatch) -> None:
    """What the page tells of itself is enough: by the site a form comes from it is known as one of ours."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client, site = app.test_client(), "https://localhost"
    shown = client.get(page, base_url=site).text
    token = shown.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = {"password": NEW, "csrf_token": token}
    assert client.post(page, base_url=site, data=typed, headers={"Referer": f"{site}/"}).status_code == 302


@pytest.fixture
def change(ada: FlaskClient) -> Callable[..., TestResponse]:
    """Change the password on the page of one's browsers: change(old, new)."""
    return lambda old, new: ada.post("/harbour/sessions/password?lang=en", data={"old": old, "password": new})


def test_the_password_is_changed_with_the_old_one_and_this_browser_stays(app: Flask, ada, change) -> None:
    assert 'action="/harbour/sessions/password"' in ada.get("/harbour/sessions").text
    other = app.test_client()
    other.post("/harbour/sign-in", data={"email": ADA, "password": OLD})
    answer = change(OLD, NEW)
    assert (answer.status_code, answer.location) == (302, "/harbour/sessions")
    assert "Your password is changed." in ada.get("/harbour/sessions?lang=en").text
    assert (ada.get("/harbour/desk").status_code, other.get("/harbour/desk").status_code) == (200, 302)
    assert (signs_in(app, OLD), signs_in(app, NEW)) == (False, True)


def test_a_wrong_old_password_is_told_at_its_place_and_guessed_slowly(app: Flask, change) -> None:
    answer = change("not this one", NEW)
    assert answer.status_code == 422
    assert "This is not your present password." in answer.text
    assert [change("not this one", NEW).status_code for _ in range(11)] == [422] * 9 + [429] * 2
    assert signs_in(app, OLD)


def test_signed_out_nobody_changes_a_password(app: Flask) -> None:
    assert app.test_client().post("/harbour/sessions/password", data={"old": OLD, "password": NEW}).status_code == 401
