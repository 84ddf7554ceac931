"""Many rows in one statement: every type comes back as it went, stamped with the tenant."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from core.accounts.models import Person
from core.database.base import uuid7
from core.database.bulk import insert_rows
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
    assert [(row.state, row.clock_offset, row.year) for row in rows] == [("live", None, 2024)] * 2


def test_ids_are_made_and_no_rows_are_no_statement(unit_for) -> None:
    unit = unit_for()
    insert_rows(unit.session, Person, [])
    insert_rows(unit.session, Person, [{"first_name": "Ada", "last_name": "=1+1"}] * 2, language="fr")
    unit.session.commit()
    rows = unit.session.scalars(select(Person)).all()
    assert [(row.last_name, row.email, row.tenant_id) for row in rows] == [("=1+1", None, unit.tenant.id)] * 2
    assert len({row.id for row in rows}) == 2
