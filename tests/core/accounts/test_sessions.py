"""A browser's session: whose it is, what it may reach, and when it counts no more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.accounts.models import AccountSession, RoleGrant
from core.accounts.services import end_session, make_account
from core.accounts.services import sign_in as begin
from core.accounts.sessions import token_hash
from core.accounts.views import SESSION_COOKIE
from core.database.base import utc_now
from core.database.session import SharedSession

NETWORK = "/immersion-0-23"


def token_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    return cookie.value


def with_token(app: Flask, token: str) -> FlaskClient:
    """Another browser, which somebody gave that token."""
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, token)
    return client


def code(client: FlaskClient, page: str = "/sessions") -> int:
    return client.get(f"{NETWORK}{page}").status_code


def expire(engine, client: FlaskClient, at: datetime) -> None:
    token = token_hash(token_of(client))
    with SharedSession(engine, known={"session": token}) as session:
        changed = session.execute(update(AccountSession).values(expires_at=at).returning(AccountSession.token_hash))
        assert changed.scalars().all() == [token]
        session.commit()


def test_no_script_reads_the_token_and_no_other_site_sends_it(app: Flask, sign_in) -> None:
    sign_in()
    typed = {"email": "coordinator.all@immersion-0-23.example", "password": "long enough"}
    answer = app.test_client().post(f"{NETWORK}/sign-in", data=typed)
    [cookie] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{SESSION_COOKIE}=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"} <= set(cookie.split("; "))


def test_a_token_counts_no_more_after_its_browser_signed_out(app: Flask, sign_in) -> None:
    client = sign_in()
    stolen = with_token(app, token_of(client))
    assert code(stolen) == 200
    assert client.post(f"{NETWORK}/sign-out").status_code == 302
    assert code(stolen) == 302


def test_a_session_that_expired_counts_no_more(sign_in, engine) -> None:
    client = sign_in()
    expire(engine, client, utc_now() + timedelta(minutes=5))
    assert code(client) == 200
    expire(engine, client, utc_now() - timedelta(seconds=1))
    assert code(client) == 302


@pytest.mark.parametrize(("days", "answer"), [(1, 200), (-2, 404)])
def test_a_role_that_ended_opens_nothing(application, sign_in, days: int, answer: int) -> None:
    client = sign_in("reader")
    assert code(client, "/") == 200
    with application.unit("immersion-0-23") as unit:
        unit.session.execute(update(RoleGrant).values(until=utc_now().date() + timedelta(days=days)))
    assert code(client, "/") == answer


def test_nobody_ends_the_session_of_somebody_else(sign_in) -> None:
    client, other = sign_in(), sign_in("reader")
    ending = f"{NETWORK}/sessions/{token_hash(token_of(other))}/end"
    assert client.post(ending).status_code == 404
    assert code(other) == 200


def test_the_act_itself_ends_ones_own_session_only(first_wall_alone) -> None:
    session, now = SharedSession(first_wall_alone), utc_now()
    ids, ended = {}, {}
    for name in ("ada", "bea"):
        email, password = f"{name}@b.example", "long enough"
        ids[name] = make_account(session, email=email, name=name, password=password, language="fr", cost="cheap").id
        ended[name] = token_hash(begin(session, email=email, password=password, now=now, label="", cost="cheap"))
    session.flush()
    assert not end_session(session, ids["ada"], ended["bea"], now)
    assert end_session(session, ids["ada"], ended["ada"], now)
    over = select(AccountSession.token_hash).where(AccountSession.ended_at.is_not(None))
    assert session.scalars(over).all() == [ended["ada"]]
