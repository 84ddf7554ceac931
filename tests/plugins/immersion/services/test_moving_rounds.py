"""A planned round gets another day: once, on record, and within the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.contract.acting import NotAllowedError
from plugins.immersion.errors import (
    RoundChangedError,
    RoundOrderError,
    RoundStateError,
    RoundTooEarlyError,
)
from plugins.immersion.services.rounds import (
    move_round,
    open_round,
)

pytestmark = pytest.mark.requirement("IM-15")


@pytest.mark.requirement("IM-04")
def test_a_planned_round_gets_another_day_once_and_on_record(world) -> None:
    unit, round_ = world.on(1, world.coordinator()), world.round(1)
    for _press in range(2):
        move_round(unit, round_.id, date(2024, 2, 26), version=1)
    assert (world.round(1).planned_day, world.round(1).version) == (date(2024, 2, 26), 2)
    entry = world.session.scalars(select(AuditEntry).where(AuditEntry.act == "immersion.round.moved")).one()
    assert entry.details == {"number": 1, "old": "2024-02-19", "new": "2024-02-26"}


@pytest.mark.parametrize(
    ("number", "day", "error"),
    [
        (1, date(2024, 2, 18), RoundTooEarlyError),
        (1, date(2024, 3, 19), RoundOrderError),
        (3, date(2024, 3, 17), RoundTooEarlyError),
        (2, date(2024, 4, 3), RoundOrderError),
    ],
)
def test_a_round_gets_no_day_that_does_not_go_with_the_calendar(world, number: int, day: date, error: type) -> None:
    with pytest.raises(error):
        move_round(world.on(1), world.round(number).id, day, version=1)
    assert world.round(number).planned_day != day


def test_two_people_do_not_move_a_round_over_one_another(world) -> None:
    move_round(world.on(1), world.round(1).id, date(2024, 2, 26), version=1)
    with pytest.raises(RoundChangedError):
        move_round(world.on(1), world.round(1).id, date(2024, 2, 27), version=1)


def test_a_round_that_has_begun_keeps_its_day(world) -> None:
    world.make_host("H1")
    world.make_trainee("S1", "H1", institution="Hôte H1")
    open_round(world.on(1), world.round(1).id)
    with pytest.raises(RoundStateError):
        move_round(world.on(1), world.round(1).id, date(2024, 2, 26), version=world.round(1).version)


@pytest.mark.parametrize("role", ["referent", "reader"])
def test_only_a_coordinator_moves_a_round(world, role: str) -> None:
    with pytest.raises(NotAllowedError):
        move_round(world.on(1, world.actor(role)), world.round(1).id, date(2024, 2, 26), version=1)
