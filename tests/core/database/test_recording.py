"""What a transaction did to rows is put back as it was, whichever way it was done."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from core.accounts.models import Person
from core.accounts.people import add_people, change_people
from core.accounts.rules import PersonFacts
from core.database.recording import marks, new_rows, put_back, recording

TABLE = Person.__table__
ADA, BEA, CLEO = (PersonFacts(name, "X", f"{name.lower()}@x.example", "02 1") for name in ("Ada", "Bea", "Cleo"))


def rows(unit: Any) -> list[tuple[Any, ...]]:
    names = (Person.id, Person.first_name, Person.phone, Person.email_key, Person.search)
    return sorted(tuple(row) for row in unit.session.execute(select(*names)))


def test_rows_that_were_added_changed_and_deleted_are_as_before(unit_for) -> None:
    unit = unit_for()
    ada, bea = add_people(unit, [(ADA, None), (BEA, None)], language="fr")
    unit.session.commit()
    before = rows(unit)
    with recording(unit.session, [TABLE]) as heard:
        (cleo,) = add_people(unit, [(CLEO, None)], language="nl")
        change_people(unit.session, [PersonFacts("Adah", "Y", "adah@x.example", None, ada)])
        unit.session.execute(update(Person).where(Person.id == ada).values(phone="02 3"))
        unit.session.execute(delete(Person).where(Person.id == bea))
    done = heard.done()
    unit.session.commit()
    assert new_rows(done, TABLE) == [cleo]
    assert {id: (told["before"] is None, told["after"] is None) for id, told in done["person"].items()} == {
        str(ada): (False, False),
        str(bea): (False, True),
        str(cleo): (True, False),
    }
    assert done["person"][str(ada)]["before"]["phone"] == "02 1"  # As it was before the first of several changes.
    put_back(unit.session, [TABLE], done)
    unit.session.commit()
    assert rows(unit) == before


def test_putting_back_costs_the_same_for_many_rows_as_for_one(unit_for, statements) -> None:
    sent = []
    for count in (1, 30):
        unit = unit_for()
        said = [PersonFacts("Ada", "X", f"ada{count}.{number}@x.example") for number in range(count)]
        ids = add_people(unit, [(each, None) for each in said], language="fr")
        unit.session.commit()
        with recording(unit.session, [TABLE]) as heard:
            add_people(unit, [(PersonFacts("New", "X"), None)] * count, language="fr")
            change_people(unit.session, [PersonFacts("Bea", "X", None, id=each) for each in ids])
        done = heard.done()
        with statements() as found:
            put_back(unit.session, [TABLE], done)
        sent.append(len(found.texts))
        assert {row[1] for row in rows(unit)} == {"Ada"}
    assert sent[0] == sent[1]


def test_rows_that_others_wrote_before_are_not_recorded(unit_for) -> None:
    unit = unit_for()
    add_people(unit, [(ADA, None)], language="fr")
    unit.session.commit()
    with recording(unit.session, [TABLE]) as heard:
        rows(unit)
    assert heard.done() == {}
    add_people(unit, [(BEA, None)], language="fr")  # After the block, nothing is heard.
    assert heard.before == {}


def test_a_mark_changes_with_its_row_and_with_no_other(unit_for) -> None:
    unit = unit_for()
    ada, bea = add_people(unit, [(ADA, None), (BEA, None)], language="fr")
    first = marks(unit.session, TABLE, TABLE.c.id.in_([ada, bea]))
    unit.session.execute(update(Person).where(Person.id == ada).values(phone="02 9"))
    second = marks(unit.session, TABLE, TABLE.c.id.in_([ada, bea]))
    assert (first[str(ada)] == second[str(ada)], first[str(bea)] == second[str(bea)]) == (False, True)


def test_another_tenant_is_neither_recorded_nor_put_back(unit_for) -> None:
    unit, other = unit_for(), unit_for("orchard")
    (ada,) = add_people(unit, [(ADA, None)], language="fr")
    unit.session.commit()
    assert marks(other.session, TABLE, TABLE.c.id == ada) == {}
    put_back(other.session, [TABLE], {"person": {str(ada): {"before": None, "after": "x"}}})
    other.session.commit()
    assert len(rows(unit)) == 1
