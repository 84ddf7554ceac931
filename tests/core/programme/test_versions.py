"""Every change of a registration, an offer or a participation raises its version by one, however it is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from lunch.statuses import CANCELLED, CLEARED, GONE, QUEUED, SEATED
from sqlalchemy import select, true, update

from core.contract.module import Status
from core.database.bulk import update_rows
from core.programme.booking import Wanted, book, cancel, promote
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.registrations import Withdrawal, withdraw
from tests.core.programme.ground import Ground
from tests.standing import let_stand

Row = type[Registration] | type[Offer] | type[Participation]
#: What stands for each kind of rows, and how it stands when it changes.
ROWS = [(Registration, GONE), (Offer, CLEARED), (Participation, QUEUED)]


def one_of(ground: Ground, model: Row) -> uuid.UUID:
    """Make a guest with a place, and return the id of the one row of a kind."""
    book(ground.unit, Wanted(ground.opening(1), ground.guest()), SEATED)
    return ground.unit.session.scalars(select(model.id)).one()


def version_of(ground: Ground, model: Row, id_: uuid.UUID) -> int:
    return ground.unit.session.scalars(select(model.version).where(model.id == id_)).one()


def as_object(ground: Ground, model: Row, id_: uuid.UUID, status: Status[Any]) -> None:
    row = ground.unit.session.get_one(model, (ground.unit.tenant.id, id_))
    let_stand(row, status)
    ground.unit.session.flush()
    assert row.version == 2


def by_statement(ground: Ground, model: Row, id_: uuid.UUID, status: Status[Any]) -> None:
    ground.unit.session.execute(update(model).where(model.id == id_).values(**status.columns))


def by_rows(ground: Ground, model: Row, id_: uuid.UUID, status: Status[Any]) -> None:
    update_rows(ground.unit.session, model, {id_: status.columns})


@pytest.mark.parametrize("change", [as_object, by_statement, by_rows])
@pytest.mark.parametrize(("model", "status"), ROWS)
def test_each_way_of_changing_a_row_raises_its_version_by_one(
    ground: Ground, model: Row, status: Status[Any], change: Callable[..., None]
) -> None:
    id_ = one_of(ground, model)
    assert version_of(ground, model, id_) == 1
    change(ground, model, id_, status)
    assert version_of(ground, model, id_) == 2


def test_only_the_rows_that_change_are_raised(ground: Ground) -> None:
    changed, other = ground.guests(2)
    by_statement(ground, Registration, changed, GONE)
    assert (version_of(ground, Registration, changed), version_of(ground, Registration, other)) == (2, 1)


def test_every_act_on_a_place_raises_its_version(ground: Ground) -> None:
    opening, (first, second) = ground.opening(1), ground.guests(2)
    held = book(ground.unit, Wanted(opening, first), SEATED).participation_id
    waits = book(ground.unit, Wanted(opening, second), SEATED, otherwise=QUEUED).participation_id
    cancel(ground.unit, [held], CANCELLED)
    promote(ground.unit, opening, SEATED)
    assert (version_of(ground, Participation, held), version_of(ground, Participation, waits)) == (2, 2)
    withdraw(
        ground.unit,
        ground.edition.id,
        [Withdrawal(second, ground.unit.now)],
        GONE,
        CANCELLED,
        among=true(),
        act="lunch.guest.withdrawn",
    )
    assert (version_of(ground, Registration, second), version_of(ground, Participation, waits)) == (2, 3)
    assert ground.unit.session.scalars(select(Opening.taken)).one() == 0
