"""A browser's session: whose it is, what it may reach, and when it counts no more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.accounts.doors import keep_visits
from core.accounts.models import AccountSession, RoleGrant
from core.accounts.services import end_session, make_account
from core.accounts.services import sign_in as begin
from core.accounts.sessions import IDLE, LONGEST, token_hash
from core.accounts.views import SESSION_COOKIE
from core.accounts.visits import Visits, write_visits
from core.audit.services import record
from core.database.base import utc_now
from core.database.session import SharedSession
from core.processes import runtime
from core.tenancy.request import current_unit
from core.web.permissions import MEMBER, needs, traced

NETWORK = "/harbour"


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
    typed = {"email": "coordinator.all@harbour.example", "password": "long enough"}
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
    assert code(client, "/desk") == 200
    with application.unit("harbour") as unit:
        unit.session.execute(update(RoleGrant).values(until=utc_now().date() + timedelta(days=days)))
    assert code(client, "/desk") == answer


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


def seen(engine, client: FlaskClient) -> tuple[datetime, datetime]:
    """When the browser was last here and when its session ends, as they are written down."""
    with SharedSession(engine, known={"session": token_hash(token_of(client))}) as session:
        row = session.scalars(select(AccountSession)).one()
        return row.last_seen_at, row.expires_at


def visit_at(engine, client: FlaskClient, since_the_sign_in: timedelta) -> tuple[timedelta, timedelta]:
    """When a visit was so long after the sign-in: that of the last visit and of the end, after the sign-in too."""
    token = token_hash(token_of(client))
    with SharedSession(engine, known={"session": token}) as session:
        row = session.scalars(select(AccountSession)).one()
        write_visits(session, {token: row.created_at + since_the_sign_in})
        session.refresh(row)
        session.commit()
        return row.last_seen_at - row.created_at, row.expires_at - row.created_at


def move_back(engine, client: FlaskClient, by: timedelta) -> None:
    with SharedSession(engine, known={"session": token_hash(token_of(client))}) as session:
        session.execute(update(AccountSession).values(last_seen_at=AccountSession.last_seen_at - by))
        session.commit()


def test_a_visit_is_written_down_by_the_chore_and_puts_the_end_off(sign_in, application, engine) -> None:
    client = sign_in()
    move_back(engine, client, timedelta(hours=1))
    before, ends = seen(engine, client)
    assert code(client) == 200
    assert seen(engine, client) == (before, ends)
    keep_visits(runtime(application))
    after, ends_later = seen(engine, client)
    assert after - before > timedelta(hours=1)
    assert (ends_later > ends, ends_later - after) == (True, IDLE)
    keep_visits(runtime(application))  # Nothing new.
    assert seen(engine, client) == (after, ends_later)


def test_a_browser_that_comes_every_day_is_signed_in_for_as_long_as_it_keeps_its_token(sign_in, engine) -> None:
    client = sign_in()
    ends = [visit_at(engine, client, timedelta(days=day))[1].days for day in range(1, 20)]
    assert ends == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 14, 14, *[14] * 6]
    last_visit, end = visit_at(engine, client, timedelta(days=20))
    assert (last_visit, end) == (timedelta(days=13), LONGEST)  # A visit after the end counts for nothing.


def test_a_browser_that_does_not_come_is_signed_out_before(sign_in, engine) -> None:
    client = sign_in()
    begun, ends = seen(engine, client)
    assert ends - begun == IDLE
    assert visit_at(engine, client, IDLE) == (timedelta(0), IDLE)


def test_a_visit_that_was_taken_and_not_written_is_given_again(settings, sign_in, application, engine) -> None:
    visits = Visits(settings.redis_url)
    now = utc_now()
    visits.note("a", now)
    assert visits.taken() == {"a": now}
    visits.note("b", now)
    assert visits.taken() == {"a": now}  # Whoever took it was killed before it was written.
    visits.written()
    assert visits.taken() == {"b": now}
    visits.written()
    assert visits.taken() == {}


def test_a_visit_revives_no_session_that_is_over(sign_in, application, engine) -> None:
    client = sign_in()
    move_back(engine, client, timedelta(hours=1))
    assert code(client) == 200
    yesterday = utc_now() - timedelta(days=1)
    expire(engine, client, yesterday)
    keep_visits(runtime(application))
    assert seen(engine, client)[1] == yesterday


def test_while_redis_is_away_a_page_is_shown_and_the_visit_forgotten(sign_in, application, engine, monkeypatch) -> None:
    client = sign_in()
    move_back(engine, client, timedelta(hours=1))
    monkeypatch.setitem(application.__dict__, "visits", Visits("redis://127.0.0.1:1/0"))
    assert code(client) == 200


def test_what_is_only_read_cannot_write(sign_in, application, engine, app, monkeypatch) -> None:
    """Not by a test of each page: PostgreSQL refuses it, of every page there is and will be."""

    def careless() -> str:
        unit = current_unit()
        record(unit, "accounts.session.looked_at", unit.tenant.id)
        unit.session.flush()
        return "done"

    client = sign_in()
    view = needs(MEMBER)(careless)
    monkeypatch.setitem(app.view_functions, "accounts.sessions", view)
    assert client.get(f"{NETWORK}/sessions").status_code == 500
    monkeypatch.setitem(app.view_functions, "accounts.sessions", traced(view))
    assert client.get(f"{NETWORK}/sessions").text == "done"
