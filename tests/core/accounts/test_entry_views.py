"""Signing in by a letter, as whoever does it sees it, and whatever tries to do it for them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from core.accounts.asking import ASKED_COOKIE, Asked
from core.accounts.views import SESSION_COOKIE

pytestmark = pytest.mark.requirement("IM-08", "FD-08")

BEA = "bea@care.example"
SITE = "/harbour"


@dataclass(frozen=True)
class Somebody:
    """Somebody in front of a browser, who opens pages and presses what stands on them."""

    client: FlaskClient
    site: str = SITE

    def ask(self, email: str = BEA, *, onward: str | None = None, asks: str = "", language: str = "en") -> TestResponse:
        typed = {"email": email, "asks": asks or str(uuid.uuid4())}
        said = {"lang": language} | ({"next": onward} if onward is not None else {})
        return self.client.post(f"{self.site}/sign-in/letter", query_string=said, data=typed)

    def code(self, code: str, press: str = "") -> TestResponse:
        return self.client.post(f"{self.site}/sign-in/code", data={"code": code, "press": press})

    def read(self, page: str = "/sign-in/code") -> str:
        asked = f"{self.site}{page}{'&' if '?' in page else '?'}lang=en"
        return self.client.get(asked, follow_redirects=True).text

    def is_in(self) -> bool:
        return self.client.get(f"{self.site}/sessions").status_code == 200


@pytest.fixture
def somebody(app: Flask, engine) -> Callable[..., Somebody]:
    """Somebody with a browser of their own."""
    return lambda site=SITE: Somebody(app.test_client(), site)


@pytest.fixture
def letters(asked_letters, entry_of) -> Callable[..., list[tuple[str, str]]]:
    """The link's page and the code of each letter that was written."""

    def read(slug: str = "harbour") -> list[tuple[str, str]]:
        found = [entry_of(letter) for letter in asked_letters(slug) if letter.kind == "accounts.sign_in"]
        return [(f"/{slug}/sign-in/link/{token}", code) for token, code in found]

    return read


def test_from_the_address_to_the_code_to_the_page_that_was_wanted(somebody, letters) -> None:
    bea = somebody()
    answer = bea.client.get(f"{SITE}/sessions?lang=en", follow_redirects=True)
    action = re.search(r'action="(/harbour/sign-in/letter[^"]*)"', answer.text)
    asks = re.search(r'name="asks"[^>]*value="([^"]+)"', answer.text)
    assert action
    assert asks
    answer = bea.client.post(action[1].replace("&amp;", "&"), data={"email": BEA, "asks": asks[1]})
    assert (answer.status_code, answer.location) == (302, f"{SITE}/sign-in/code")
    shown = bea.read()
    assert f"We are sending a letter to {BEA}." in shown
    assert 'autocomplete="one-time-code"' in shown
    answer = bea.code(f" {letters()[0][1][:3]} {letters()[0][1][3:]} ")
    assert (answer.status_code, answer.location) == (302, f"{SITE}/sessions?lang=en")
    assert bea.is_in()
    assert bea.client.get_cookie(ASKED_COOKIE) is None


def test_a_letter_read_on_the_telephone_signs_the_telephone_in(somebody, letters) -> None:
    somebody().ask(onward="/sessions")
    page, _code = letters()[0]
    phone = somebody().client
    shown = phone.get(f"{page}?lang=en").text
    assert f"Sign in as {BEA}" in shown
    answer = phone.post(page, data={"press": "one"})
    assert (answer.status_code, answer.location) == (302, f"{SITE}/sessions")
    assert phone.get(f"{SITE}/sessions").status_code == 200


def test_a_scanner_opens_the_link_five_times_and_its_owner_uses_it(app: Flask, somebody, letters) -> None:
    bea = somebody()
    bea.ask()
    page, code = letters()[0]
    scanner = app.test_client()
    opened = [scanner.open(page, method=method) for method in ("GET", "HEAD", "GET", "HEAD", "GET")]
    assert [answer.status_code for answer in opened] == [200] * 5
    assert scanner.get_cookie(SESSION_COOKIE) is None
    assert bea.code(code).status_code == 302
    assert bea.is_in()


def test_the_page_of_a_link_is_told_to_nobody(somebody, letters) -> None:
    somebody().ask()
    answer = somebody().client.get(letters()[0][0])
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("strict-origin", "no-store")


def test_a_link_used_says_so_to_others_and_leads_on_whom_it_let_in(somebody, letters) -> None:
    somebody().ask(onward="/sessions")
    page, _code = letters()[0]
    bea, other = somebody().client, somebody().client
    bea.post(page, data={"press": "one"})
    for client, press in ((other, "two"), (other, "")):
        answer = client.post(f"{page}?lang=en", data={"press": press})
        assert (answer.status_code, "This link no longer works" in answer.text) == (410, True)
    assert other.get(f"{page}?lang=en").status_code == 410
    assert other.get_cookie(SESSION_COOKIE) is None
    for answer in (bea.get(page), bea.post(page, data={"press": "two"})):
        assert (answer.status_code, answer.location) == (302, f"{SITE}/sessions")


def test_the_same_press_twice_succeeds_twice(somebody, letters) -> None:
    """The second one in a browser that lost the answer to the first."""
    bea = somebody()
    bea.ask()
    code, asked = letters()[0][1], bea.client.get_cookie(ASKED_COOKIE)
    tokens = []
    for _ in range(2):
        bea.client.set_cookie(ASKED_COOKIE, asked.value)
        bea.client.delete_cookie(SESSION_COOKIE)
        assert bea.code(code, "one").location == f"{SITE}/my"
        tokens.append(bea.client.get_cookie(SESSION_COOKIE).value)
    assert tokens[0] == tokens[1]
    bea.client.set_cookie(ASKED_COOKIE, asked.value)
    assert bea.code(code, "another press").location == f"{SITE}/sign-in/code?wrong=1"


def test_the_answer_is_the_same_whoever_is_named(somebody, sign_in) -> None:
    sign_in()
    answers = []
    for email in ("coordinator.all@harbour.example", "nobody@harbour.example", "gate@orchard.example"):
        answer = somebody().ask(email)
        headers = {name: value for name, value in answer.headers if name != "Set-Cookie"}
        answers.append((answer.status_code, answer.location, answer.data, headers))
    assert answers[1:] == answers[:1] * 2


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "ada@b.example\n@c.example"])
def test_what_is_no_address_is_told_at_its_place_and_kept(somebody, typed: str) -> None:
    answer = somebody().ask(typed)
    assert answer.status_code == 422
    assert 'id="address-error"' in answer.text
    assert f'value="{typed.strip()}"' in answer.text.replace("\n", "\n")


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_is_told_at_its_place_and_not_counted(somebody, letters, typed: str) -> None:
    bea = somebody()
    bea.ask()
    code = letters()[0][1]
    for _ in range(6):
        answer = bea.code(typed)
        assert (answer.status_code, 'id="code-error"' in answer.text) == (422, True)
    assert bea.code(code).location == f"{SITE}/my"


def test_whoever_guesses_has_five_tries_and_is_told_how_many_are_left(somebody, letters) -> None:
    bea = somebody()
    bea.ask()
    code = letters()[0][1]
    said = []
    for number in range(1, 6):
        answer = bea.code(f"{(int(code) + number) % 1_000_000:06}")
        assert answer.location == f"{SITE}/sign-in/code?wrong=1"
        said.append(bea.read("/sign-in/code?wrong=1"))
    assert "You may try 4 more times." in said[0]
    assert "You may try once more." in said[3]
    assert "This code no longer works." in said[4]
    assert bea.code(code).location == f"{SITE}/sign-in/code?wrong=1"
    assert not bea.is_in()


def test_a_code_counts_in_the_browser_that_asked_alone(somebody, letters) -> None:
    bea, eve = somebody(), somebody()
    bea.ask()
    code = letters()[0][1]
    assert eve.code(code).location == f"{SITE}/sign-in"
    eve.ask("eve@care.example")
    assert eve.code(code).location == f"{SITE}/sign-in/code?wrong=1"
    eve.client.set_cookie(ASKED_COOKIE, bea.client.get_cookie(ASKED_COOKIE).value[:-3] + "abc")
    assert eve.code(code).location == f"{SITE}/sign-in"
    assert (eve.is_in(), bea.code(code).location, bea.is_in()) == (False, f"{SITE}/my", True)


def test_nothing_counts_at_the_address_of_another_network(somebody, letters) -> None:
    bea = somebody()
    bea.ask()
    page, code = letters()[0]
    there = Somebody(bea.client, "/orchard")
    assert there.client.get(page.replace("harbour", "orchard")).status_code == 404
    assert there.client.post(page.replace("harbour", "orchard")).status_code == 404
    assert there.code(code).location == "/orchard/sign-in"
    assert bea.code(code).location == f"{SITE}/my"


def test_after_half_an_hour_neither_counts(somebody, letters, owner_engine) -> None:
    bea = somebody()
    bea.ask()
    page, code = letters()[0]
    with owner_engine.begin() as connection:
        moved = "UPDATE sign_in_proof SET expires_at = expires_at - :by"
        connection.execute(text(moved), {"by": timedelta(minutes=31)})
    assert bea.code(code).location == f"{SITE}/sign-in/code?wrong=1"
    assert "This code no longer works." in bea.read()
    assert (bea.client.get(page).status_code, bea.client.post(page).status_code) == (410, 410)


def test_asking_again_for_a_letter_keeps_the_code_of_the_first(somebody, letters) -> None:
    bea = somebody()
    bea.ask()
    bea.ask()
    (_, first), _second = letters()
    assert bea.code(first).location == f"{SITE}/my"


def test_asking_for_another_address_forgets_the_letters_to_the_first(somebody, letters) -> None:
    bea = somebody()
    bea.ask()
    bea.ask("bea.other@care.example")
    first, second = (code for _page, code in letters())
    assert bea.code(first).location == f"{SITE}/sign-in/code?wrong=1"
    assert bea.code(second).location == f"{SITE}/my"
    assert "bea.other@care.example" in bea.read("/sessions")


def test_the_form_sent_twice_asks_for_one_letter_and_an_old_page_for_a_new_one(somebody, letters) -> None:
    bea, asks = somebody(), str(uuid.uuid4())
    bea.ask(asks=asks)
    bea.ask(asks=asks)
    [(_, code)] = letters()
    bea.code(code)
    bea.client.post(f"{SITE}/sign-out")
    bea.ask(asks=asks)  # Hours later, with the back button.
    [_, (_, code)] = letters()
    assert bea.code(code).location == f"{SITE}/my"


def test_an_office_of_a_hundred_signs_in_and_a_flood_does_not(somebody) -> None:
    codes = [somebody().ask(f"{number}@care.example").status_code for number in range(41)]
    assert codes == [302] * 40 + [429]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/\n/x", "/" + "x" * 5000]
)
@pytest.mark.parametrize("way", ["code", "link"])
def test_the_way_never_leads_to_another_site(somebody, letters, way: str, elsewhere: str) -> None:
    bea = somebody()
    assert bea.ask(onward=elsewhere).status_code == 302
    page, code = letters()[0]
    answer = bea.code(code) if way == "code" else somebody().client.post(page)
    assert (answer.status_code, answer.location) == (302, f"{SITE}/my")


def test_whoever_was_signed_in_as_somebody_else_is_signed_out_first(app: Flask, sign_in, somebody, letters) -> None:
    client = sign_in()
    old = client.get_cookie(SESSION_COOKIE).value
    ada = Somebody(client)
    ada.ask()
    ada.code(letters()[0][1])
    assert BEA in ada.read("/sessions")
    copy = app.test_client()
    copy.set_cookie(SESSION_COOKIE, old)
    assert copy.get(f"{SITE}/sessions").status_code == 302


def test_staff_sign_in_by_letter_as_well_and_have_their_roles(sign_in, somebody, letters) -> None:
    sign_in()
    ada = somebody()
    ada.ask("Coordinator.All@harbour.example")
    ada.code(letters()[0][1])
    assert ada.client.get(f"{SITE}/letters").status_code == 200


def test_no_page_shows_the_letter(sign_in, somebody, asked_letters, letters) -> None:
    somebody().ask()
    [letter] = asked_letters()
    [(page, code)] = letters()
    shown = sign_in().get(f"{SITE}/letters/{letter.id}").text
    token = page.rpartition("/")[2]
    assert (token in shown, code in shown, f"{code[:3]} {code[3:]}" in shown) == (False, False, False)
    assert BEA in shown


def test_pages_without_anything_asked_for_lead_to_the_beginning(somebody) -> None:
    bea = somebody()
    assert bea.client.get(f"{SITE}/sign-in/code").location == f"{SITE}/sign-in"
    assert bea.code("123456").location == f"{SITE}/sign-in"
    bea.client.set_cookie(ASKED_COOKIE, "made up")
    assert bea.client.get(f"{SITE}/sign-in/code").location == f"{SITE}/sign-in"
    for method in ("GET", "HEAD", "POST"):
        assert bea.client.open(f"{SITE}/sign-in/link/never-was", method=method).status_code == 404


def test_the_language_of_the_page_is_that_of_the_letter_and_of_the_sign_in(somebody, asked_letters, letters) -> None:
    bea = somebody()
    bea.ask(language="nl")
    assert [letter.language for letter in asked_letters()] == ["nl"]
    page, _code = letters()[0]
    phone = somebody().client
    phone.post(page)
    assert '<html lang="nl"' in phone.get(f"{SITE}/sessions").text


def test_a_password_stays_a_way_folded_below_the_first_one(somebody, sign_in) -> None:
    sign_in()
    bea = somebody()
    shown = bea.read("/sign-in?next=/letters")
    assert shown.index("/harbour/sign-in/letter?next=/letters") < shown.index('action="/harbour/sign-in?next=/letters"')
    assert re.search(r"<details[^>]*\sopen", shown) is None
    typed = {"email": "coordinator.all@harbour.example", "password": "wrong"}
    wrong = bea.client.post(f"{SITE}/sign-in?lang=en", data=typed)
    assert (wrong.status_code, bool(re.search(r"<details[^>]*\sopen", wrong.text))) == (422, True)


def test_of_many_letters_the_latest_five_are_kept() -> None:
    ids = [uuid.UUID(int=number) for number in range(7)]
    what = Asked(BEA)
    for each in (*ids, ids[3]):
        what = what.again(each, BEA.upper(), "/x")
    assert what.requests == (*ids[2:3], *ids[4:], ids[3])
    assert what.again(ids[0], "eve@care.example", None) == Asked("eve@care.example", None, (ids[0],))
