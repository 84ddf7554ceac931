"""From the desk to the mailbox and back: an invitation as its sender, a scanner and its addressee see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from core.accounts.services import make_account
from core.accounts.views import SESSION_COOKIE
from core.database.base import utc_now
from core.staff.models import Invitation
from tests.core.staff.conftest import PASSWORD
from tests.core.staff.pages import hidden, words

ADA = "ada@harbour.example"
TYPED = {"email": f" {ADA} ", "name": "Ada Lovelace", "language": "en", "role": "reader", "module": "", "territory": ""}
NEW = "/harbour/team/invite"


@pytest.fixture
def desk(app: Flask, join) -> FlaskClient:
    """Claire, who coordinates, at her desk."""
    join("claire", "coordinator")
    client = app.test_client()
    client.post("/harbour/sign-in?lang=en", data={"email": "claire@harbour.example", "password": PASSWORD})
    return client


@pytest.fixture
def invited(desk: FlaskClient) -> None:
    """Ada is invited to read."""
    answer = desk.post(NEW, data={**TYPED, "confirmed": "yes"})
    assert (answer.status_code, answer.location) == (302, "/harbour/team")


@pytest.fixture
def link(invited: None, outbox, token_of) -> str:
    """The page to which the letter leads."""
    return f"/harbour/invitation/{token_of(outbox()[-1])}"


def test_an_invitation_is_looked_at_before_it_is_sent_and_sent_once(desk: FlaskClient, outbox, unit_for) -> None:
    ask = desk.post(NEW, data=TYPED)
    assert (ask.status_code, outbox()) == (200, [])
    said = words(ask.text)
    assert "Invite Ada Lovelace?" in said
    assert "1 letter to ada@harbour.example" in said
    assert "reader · the whole network · all modules" in said
    answers = [desk.post(NEW, data=hidden(ask.text)) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/harbour/team"] * 2
    assert len(outbox()) == 1
    shown = desk.get("/harbour/team").text
    assert "Ada Lovelace is invited: the letter is on its way to ada@harbour.example." in shown
    assert "Invited, not yet here" in shown
    assert "Ada Lovelace" in words(shown)


def test_what_was_typed_comes_back_to_be_corrected(desk: FlaskClient) -> None:
    form = desk.post(NEW, data={**hidden(desk.post(NEW, data=TYPED).text), "edit": "1"}).text
    assert f'value="{ADA}"' in form
    assert 'value="Ada Lovelace"' in form
    assert '<option selected value="reader">' in form


def test_several_roles_travel_with_one_letter(desk: FlaskClient, outbox) -> None:
    first = desk.post(NEW, data=TYPED)
    more = desk.post(NEW, data={**hidden(first.text), "more_roles": "1"}).text
    assert "Roles so far" in more
    value = more.partition('name="more" value="')[2].partition('"')[0].replace("&#34;", '"')
    second = desk.post(NEW, data={**TYPED, "more": value, "role": "lunch:cook"})
    assert "2 roles" in words(second.text)
    carried = {**hidden(second.text), "more": value}
    assert desk.post(NEW, data=carried).status_code == 302
    assert (
        "- reader · the whole network · all modules\n- cook · the whole network · Network lunches" in outbox()[0].body
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nowhere"}, "email"),
        ({"email": "claire@harbour.example"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "A" * 101}, "name"),
        ({"language": "tlh"}, "language"),
        ({"role": ""}, "role"),
        ({"role": "referent"}, "territory"),
        ({"more": '["reader", null, null, "2199-01-01"]'}, "role"),
        ({"until": "2020-01-01"}, "until"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(desk: FlaskClient, outbox, change: dict[str, str], field: str) -> None:
    answer = desk.post(NEW, data={**TYPED, **change, "confirmed": "yes"})
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert outbox() == []


@pytest.mark.parametrize("carried", ["x", "[]", "[1]", "{}", '["cook", [], {}, 1]', '[["cook", "lunch", null, null]]'])
def test_what_is_no_role_is_not_sent_along(desk: FlaskClient, outbox, carried: str) -> None:
    assert desk.post(NEW, data={**TYPED, "more": carried, "confirmed": "yes"}).location == "/harbour/team"
    [letter] = outbox()
    roles = [line for line in letter.body.splitlines() if " · " in line]
    assert roles == ["- reader · the whole network · all modules"]


@pytest.mark.parametrize("carried", ['["emperor", null, null, null]', '["reader", "x", null, null]'])
def test_roles_that_nobody_offered_are_refused(desk: FlaskClient, outbox, carried: str) -> None:
    answer = desk.post(NEW, data={**TYPED, "more": carried, "confirmed": "yes"})
    assert (answer.status_code, outbox()) == (422, [])


def test_a_scanner_opens_the_link_and_its_addressee_accepts(app: Flask, desk: FlaskClient, link: str) -> None:
    scanner = app.test_client()
    opened = [scanner.open(link, method=method).status_code for method in ("GET", "HEAD", "GET", "HEAD", "GET")]
    assert opened == [200] * 5
    client = app.test_client()
    shown = words(client.get(f"{link}?lang=en").text)
    assert "You are invited to the team of Le Port 7-9" in shown
    assert "reader · the whole network · all modules" in shown
    answer = client.post(link, data={"name": "Ada", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (302, "/harbour/desk")
    assert "Welcome to the team" in client.get("/harbour/?lang=en").text
    team = words(desk.get("/harbour/team").text)
    assert ("Invited, not yet here" in team, "Ada ada@harbour.example" in team) == (False, True)


def test_the_page_says_who_sees_it(app: Flask, desk: FlaskClient, link: str) -> None:
    for reader in (app.test_client(), desk):
        said = words(reader.get(f"{link}?lang=en").text)
        assert "Only whoever has the link to it sees it." in said
        assert "Everyone can read it." not in said


def test_the_page_offers_what_browsers_keep_and_says_the_rule(app: Flask, link: str) -> None:
    shown = app.test_client().get(f"{link}?lang=en")
    for part in ('autocomplete="username"', 'autocomplete="name"', 'autocomplete="new-password"', "At least 10"):
        assert part in shown.text
    assert 'value="Ada Lovelace"' in shown.text
    assert shown.headers["Referrer-Policy"] == "strict-origin"


def test_the_same_press_twice_succeeds_twice_and_another_changes_nothing(app: Flask, link: str) -> None:
    client = app.test_client()
    typed = {"name": "Ada", "password": PASSWORD}
    assert [client.post(link, data=typed).location for _ in range(2)] == ["/harbour/desk"] * 2
    other = app.test_client()
    answer = other.post(f"{link}?lang=en", data={"name": "Eve", "password": "another sentence"})
    assert (answer.status_code, "It was accepted already." in answer.text) == (410, True)
    assert SESSION_COOKIE not in str(answer.headers.getlist("Set-Cookie"))
    assert other.get(link).status_code == 410


def test_a_used_link_is_no_way_to_guess(app: Flask, link: str) -> None:
    app.test_client().post(link, data={"name": "Ada", "password": PASSWORD})
    codes = [
        app.test_client().post(link, data={"name": "A", "password": f"guess number {number}"}).status_code
        for number in range(12)
    ]
    assert codes == [410] * 10 + [429] * 2


def test_a_password_that_is_none_is_told_and_uses_nothing(app: Flask, link: str) -> None:
    client = app.test_client()
    answer = client.post(f"{link}?lang=en", data={"name": "Ada", "password": "short"})
    assert (answer.status_code, "at least 10 characters" in answer.text) == (422, True)
    assert client.post(link, data={"name": "Ada", "password": PASSWORD}).status_code == 302


def test_elsewhere_and_unknown_it_is_no_page(app: Flask, link: str) -> None:
    client = app.test_client()
    for address in (link.replace("harbour", "orchard"), "/harbour/invitation/never-was"):
        for method in ("GET", "HEAD", "POST"):
            answer = client.open(f"{address}?lang=en", method=method)
            assert answer.status_code == 404
            if method != "HEAD":
                assert "This invitation no longer works" in answer.text
                assert "or its link was cut at the end of a line. Ask for a new one." in answer.text


@pytest.mark.parametrize("has_sign_in", [False, True])
def test_who_is_signed_in_as_somebody_else_reads_so(
    app: Flask, desk: FlaskClient, application, link: str, *, has_sign_in: bool
) -> None:
    if has_sign_in:
        with application.unit("orchard") as unit:
            make_account(unit.session, email=ADA, name="A.", password="quite another", language="en", cost="cheap")
    said = f"You are signed in as Claire, and this invitation is for {ADA}."
    assert (said in desk.get(f"{link}?lang=en").text, said in app.test_client().get(f"{link}?lang=en").text) == (
        True,
        False,
    )


def test_who_has_a_sign_in_is_asked_for_no_password_and_signs_in_with_theirs(
    app: Flask, application, link: str
) -> None:
    with application.unit("orchard") as unit:
        make_account(unit.session, email=ADA, name="A.", password="quite another", language="en", cost="cheap")
    client = app.test_client()
    shown = client.get(f"{link}?lang=en").text
    assert 'type="password"' not in shown
    assert "keep that password" in shown
    assert client.post(link, data={}).location == "/harbour/sign-in"
    typed = {"email": ADA, "password": "quite another"}
    assert client.post("/harbour/sign-in", data=typed).location == "/harbour/desk"
    assert client.get("/harbour/desk").status_code == 200
    assert client.post(link, data={}).location == "/harbour/desk"


def test_who_is_signed_in_with_that_address_goes_on_at_once(app: Flask, application, link: str, join) -> None:
    join("ada", "reader", slug="orchard")
    client = app.test_client()
    client.post("/orchard/sign-in", data={"email": ADA, "password": PASSWORD})
    assert client.get("/harbour/desk").status_code == 404
    assert client.post(link, data={}).location == "/harbour/desk"
    assert client.get("/harbour/desk").status_code == 200


def address_of(desk: FlaskClient, act: str) -> str:
    """The address of an act on the one invitation that waits."""
    shown = desk.get("/harbour/team").text
    return shown.partition(f'/{act}"')[0].rpartition('href="')[2] + f"/{act}"


def test_sent_again_the_old_link_is_dead_and_a_second_press_sends_nothing(
    app: Flask, desk: FlaskClient, link: str, outbox, token_of
) -> None:
    again = address_of(desk, "again")
    ask = desk.get(again)
    assert "1 letter to ada@harbour.example" in words(ask.text)
    assert len(outbox()) == 1
    assert [desk.post(again, data=hidden(ask.text)).location for _ in range(2)] == ["/harbour/team"] * 2
    assert len(outbox()) == 2
    assert app.test_client().get(link).status_code == 404  # Nobody knows it any more.
    assert app.test_client().get(f"/harbour/invitation/{token_of(outbox()[-1])}").status_code == 200


def test_withdrawn_its_page_says_so(app: Flask, desk: FlaskClient, link: str) -> None:
    withdraw = address_of(desk, "withdraw")
    ask = desk.get(withdraw)
    assert app.test_client().get(link).status_code == 200
    assert [desk.post(withdraw, data=hidden(ask.text)).location for _ in range(2)] == ["/harbour/team"] * 2
    answer = app.test_client().get(f"{link}?lang=en")
    assert (answer.status_code, "quay@harbour.example" in answer.text) == (410, True)
    assert app.test_client().post(link, data={"name": "A", "password": PASSWORD}).status_code == 410
    for page in (withdraw, withdraw.replace("/withdraw", "/again")):
        shown = desk.get(page, follow_redirects=True)
        assert shown.request.path == "/harbour/team"
        assert "This invitation was accepted or withdrawn meanwhile; nothing was done." in shown.text


def test_an_expired_one_is_shown_as_such_and_opens_nothing(
    app: Flask, application, desk: FlaskClient, link: str
) -> None:
    with application.unit("harbour") as unit:
        unit.session.execute(update(Invitation).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert "expired" in words(desk.get("/harbour/team").text)
    assert app.test_client().get(link).status_code == 410
    assert app.test_client().post(link, data={"name": "A", "password": PASSWORD}).status_code == 410


def test_the_letter_stands_among_the_letters_and_its_link_does_not(desk: FlaskClient, link: str, outbox) -> None:
    token = link.rpartition("/")[2]
    shown = desk.get("/harbour/letters").text
    assert "An invitation to the team of Le Port 7-9" in shown
    letter = desk.get(f"/harbour/letters/{outbox()[0].id}").text
    assert (token in shown, token in letter) == (False, False)


def test_one_coordinator_sends_sixty_an_hour(desk: FlaskClient) -> None:
    codes = [desk.post(NEW, data={**TYPED, "email": "nowhere"}).status_code for _ in range(61)]
    assert codes == [422] * 60 + [429]
