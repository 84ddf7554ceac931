"""Who is signed in and opens a page of a network in which they have no role reads where they are, and no more."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from core.accounts.models import RoleGrant
from core.accounts.services import end_session, find_account, grant_role, make_account, sign_in
from core.accounts.sessions import token_hash
from core.accounts.views import SESSION_COOKIE
from core.database.base import utc_now
from core.database.session import SharedSession

ADDRESS = "coordinator.all@orchard.example"


@pytest.fixture
def gardener(sign_in) -> FlaskClient:
    """Somebody of the Orchard alone."""
    return sign_in("coordinator", tenant="orchard")


@pytest.mark.parametrize("page", ["/desk", "/letters", "/modules", "/no-such-page", "/lunch/2024/"])
def test_the_page_says_who_is_signed_in_where_they_belong_and_how_to_go_on(gardener: FlaskClient, page: str) -> None:
    answer = gardener.get(f"/harbour{page}?lang=en")
    assert answer.status_code == 404
    assert f"You are signed in as {ADDRESS} ({ADDRESS})." in answer.text
    assert '<a href="/orchard/">' in answer.text
    assert 'href="/bruzel/"' not in answer.text
    assert f'href="/harbour/sign-in?next={page}?lang%3Den"' in answer.text
    assert "quay@harbour.example" in answer.text


def test_whoever_belongs_there_reads_that_there_is_no_such_page(gardener: FlaskClient) -> None:
    answer = gardener.get("/orchard/no-such-page?lang=en")
    assert (answer.status_code, "There is no such page" in answer.text) == (404, True)


def test_a_form_sent_there_leads_to_the_first_page(gardener: FlaskClient) -> None:
    answer = gardener.post("/harbour/modules", data={})
    assert answer.status_code == 404
    assert 'href="/harbour/sign-in?next=/"' in answer.text


def test_who_has_no_role_anywhere_reads_that(application, gardener: FlaskClient) -> None:
    with application.unit("orchard") as unit:
        unit.session.execute(update(RoleGrant).values(until=utc_now().date().replace(year=2020)))
    answer = gardener.get("/orchard/desk?lang=en")
    assert answer.status_code == 404
    assert "This sign-in has no role in any network now." in answer.text


def test_signing_in_as_somebody_else_ends_what_was_before(app: Flask, sign_in, gardener: FlaskClient) -> None:
    sign_in()
    assert "You are signed in as" in gardener.get("/harbour/sign-in?lang=en").text
    old = gardener.get_cookie(SESSION_COOKIE)
    typed = {"email": "coordinator.all@harbour.example", "password": "long enough"}
    assert gardener.post("/harbour/sign-in?next=/letters", data=typed).location == "/harbour/letters"
    assert gardener.get("/harbour/letters").status_code == 200
    copy = app.test_client()
    copy.set_cookie(SESSION_COOKIE, old.value)
    assert copy.get("/orchard/desk").status_code == 302


def test_the_networks_of_a_sign_in_are_told_to_nobody_else(unit_for, engine) -> None:
    """As the application's role asks the database: with a session that counts, its own networks; else none."""
    tokens = {}
    for slug, name in (("harbour", "ada"), ("orchard", "ada"), ("orchard", "bea")):
        unit = unit_for(slug, now=utc_now())
        email = f"{name}@b.example"
        account = make_account(
            unit.session, email=email, name=name, password="long enough", language="fr", cost="cheap"
        )
        grant_role(unit, account, "reader")
        unit.session.flush()
        tokens[name] = sign_in(unit.session, email=email, password="long enough", now=utc_now(), label="", cost="cheap")
        unit.session.commit()
    ids = {slug: unit_for(slug).tenant.id for slug in ("harbour", "orchard")}

    def told(**known: str) -> set[object]:
        with SharedSession(engine, known=known) as session:
            return set(session.scalars(select(func.own_networks())))

    ada, bea = (token_hash(tokens[name]) for name in ("ada", "bea"))
    assert told(session=ada) == {ids["harbour"], ids["orchard"]}
    assert told(session=bea) == {ids["orchard"]}
    assert told() == told(session="") == told(account=str(account.id)) == set()
    unit = unit_for("orchard")
    unit.session.execute(delete(RoleGrant).where(RoleGrant.account_id == account.id))
    unit.session.commit()
    assert told(session=bea) == set()
    with SharedSession(engine) as session:
        ada_id = find_account(session, "ada@b.example").id
        assert end_session(session, ada_id, ada, utc_now())
        session.commit()
    assert told(session=ada) == set()
