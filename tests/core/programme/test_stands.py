"""A row stands as a status says that its module declares of such rows; a bare word reaches no table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lunch.statuses import GONE, HERE, LAID, QUEUED, SEATED
from sqlalchemy import insert, select, update

from core.contract.module import Module
from core.database.base import uuid7
from core.database.bulk import insert_rows, update_rows
from core.programme.booking import Wanted, book, book_many, cancel
from core.programme.errors import UndeclaredStatusError
from core.programme.models import Offer, Participation, Registration
from tests.core.programme.ground import Ground

#: The same words, said by no module; one that is declared, but of other rows; and bare words.
UNDECLARED = replace(HERE)
WRONG = [
    (UNDECLARED.columns, "'active'"),
    (LAID.columns, "'active'"),
    ({"standing": "ended", "status": "gone"}, "'ended'"),
    ({**HERE.columns, "status": "gone"}, "'gone'"),
    ({**HERE.columns, "standing": "ended"}, "'ended'"),
    ({**HERE.columns, "status": None}, "None"),
]


def new(ground: Ground) -> dict[str, Any]:
    """Return a registration but for how it stands."""
    person = ground.person_of(ground.guest(role="cook"))
    same = {"edition_id": ground.edition.id, "person_id": person, "registered_at": ground.unit.now, "role": "guest"}
    return {"id": uuid7(), "reference": f"G{uuid7()}", **same}


def by_object(ground: Ground, columns: dict[str, Any]) -> None:
    ground.unit.session.add(Registration(**new(ground), **columns))
    ground.unit.session.flush()


def by_statement(ground: Ground, columns: dict[str, Any]) -> None:
    row = {**new(ground), "tenant_id": ground.unit.tenant.id, "version": 1}
    ground.unit.session.execute(insert(Registration.__table__).values(**row, **columns))


def by_rows(ground: Ground, columns: dict[str, Any]) -> None:
    insert_rows(ground.unit.session, Registration, [{**new(ground), **columns}])


def by_rows_alike(ground: Ground, columns: dict[str, Any]) -> None:
    insert_rows(ground.unit.session, Registration, [new(ground)], **columns)


def by_many(ground: Ground, columns: dict[str, Any]) -> None:
    ground.unit.session.insert_many(Registration, [{**new(ground), **columns}])


def changed(ground: Ground, columns: dict[str, Any]) -> None:
    ground.unit.session.execute(update(Registration).where(Registration.id == ground.guest()).values(**columns))


def changed_by_rows(ground: Ground, columns: dict[str, Any]) -> None:
    update_rows(ground.unit.session, Registration, {ground.guest(): columns})


WAYS = (by_object, by_statement, by_rows, by_rows_alike, by_many, changed, changed_by_rows)


@pytest.mark.parametrize("write", WAYS, ids=[way.__name__ for way in WAYS])
@pytest.mark.parametrize(("columns", "said"), WRONG)
def test_no_way_of_writing_takes_what_no_module_declares(
    ground: Ground, write: Callable[..., None], columns: dict[str, Any], said: str
) -> None:
    told = (
        rf"^{said} is no status that a module declares \(Module\.registration_statuses\): "
        r"write the row with Status\.columns\.$"
    )
    with pytest.raises(UndeclaredStatusError, match=told):
        write(ground, columns)


@pytest.mark.parametrize("write", WAYS, ids=[way.__name__ for way in WAYS])
def test_every_way_of_writing_takes_a_declared_status(ground: Ground, write: Callable[..., None]) -> None:
    write(ground, GONE.columns)
    query = select(Registration.standing, Registration.status).where(Registration.status == "gone")
    assert ground.unit.session.execute(query).all() == [("ended", "gone")]


def test_a_word_that_an_object_is_given_is_refused_when_it_is_written(ground: Ground) -> None:
    row = ground.unit.session.get_one(Registration, (ground.unit.tenant.id, ground.guest()))
    row.status = "gone"
    with pytest.raises(UndeclaredStatusError, match="'gone'"):
        ground.unit.session.flush()


def test_places_are_booked_and_ended_as_declared_and_in_no_other_way(ground: Ground) -> None:
    opening, (guest, other) = ground.opening(1), ground.guests(2)
    for undeclared in (replace(SEATED), LAID, GONE):
        with pytest.raises(UndeclaredStatusError, match="participation_statuses"):
            book(ground.unit, Wanted(opening, guest), undeclared)
        with pytest.raises(UndeclaredStatusError, match="participation_statuses"):
            book_many(ground.unit, [Wanted(opening, guest)], undeclared)
    held = book(ground.unit, Wanted(opening, guest), SEATED)
    with pytest.raises(UndeclaredStatusError):
        book(ground.unit, Wanted(opening, other), SEATED, otherwise=replace(QUEUED))
    with pytest.raises(UndeclaredStatusError):
        cancel(ground.unit, [held.participation_id], replace(SEATED))


def test_anybody_may_ask_for_a_word_or_a_standing(ground: Ground) -> None:
    opening, guest = ground.opening(1), ground.guest()
    book(ground.unit, Wanted(opening, guest), SEATED)
    asked = (
        select(Registration.id).where(Registration.status == "here", Registration.standing != "ended"),
        select(Registration.id).where(Registration.status.in_(["here", "unheard of"])),
        select(Participation.registration_id).where(Participation.status == SEATED.word),
    )
    assert [ground.unit.session.scalars(query).all() for query in asked] == [[guest]] * 3
    assert ground.unit.session.scalars(select(Offer.standing)).one() == "active"


def test_a_status_is_declared_by_the_module_that_lists_it() -> None:
    status = replace(HERE)
    assert status.declared_of == set()
    Module("walks", "Walks", registration_statuses=(status,), offer_statuses=(status,))
    assert status.declared_of == {"registration", "offer"}
    assert status == HERE
