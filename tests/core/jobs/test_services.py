"""Work is asked for in the transaction of the act."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.contract.acting import Actor
from core.database.base import utc_now, uuid7
from core.jobs.models import Dispatch, JobRun
from core.jobs.services import schedule, schedule_many, start_job

ACTOR = Actor(name="Anne Lejeune", account_id=uuid.UUID(int=7))


def test_what_is_rolled_back_was_never_asked_for(unit_for, left) -> None:
    unit = unit_for()
    schedule(unit, "remember", uuid7())
    unit.session.rollback()
    assert left() == []


def test_what_is_committed_is_due_at_once_or_when_said(unit_for, left) -> None:
    unit, later = unit_for(), utc_now() + timedelta(hours=1)
    schedule(unit, "remember", uuid.UUID(int=1))
    schedule(unit, "remember", uuid.UUID(int=2), later)
    unit.session.commit()
    now, then = left()
    assert (now.kind, now.ref_id, now.tenant_id, now.attempts) == ("remember", uuid.UUID(int=1), unit.tenant.id, 0)
    assert now.due_at <= utc_now()
    assert then.due_at == later


@pytest.mark.parametrize(("count", "cost"), [(0, 0), (1, 2), (300, 2)])
def test_hundreds_cost_as_many_statements_as_one(unit_for, statements, count: int, cost: int) -> None:
    unit = unit_for()
    unit.session.execute(select(1))
    with statements() as sent:
        schedule_many(unit, "remember", [uuid7() for _ in range(count)])
    assert sent.count == cost


def test_a_job_says_who_started_it(unit_for) -> None:
    unit = unit_for(actor=ACTOR)
    run = start_job(unit, "lunch.something", uuid.UUID(int=3))
    unit.session.commit()
    stored = unit.session.scalars(select(JobRun)).one()
    assert (stored.state, stored.by_name, stored.by_account_id) == ("queued", ACTOR.name, ACTOR.account_id)
    assert unit.session.scalars(select(Dispatch.ref_id)).all() == [run.id]
