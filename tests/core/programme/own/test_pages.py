"""What opens by the link of a letter, and what stays shut; the page of what one takes part in."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.accounts.models import Account, Person
from core.programme.models import Edition, PersonalLink, Registration
from core.programme.own import hand
from core.programme.own.links import personal_links
from tests.core.programme.own.conftest import Guest


@pytest.fixture
def client(app) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, slug: str = "harbour") -> str:
    return client.get(f"/{slug}/my?lang=en").get_data(as_text=True)


def opened(unit_for) -> list[int]:
    return list(unit_for().session.scalars(select(PersonalLink.opened).order_by(PersonalLink.id)))


def test_a_link_opens_what_is_ones_own_as_often_as_it_is_followed(guest, client, unit_for) -> None:
    ada: Guest = guest("Ada")
    for _ in range(3):
        answer = client.get(ada.link)
        assert (answer.status_code, answer.location) == (302, "/harbour/my")
    assert "Lunchs de Ada" in page(client)
    assert opened(unit_for) == [3]
    assert client.get(ada.link).headers["Referrer-Policy"] == "strict-origin"


def test_looking_whether_a_link_is_there_counts_for_nothing(guest, client, unit_for) -> None:
    assert client.head(guest("Ada").link).status_code == 302
    assert opened(unit_for) == [0]


def test_without_a_link_or_a_sign_in_nothing_is_ones_own(client, engine) -> None:
    answer = client.get("/harbour/my")
    assert (answer.status_code, answer.location) == (302, "/harbour/sign-in?next=/my")


def test_a_link_opens_nothing_of_the_staffs_and_nothing_of_a_sign_in(guest, client) -> None:
    client.get(guest("Ada").link)
    found = {path: client.get(f"/harbour{path}").status_code for path in ("/sessions", "/letters", "/modules", "/team")}
    assert found == {"/sessions": 302, "/letters": 302, "/modules": 302, "/team": 302}
    assert client.post("/harbour/modules").status_code == 401


def test_a_link_of_another_network_opens_nothing(guest, client) -> None:
    ada: Guest = guest("Ada")
    assert client.get(ada.link.replace("/harbour/", "/orchard/")).status_code == 404
    client.get(ada.link)
    assert client.get("/orchard/my").status_code == 302


def test_a_link_that_was_ended_says_so_and_closes_what_is_open(guest, client, unit_for) -> None:
    ada: Guest = guest("Ada")
    client.get(ada.link)
    unit = unit_for()
    unit.session.execute(update(PersonalLink).values(revoked_at=unit.now))
    unit.session.commit()
    assert client.get("/harbour/my").status_code == 302
    answer = client.get(f"{ada.link}?lang=en")
    assert (answer.status_code, "This link no longer works" in answer.get_data(as_text=True)) == (404, True)


def test_half_a_link_says_what_to_do(guest, client) -> None:
    answer = client.get(f"{guest('Ada').link[:-4]}?lang=en")
    assert (answer.status_code, "This link is not whole" in answer.get_data(as_text=True)) == (404, True)


def test_of_an_edition_in_preparation_nothing_opens(guest, client) -> None:
    assert client.get(guest("Ada", state="draft").link).status_code == 404


def test_who_withdrew_still_sees_what_was(guest, client) -> None:
    assert client.get(guest("Ada", ended=True).link).status_code == 302
    assert "Lunchs de Ada" in page(client)


def test_who_is_forgotten_is_nobody_by_a_link(guest, client, unit_for) -> None:
    ada: Guest = guest("Ada")
    client.get(ada.link)
    unit = unit_for()
    unit.session.get(Person, (unit.tenant.id, ada.person_id)).forgotten_at = unit.now
    unit.session.commit()
    assert client.get("/harbour/my").status_code == 302


@pytest.mark.parametrize("change", ["another address", "another person"])
def test_a_link_opens_nothing_once_it_is_somebody_elses(guest, client, unit_for, change: str) -> None:
    """A letter to a wrong address is corrected; the contact of an offer hands over."""
    ada, bea = guest("Ada"), guest("Bea")
    client.get(ada.link)
    unit = unit_for()
    if change == "another address":
        unit.session.get(Person, (unit.tenant.id, ada.person_id)).email_key = "ada@new.example"
    else:
        unit.session.get(Registration, (unit.tenant.id, ada.registration_id)).person_id = bea.person_id
    unit.session.commit()
    assert [client.get("/harbour/my").status_code, client.get(ada.link).status_code] == [302, 404]
    [link] = personal_links(unit, [ada.registration_id]).values()
    unit.session.commit()
    alive = PersonalLink.registration_id == ada.registration_id, PersonalLink.revoked_at.is_(None)
    assert unit.session.scalars(select(PersonalLink.id).where(*alive)).all() == [link.id]


def test_two_links_are_held_together_and_put_down_together(guest, client) -> None:
    ada, bea = guest("Ada"), guest("Bea", slug="harbour")
    client.get(ada.link)
    client.get(bea.link)
    assert page(client).count("own-card") == 2
    client.post("/harbour/my/leave")
    assert client.get("/harbour/my").status_code == 302


def test_on_a_shared_computer_a_link_is_held_for_half_a_day(guest, client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get(guest("Ada").link)
    now = time.time()
    for hours, status in ((11, 200), (13, 302)):
        monkeypatch.setattr(hand.time, "time", lambda hours=hours: now + timedelta(hours=hours).total_seconds())
        assert client.get("/harbour/my").status_code == status


def test_a_cookie_that_somebody_wrote_opens_nothing(client, engine) -> None:
    client.set_cookie("session", "eyJsaW5rcyI6W119.x.y")
    assert client.get("/harbour/my").status_code == 302


def test_what_one_takes_part_in_is_listed_in_as_many_statements_for_any_number(guest, client, statements) -> None:
    client.get(guest("Ada").link)
    with statements() as one:
        page(client)
    client.get(guest("Bea").link)
    client.get(guest("Cleo").link)
    with statements() as three:
        page(client)
    assert len(one.texts) == len(three.texts)


def test_whoever_is_signed_in_finds_their_own_and_nothing_when_there_is_nothing(guest, sign_in, unit_for) -> None:
    client = sign_in("reader")
    assert "Nothing yet" in page(client)
    ada: Guest = guest("Ada")
    unit = unit_for()
    account_id = unit.session.scalar(select(Account.id).where(Account.email == "reader.all@harbour.example"))
    unit.session.get(Person, (unit.tenant.id, ada.person_id)).account_id = account_id
    unit.session.commit()
    assert page(client).count("own-card") == 1


def test_an_edition_that_is_over_says_so(guest, client, unit_for) -> None:
    ada: Guest = guest("Ada")
    unit = unit_for()
    edition = unit.session.get(Edition, (unit.tenant.id, ada.edition_id))
    edition.state = "closed"
    unit.session.commit()
    client.get(ada.link)
    assert "closed" in page(client)
