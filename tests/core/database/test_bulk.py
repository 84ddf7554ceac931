"""Many rows in one statement: every type comes back as it went, stamped with the tenant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from core.accounts.models import Person
from core.database.base import uuid7
from core.database.bulk import insert_rows, update_rows
from core.programme.models import Edition


def test_every_type_comes_back_as_it_went(unit_for) -> None:
    unit = unit_for()
    ids = [uuid7(), uuid7()]
    texts = {"fr": 'L’été « 2024 » \\ "x"\n', "nl": "é"}
    insert_rows(
        unit.session,
        Edition,
        [
            {"id": id, "code": str(number), "title": texts, "settings": {"a": [1, None]}, "created_at": moment}
            for number, (id, moment) in enumerate(
                zip(ids, (datetime(2024, 2, 13, 9, 28, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)), strict=True)
            )
        ],
        module="lunch",
        year=2024,
    )
    unit.session.commit()
    rows = unit.session.scalars(select(Edition).order_by(Edition.code)).all()
    assert [(row.id, row.tenant_id, row.title, row.settings) for row in rows] == [
        (id, unit.tenant.id, texts, {"a": [1, None]}) for id in ids
    ]
    assert rows[0].created_at == datetime(2024, 2, 13, 9, 28, 1, tzinfo=UTC)
    # What nobody named has its default.
    assert [(row.state, row.clock_offset, row.year) for row in rows] == [("draft", None, 2024)] * 2


def test_ids_are_made_and_no_rows_are_no_statement(unit_for) -> None:
    unit = unit_for()
    insert_rows(unit.session, Person, [])
    insert_rows(unit.session, Person, [{"first_name": "Ada", "last_name": "=1+1"}] * 2, language="fr")
    unit.session.commit()
    rows = unit.session.scalars(select(Person)).all()
    assert [(row.last_name, row.email, row.tenant_id) for row in rows] == [("=1+1", None, unit.tenant.id)] * 2
    assert len({row.id for row in rows}) == 2


def test_each_row_is_changed_by_its_id_and_no_other(unit_for, statements) -> None:
    unit, other = unit_for(), unit_for("orchard")
    ids = [uuid7(), uuid7(), uuid7()]
    insert_rows(unit.session, Person, [{"id": id, "first_name": "Ada"} for id in ids], last_name="L", language="fr")
    unit.session.commit()
    update_rows(unit.session, Person, {ids[2]: {"first_name": "Bea"}, ids[0]: {"first_name": "Cleo"}})
    unit.session.commit()
    names = {person.id: person.first_name for person in unit.session.scalars(select(Person))}
    assert names == {ids[0]: "Cleo", ids[1]: "Ada", ids[2]: "Bea"}
    with statements() as sent:
        update_rows(unit.session, Person, {})
    assert sent.count == 0
    with pytest.raises(StaleDataError):  # The wall: for another network there is no such row.
        update_rows(other.session, Person, {ids[0]: {"first_name": "Eve"}})
