"""Sign-in as a browser sees it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from redis import Redis

from core.accounts.services import make_account
from core.accounts.views import SESSION_COOKIE, browser_name
from core.web.limits import limiter

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_signed_out_reader_is_sent_to_sign_in_and_back(app: Flask, engine) -> None:
    answer = app.test_client().get("/harbour/sessions?lang=fr")
    assert (answer.status_code, answer.location) == (302, "/harbour/sign-in?next=/sessions?lang%3Dfr")


def test_signing_in_leads_back(app: Flask, sign_in) -> None:
    sign_in()
    credentials = {"email": "COORDINATOR.all@harbour.example ", "password": "long enough"}
    answer = app.test_client().post("/harbour/sign-in?next=/sessions", data=credentials)
    assert (answer.status_code, answer.location) == (302, "/harbour/sessions")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
def test_sign_in_never_leads_to_another_site(app: Flask, sign_in, elsewhere: str) -> None:
    sign_in()
    credentials = {"email": "coordinator.all@harbour.example", "password": "long enough"}
    answer = app.test_client().post("/harbour/sign-in", query_string={"next": elsewhere}, data=credentials)
    assert answer.location == "/harbour/"


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


def test_too_many_attempts_on_one_address_are_stopped(app: Flask, engine) -> None:
    client = app.test_client()
    codes = [
        client.post("/harbour/sign-in", data={"email": "slow@down.example", "password": "x"}).status_code
        for _attempt in range(12)
    ]
    assert codes == [422] * 10 + [429] * 2


def test_people_sign_in_and_guessing_is_stopped_while_redis_is_away(app: Flask, sign_in, queue: Redis) -> None:
    sign_in()
    queue.flushdb()
    address = "coordinator.all@harbour.example"
    for key, limit in ((address, "10/1/minute"), ("127.0.0.1", "20/1/minute"), ("127.0.0.1", "60/1/hour")):
        queue.set(f"LIMITS:LIMITER/{key}/accounts.sign_in_post/{limit}", "something that is no count")
    client = app.test_client()
    codes = [
        client.post("/harbour/sign-in", data={"email": address, "password": password}).status_code
        for password in ["long enough", *["wrong"] * 11]
    ]
    limiter._check_backend_count = 0
    limiter._storage_dead = False
    assert codes == [302] + [422] * 9 + [429] * 2


def test_somebody_of_another_network_finds_nothing(sign_in) -> None:
    assert sign_in().get("/orchard/").status_code == 404


def test_a_form_without_its_token_is_refused(app: Flask, sign_in) -> None:
    client = sign_in()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/harbour/modules", data={"module": "lunch"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400


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
    assert here.get("/harbour/").status_code == 404
    ending = re.findall(r'action="(/harbour/sessions/\w+/end)"', page.text)
    assert [here.post(each).status_code for each in ending] == [302]
    assert (here.get("/harbour/sessions").status_code, there.get("/harbour/sessions").status_code) == (
        200,
        302,
    )
