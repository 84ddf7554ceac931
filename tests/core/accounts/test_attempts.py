"""Guessing a password is slow, from one place and from many, and locks nobody out."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import ip_address
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits.strategies import MovingWindowRateLimiter
from redis import Redis

from core.accounts.attempts import KNOWN_COOKIE
from core.web.limits import CountedTogether, limiter
from tests.ports import free_port
from tests.together import at_once

OWNER = "coordinator.all@harbour.example"
RIGHT = "long enough"
HOME = "192.0.2.1"


@pytest.fixture(autouse=True)
def owner(sign_in) -> None:
    """There is somebody to guess the password of."""
    sign_in()


Try = Callable[..., int]


@pytest.fixture
def attempt(app: Flask) -> Try:
    """Try a password: attempt(password, address=OWNER, at=HOME, client=a new browser); returns the status."""

    def tried(password: str, *, address: str = OWNER, at: str = HOME, client: FlaskClient | None = None) -> int:
        browser = client or app.test_client()
        typed = {"email": address, "password": password}
        return browser.post("/harbour/sign-in?lang=en", data=typed, environ_base={"REMOTE_ADDR": at}).status_code

    return tried


def elsewhere(network: str = "198.51.100.0") -> Callable[[], str]:
    """Addresses of other places, another one each time."""
    first = ip_address(network)
    numbers = count(1)
    return lambda: str(first + next(numbers))


def test_ten_wrong_passwords_for_an_address_from_one_place_are_enough(attempt: Try) -> None:
    assert [attempt("wrong") for _ in range(12)] == [422] * 10 + [429] * 2


def test_the_owner_signs_in_elsewhere_while_somebody_guesses(attempt: Try) -> None:
    assert [attempt("wrong", at="203.0.113.9") for _ in range(11)] == [422] * 10 + [429]
    assert attempt(RIGHT) == 302


def test_who_has_many_places_is_slow_too(attempt: Try) -> None:
    place = elsewhere()
    assert [attempt("wrong", at=place()) for _ in range(52)] == [422] * 50 + [429] * 2
    assert attempt(RIGHT) == 429  # From a browser that nobody knows.


def test_a_browser_that_signed_in_before_is_not_kept_out_by_strangers(app: Flask, attempt: Try) -> None:
    mine, place = app.test_client(), elsewhere()
    assert attempt(RIGHT, client=mine) == 302
    for _ in range(51):
        attempt("wrong", at=place())
    for _ in range(12):
        attempt("wrong", at=HOME)
    assert (attempt(RIGHT), attempt(RIGHT, client=mine), attempt(RIGHT, client=mine, at=place())) == (429, 302, 302)


def test_a_known_browser_guesses_as_slowly_and_knows_its_own_addresses_only(app: Flask, attempt: Try, sign_in) -> None:
    sign_in("reader")
    mine, place = app.test_client(), elsewhere()
    attempt(RIGHT, client=mine)
    assert [attempt("wrong", client=mine, at=place()) for _ in range(11)] == [422] * 10 + [429]
    other = "reader.all@harbour.example"
    assert [attempt("wrong", address=other, client=mine) for _ in range(11)] == [422] * 10 + [429]


@pytest.mark.parametrize("cookie", ["", "known", "WyJhIiwiYiJd.signed-by-nobody"])
def test_nobody_makes_a_known_browser_for_themselves(app: Flask, attempt: Try, cookie: str) -> None:
    client = app.test_client()
    client.set_cookie(KNOWN_COOKIE, cookie)
    assert [attempt("wrong", client=client) for _ in range(11)] == [422] * 10 + [429]


def test_a_browser_of_several_people_knows_the_last_five(app: Flask, attempt: Try, sign_in) -> None:
    people = [
        f"{role}.{territory}@harbour.example" for role in ("referent", "reader") for territory in ("north", "south")
    ]
    for role in ("referent", "reader"):
        for territory in ("north", "south"):
            sign_in(role, territory=territory)
    sign_in("reader")
    shared = app.test_client()
    for address in (OWNER, *people, "reader.all@harbour.example"):
        assert attempt(RIGHT, address=address, client=shared) == 302
    place = elsewhere()
    for address in (OWNER, people[0]):
        for _ in range(50):
            attempt("wrong", address=address, at=place())
    assert [attempt(RIGHT, address=address, client=shared) for address in (OWNER, people[0])] == [429, 302]


def test_a_whole_line_of_ipv6_is_one_place(attempt: Try) -> None:
    place = elsewhere("2001:db8:1:2::")
    assert [attempt("wrong", at=place()) for _ in range(11)] == [422] * 10 + [429]
    assert attempt("wrong", at="2001:db8:1:3::1") == 422


def test_many_addresses_from_one_place_are_stopped(attempt: Try) -> None:
    codes = [attempt("wrong", address=f"{number}@b.example") for number in range(22)]
    assert codes == [422] * 20 + [429] * 2


def test_the_right_password_does_not_count(attempt: Try) -> None:
    assert [attempt(RIGHT) for _ in range(70)] == [302] * 70


def test_who_guessed_too_often_reads_how_long_it_lasts(app: Flask) -> None:
    client, place = app.test_client(), elsewhere()
    typed = {"email": "nobody@b.example", "password": "guessing along"}
    answers = [
        client.post("/harbour/sign-in?lang=en", data=typed, environ_base={"REMOTE_ADDR": place()}) for _ in range(51)
    ]
    assert answers[-1].status_code == 429
    # Whole hours of a day, whose end the counter gives in whole seconds.
    assert re.search(r"You can go on in (24|25) hours\.", answers[-1].text)


def test_no_address_that_somebody_typed_stands_in_redis_or_in_the_log(attempt: Try, queue: Redis, caplog) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(11):
        attempt("wrong", address="Ada.Lovelace@b.example")
    keys = [key.decode() for key in queue.keys("*")]
    assert len(keys) >= 3
    assert [key for key in keys if "lovelace" in key.casefold()] == []
    assert "lovelace" not in caplog.text.casefold()


def test_people_sign_in_at_once_and_guessing_is_stopped_while_redis_is_away(attempt: Try, monkeypatch) -> None:
    away = CountedTogether(f"liaison+redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(limiter, "_limiter", MovingWindowRateLimiter(away))
    assert at_once(*[lambda: attempt(RIGHT)] * 8) == [302] * 8
    assert [attempt("wrong") for _ in range(11)] == [422] * 10 + [429]
