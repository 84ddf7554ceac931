"""The second step of signing in: set up, asked for whichever way somebody comes, not to be guessed or used twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import ProgrammingError

from core.accounts.second_factor import is_required
from core.contract.acting import Actor, Grant
from core.database.base import utc_now
from tests.together import at_once

ADA = "coordinator.all@harbour.example"
SITE, SETTINGS, SECOND = "/harbour", "/harbour/account/second-factor", "/harbour/sign-in/second"


class Phone:
    """A telephone whose app was told a key; each look shows the code of a later step, as if time went by."""

    def __init__(self, secret: str) -> None:
        self.app = pyotp.TOTP(secret)
        self.steps = -2

    def code(self) -> str:
        self.steps += 1
        return self.app.at(utc_now() + timedelta(seconds=30 * min(self.steps, 1)))


@pytest.fixture
def ada(sign_in) -> FlaskClient:
    """A coordinator who is signed in, with a password alone."""
    return sign_in()


def set_up(client: FlaskClient) -> tuple[Phone, list[str]]:
    """Set the second step up; return the telephone and the recovery codes."""
    shown = client.get(f"{SETTINGS}?lang=en").text
    key = re.search(r"<strong>([A-Z2-7 ]+)</strong>", shown)
    grain = re.search(r'name="grain"[^>]*value="([^"]+)"', shown)
    assert key
    assert grain
    phone = Phone(key[1].replace(" ", ""))
    answer = client.post(f"{SETTINGS}?lang=en", data={"grain": grain[1], "code": phone.code()})
    assert answer.status_code == 200
    return phone, re.findall(r"<strong>([a-z2-7]{5}-[a-z2-7]{5})</strong>", answer.text)


@pytest.fixture
def phone_and_codes(ada: FlaskClient) -> tuple[Phone, list[str]]:
    return set_up(ada)


@pytest.fixture
def by_password(app: Flask) -> Callable[[], FlaskClient]:
    """A browser in which Ada's password was proved, and nothing else."""

    def begin(onward: str = "/letters") -> FlaskClient:
        client = app.test_client()
        answer = client.post(f"{SITE}/sign-in?next={onward}", data={"email": ADA, "password": "long enough"})
        assert answer.location == f"{SECOND}?next={onward}"
        return client

    return begin


@pytest.fixture
def required(owner_engine: Engine, ada: FlaskClient) -> Iterator[None]:
    """The Harbour asks a second step of its coordinators."""
    said = '{"sign_in": {"second_factor": ["coordinator"]}}'
    with owner_engine.begin() as connection:
        added = "UPDATE tenant SET settings = settings || CAST(:said AS jsonb) WHERE slug = 'harbour'"
        connection.execute(text(added), {"said": said})
    yield
    with owner_engine.begin() as connection:
        connection.execute(text("UPDATE tenant SET settings = settings - 'sign_in' WHERE slug = 'harbour'"))


def wait(owner_engine: Engine) -> None:
    """Let a quarter of an hour go by since the last wrong code."""
    with owner_engine.begin() as connection:
        connection.execute(text("UPDATE second_factor SET wrong_at = wrong_at - interval '16 minutes'"))


def is_in(client: FlaskClient) -> bool:
    return client.get(f"{SITE}/letters").status_code == 200


def test_the_password_alone_lets_nobody_in_any_more(ada, phone_and_codes, by_password) -> None:
    phone, _codes = phone_and_codes
    client = by_password()
    for page in ("/letters", "/sessions", "/my", "/account/second-factor"):
        assert client.get(f"{SITE}{page}").status_code == 302
    assert client.post(f"{SITE}/sessions/password", data={}).status_code == 401
    answer = client.post(f"{SECOND}?next=/letters", data={"code": phone.code()})
    assert (answer.location, is_in(client)) == (f"{SITE}/letters", True)
    assert client.post(f"{SECOND}?next=/letters", data={"code": "x"}).location == f"{SITE}/letters"


def test_a_letter_alone_does_not_either(app: Flask, phone_and_codes, asked_letters, entry_of) -> None:
    app.test_client().post(f"{SITE}/sign-in/letter?next=/letters", data={"email": ADA})
    link, _code = entry_of(asked_letters()[-1])
    client = app.test_client()
    assert client.post(f"{SITE}/sign-in/link/{link}").location == f"{SECOND}?next=/letters"
    assert not is_in(client)
    client.post(SECOND, data={"code": phone_and_codes[0].code()})
    assert is_in(client)


def test_a_code_counts_once_and_no_older_one_after_it(phone_and_codes, by_password) -> None:
    phone, _codes = phone_and_codes
    older, code = phone.code(), phone.code()
    first, second = by_password(), by_password()
    assert first.post(SECOND, data={"code": code}).location == f"{SITE}/desk"
    for replayed in (code, older):
        assert second.post(SECOND, data={"code": replayed}).location == f"{SECOND}?wrong=1"
    assert (is_in(first), is_in(second)) == (True, False)


def test_one_code_used_at_once_lets_one_in(phone_and_codes, by_password) -> None:
    code = phone_and_codes[0].code()
    clients = [by_password(), by_password()]
    at_once(*(lambda client=client: client.post(SECOND, data={"code": code}) for client in clients))
    assert sorted(is_in(client) for client in clients) == [False, True]


def test_after_five_wrong_codes_a_quarter_of_an_hour_goes_by(phone_and_codes, by_password, owner_engine) -> None:
    phone, codes = phone_and_codes
    client = by_password()
    for _ in range(5):
        client.post(SECOND, data={"code": "000000"})
    assert "Too many wrong codes." in client.get(f"{SECOND}?lang=en").text
    for right in (phone.code(), codes[0]):
        assert client.post(SECOND, data={"code": right}).location == f"{SECOND}?wrong=1"
    wait(owner_engine)
    assert client.post(SECOND, data={"code": phone.code()}).location == f"{SITE}/desk"


def test_a_recovery_code_lets_in_once(phone_and_codes, by_password) -> None:
    _phone, codes = phone_and_codes
    assert len(set(codes)) == 10
    first, second = by_password(), by_password()
    assert first.post(SECOND, data={"code": codes[3].upper()}).location == f"{SITE}/desk"
    assert second.post(SECOND, data={"code": codes[3]}).location == f"{SECOND}?wrong=1"
    assert "You have 9 recovery codes left." in first.get(f"{SETTINGS}?lang=en").text


def test_setting_it_up_signs_every_other_browser_out_and_shows_the_codes_once(sign_in) -> None:
    here, there = sign_in(), sign_in()
    _phone, codes = set_up(here)
    assert (is_in(here), is_in(there)) == (True, False)
    shown = here.get(f"{SETTINGS}?lang=en").text
    assert not any(code in shown for code in codes)


def test_a_wrong_first_code_sets_nothing(ada, by_password, app: Flask) -> None:
    shown = ada.get(SETTINGS).text
    grain = re.search(r'name="grain"[^>]*value="([^"]+)"', shown)
    assert grain
    answer = ada.post(f"{SETTINGS}?lang=en", data={"grain": grain[1], "code": "000000"})
    assert (answer.status_code, 'id="code-error"' in answer.text) == (422, True)
    assert grain[1] in answer.text  # The picture that was read stays.
    client = app.test_client()
    typed = {"email": ADA, "password": "long enough"}
    assert client.post(f"{SITE}/sign-in", data=typed).location == f"{SITE}/desk"


def test_nobody_puts_another_one_in_its_place(ada, phone_and_codes) -> None:
    answer = ada.post(SETTINGS, data={"grain": "mine", "code": "000000"})
    assert answer.location == SETTINGS
    assert ada.post(f"{SETTINGS}/end", data={"code": "000000"}).location == f"{SETTINGS}?wrong=1"
    assert "recovery codes left" in ada.get(f"{SETTINGS}?lang=en").text


def test_it_is_ended_by_whoever_proves_it_once_more(app: Flask, ada, phone_and_codes) -> None:
    assert ada.post(f"{SETTINGS}/end", data={"code": phone_and_codes[0].code()}).location == SETTINGS
    typed = {"email": ADA, "password": "long enough"}
    assert app.test_client().post(f"{SITE}/sign-in", data=typed).location == f"{SITE}/desk"
    set_up(ada)


def test_whoever_must_have_one_is_led_to_it_before_anything_else(ada, required, sign_in) -> None:
    assert ada.get(f"{SITE}/letters?state=failed").location == f"{SETTINGS}?next=/letters?state%3Dfailed"
    assert ada.get(f"{SITE}/desk").location == f"{SETTINGS}?next=/desk"
    assert ada.post(f"{SITE}/modules", data={}).status_code == 403
    assert ada.get(f"{SITE}/sessions").status_code == 200
    assert sign_in("reader").get(f"{SITE}/letters").status_code == 403  # Of no other role it is asked.
    set_up(ada)
    answer = ada.get(f"{SITE}/letters")
    assert (answer.status_code, answer.location) == (200, None)
    assert sign_in("coordinator", tenant="orchard").get("/orchard/letters").status_code == 200


def test_whoever_is_signed_out_sees_no_second_step(app: Flask, engine) -> None:
    client = app.test_client()
    assert client.get(SECOND).location == f"{SITE}/sign-in"
    assert client.post(SECOND, data={"code": "000000"}).location == f"{SITE}/sign-in"


def test_of_whom_it_is_asked() -> None:
    asked = {"sign_in": {"second_factor": ["coordinator"]}}
    found = [
        is_required(Actor(name="", grants=tuple(Grant(role, "lunch") for role in roles)), settings)
        for roles, settings in (
            (("coordinator",), asked),
            (("reader", "coordinator"), asked),
            (("reader",), asked),
            ((), asked),
            (("coordinator",), {}),
            (("coordinator",), {"lunch": {"second_factor": ["coordinator"]}}),
        )
    ]
    assert found == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM second_factor",
        "SELECT * FROM recovery_code",
        "DELETE FROM second_factor",
        "UPDATE account_session SET second_factor = 'passed'",
        "SELECT owe_second_factor()",
    ],
)
def test_the_application_cannot_pass_by_itself(phone_and_codes, unit_for, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        unit_for().session.execute(text(statement))


def test_the_database_takes_no_step_of_another_time_and_ends_nothing_unproved(
    phone_and_codes, by_password, unit_for, owner_engine
) -> None:
    by_password()
    with owner_engine.connect() as connection:
        due = connection.scalar(text("SELECT token_hash FROM account_session WHERE second_factor = 'due'"))
    session, at = unit_for().session, int(utc_now().timestamp()) // 30
    tries = (
        func.pass_second_factor(due, at + 100),
        func.pass_second_factor(due, None),
        func.pass_second_factor("", at + 1),
        func.pass_by_recovery_code(due, "x"),
        func.set_second_factor(due, "mine", at, []),
        func.end_second_factor(due),
    )
    assert [session.scalar(select(each)) for each in tries] == [False] * len(tries)
