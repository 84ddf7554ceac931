"""Sign-in sessions that are over for long are deleted; those that count are out of the sweeper's reach."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from core.accounts.models import AccountSession
from core.accounts.services import end_session, make_account, sign_in, sweep_sessions
from core.accounts.sessions import IDLE, KEPT, token_hash
from core.database.base import utc_now
from core.database.session import SharedSession
from core.jobs.handlers import Handlers
from core.jobs.runtime import Runtime
from core.rooms import CHORES
from tests.conftest import NO_SECOND_WALL

DAY = timedelta(days=1)


@pytest.fixture
def begun(unit_for, engine):
    """Begin a session of Ada or Bea, and end it if a time is given: begun(name, at, ended=...) returns its hash."""
    unit = unit_for()
    accounts = {
        name: make_account(
            unit.session, email=f"{name}@b.example", name=name, password="long enough", language="fr", cost="cheap"
        ).id
        for name in ("ada", "bea")
    }
    unit.session.commit()

    def begin(name: str, at: datetime, *, ended: datetime | None = None) -> str:
        with SharedSession(engine) as session:
            token = sign_in(
                session, email=f"{name}@b.example", password="long enough", now=at, label="Firefox", cost="cheap"
            )
            session.flush()
            if ended:
                assert end_session(session, accounts[name], token_hash(token), ended)
            session.commit()
        return token_hash(token)

    return begin


@pytest.fixture
def kept(owner_engine):
    """The sessions there are, whosever they are."""

    def read() -> set[str]:
        with owner_engine.begin() as connection:
            connection.exec_driver_sql(NO_SECOND_WALL)
            return set(connection.scalars(select(AccountSession.token_hash)))

    return read


def test_what_is_over_for_long_goes_and_the_rest_stays(begun, kept, engine) -> None:
    now = utc_now()
    gone = {
        begun("ada", now - KEPT - IDLE - DAY),  # Expired without a visit.
        begun("bea", now - KEPT - 2 * DAY, ended=now - KEPT - DAY),
    }
    stay = {
        begun("ada", now - KEPT - IDLE + DAY),  # Expired, but not for long enough.
        begun("ada", now - 3 * DAY, ended=now - DAY),
        begun("bea", now - DAY),
    }
    assert kept() == gone | stay
    with SharedSession(engine) as session:
        assert sweep_sessions(session, now) == 2
        session.commit()
    assert kept() == stay


def test_a_sweeper_cannot_reach_a_session_that_counts(begun, kept, engine) -> None:
    counts = begun("ada", utc_now())
    begun("bea", utc_now() - 60 * DAY)
    with SharedSession(engine, known={"sweep": "sessions"}) as session:
        session.execute(delete(AccountSession))
        session.commit()
    assert kept() == {counts}


def test_who_does_not_sweep_sees_nothing_of_what_is_over(begun, engine) -> None:
    begun("bea", utc_now() - 60 * DAY)
    with SharedSession(engine) as session:
        assert session.scalar(select(func.count()).select_from(AccountSession)) == 0


def test_the_clockwork_sweeps(begun, kept, engine, settings, modules) -> None:
    begun("ada", utc_now() - 60 * DAY)
    stays = begun("bea", utc_now())
    runtime = Runtime(settings, engine, modules.dispatcher, Handlers({}))
    for chore in CHORES:
        chore.do(runtime)
    assert kept() == {stays}
