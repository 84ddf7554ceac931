"""Sign-in as a browser sees it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from core.accounts.services import make_account
from core.accounts.views import SESSION_COOKIE, browser_name

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_signed_out_reader_is_sent_to_sign_in_and_back(app: Flask, engine) -> None:
    answer = app.test_client().get("/harbour/sessions?lang=fr")
    assert (answer.status_code, answer.location) == (302, "/harbour/sign-in?next=/sessions?lang%3Dfr")


def test_signing_in_leads_back(app: Flask, sign_in) -> None:
    sign_in()
    credentials = {"email": "COORDINATOR.all@harbour.example ", "password": "long enough"}
    answer = app.test_client().post("/harbour/sign-in?next=/sessions", data=credentials)
    assert (answer.status_code, answer.location) == (302, "/harbour/sessions")


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "evil", "//[", "/[::\n"),
        # A header holds no new line, and a browser passes over a tab: "//evil.example" is left.
        *("/\n/x", "/\r\nSet-Cookie: a=b", "/\t/evil.example", "\n//evil.example", "/\x00", "/\u202e"),
    ],
)
def test_sign_in_never_leads_to_another_site(app: Flask, sign_in, elsewhere: str) -> None:
    sign_in()
    credentials = {"email": "coordinator.all@harbour.example", "password": "long enough"}
    answer = app.test_client().post("/harbour/sign-in", query_string={"next": elsewhere}, data=credentials)
    assert (answer.status_code, answer.location) == (302, "/harbour/desk")


def test_a_wrong_password_keeps_the_address_and_says_so(app: Flask, sign_in) -> None:
    sign_in()
    typed = {"email": "coordinator.all@harbour.example", "password": "wrong"}
    answer = app.test_client().post("/harbour/sign-in?lang=en", data=typed)
    assert answer.status_code == 422
    assert 'value="coordinator.all@harbour.example"' in answer.text
    assert "This address and this password do not go together." in answer.text
    assert SESSION_COOKIE not in answer.headers.get("Set-Cookie", "")


def test_another_browser_can_be_signed_out(app: Flask, sign_in) -> None:
    here, there = sign_in(), sign_in()
    page = here.get("/harbour/sessions").text
    ending = re.findall(r'action="(/harbour/sessions/\w+/end)"', page)[0]
    assert here.post(ending).status_code == 302
    assert there.get("/harbour/sessions").status_code == 302
    assert here.get("/harbour/sessions").status_code == 200


def test_somebody_of_another_network_finds_nothing(sign_in) -> None:
    assert sign_in().get("/orchard/desk").status_code == 404


def test_a_form_without_its_token_is_refused(app: Flask, sign_in) -> None:
    client = sign_in()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/harbour/modules", data={"module": "lunch"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400


def test_the_token_of_forms_is_another_one_after_signing_in_and_out(app: Flask, sign_in, monkeypatch) -> None:
    sign_in()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client = app.test_client()

    def token(page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/harbour/{page}").text)
        assert found
        return found[1]

    before = token("sign-in")
    typed = {"email": "coordinator.all@harbour.example", "password": "long enough"}
    assert client.post("/harbour/sign-in", data={**typed, "csrf_token": before}).status_code == 302
    assert client.post("/harbour/sign-out", data={"csrf_token": before}).status_code == 400
    inside = token("sessions")
    assert client.post("/harbour/sign-out", data={"csrf_token": inside}).status_code == 302
    assert client.post("/harbour/sign-in", data={**typed, "csrf_token": inside}).status_code == 400


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_travel_in_private_where_the_site_does(app: Flask, sign_in, monkeypatch, *, secure: bool) -> None:
    sign_in()
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", secure)
    typed = {"email": "coordinator.all@harbour.example", "password": "long enough"}
    answer = app.test_client().post("/harbour/sign-in?lang=nl", data=typed)
    found = {each.partition("=")[0]: "; Secure" in each for each in answer.headers.getlist("Set-Cookie")}
    # That of the sign-in itself follows the settings (test_sessions).
    assert (found["lang"], found["known"]) == (secure, secure)


def test_a_browser_is_named_as_its_owner_would() -> None:
    assert browser_name(FIREFOX) == "Firefox, Linux"
    assert browser_name("curl/8") == "?"


@pytest.fixture
def ada(app: Flask, application, engine):
    """Two clients of somebody who is signed in and has no role in the network."""
    with application.unit("harbour") as unit:
        make_account(
            unit.session, email="ada@b.example", name="Ada", password="long enough", language="en", cost="cheap"
        )
    clients = app.test_client(), app.test_client()
    for client in clients:
        client.post("/harbour/sign-in", data={"email": "ada@b.example", "password": "long enough"})
    return clients


def test_whoever_is_signed_in_sees_and_ends_their_own_sessions_and_finds_nothing_else(ada) -> None:
    here, there = ada
    page = here.get("/harbour/sessions")
    assert page.status_code == 200
    assert "/harbour/letters" not in page.text
    assert here.get("/harbour/desk").status_code == 404
    ending = re.findall(r'action="(/harbour/sessions/\w+/end)"', page.text)
    assert [here.post(each).status_code for each in ending] == [302]
    assert (here.get("/harbour/sessions").status_code, there.get("/harbour/sessions").status_code) == (
        200,
        302,
    )
