"""The people of a file: who has an address, and who a row is after it is written."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from core.accounts.importing import Mention, enter_people
from core.accounts.models import Person
from core.accounts.rules import PersonFacts
from core.database.base import uuid7
from core.directory.models import Organisation

ADA = PersonFacts("Ada", "Lovelace", "Ada@example.org", None, uuid.UUID(int=1))


def test_an_address_is_found_whatever_its_case_and_none_is_nobodys() -> None:
    organisation = uuid7()
    known = {"ada@example.org": ADA}
    said = PersonFacts("Ada", "Lovelace", "ADA@example.org", "02 123 45 67")
    assert Mention.of(said, None, known, organisation) == Mention(said, None, ADA, organisation)
    without = PersonFacts("Ada", "Lovelace", None, None)
    assert Mention.of(without, ADA, known, organisation) == Mention(without, ADA, None, organisation)


def test_two_rows_with_one_address_are_one_person(unit_for) -> None:
    unit, organisation = unit_for(), uuid7()
    unit.session.add(Organisation(id=organisation, institution_id=organisation, name="B", name_key=str(organisation)))
    unit.session.flush()
    said = [PersonFacts("Bea", "B", email, None) for email in ("bea@example.org", "BEA@example.org", None)]
    ids = enter_people(unit, [Mention.of(person, None, {}, organisation) for person in said])
    unit.session.flush()
    assert ids[0] == ids[1] != ids[2]
    assert set(unit.session.scalars(select(Person.id))) == set(ids)
