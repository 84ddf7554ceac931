"""The rows of a file beside what an edition holds, and the people and organisations that are written for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from core.accounts.models import Person
from core.accounts.rules import PersonFacts
from core.directory.models import Organisation
from core.directory.rules import PublicFacts, SaidOrganisation
from core.exchange.changes import Change
from core.exchange.checking import CheckedSheet
from core.programme.importing.registrations import (
    KnownRegistration,
    SaidRegistration,
    changed_registration,
    compare,
)

AT = datetime(2024, 2, 1, tzinfo=UTC)
KITCHEN = SaidOrganisation("Kitchen", "Bakery", PublicFacts(postal_code="7000", nis="53053"))
ADA = SaidRegistration("L1", PersonFacts("Ada", "A", "ada@x.example"), KITCHEN, None, AT)
BEA = SaidRegistration("L2", PersonFacts("Bea", "B", "bea@x.example"), KITCHEN, None, AT)


def known(said: SaidRegistration, person: PersonFacts) -> KnownRegistration:
    return KnownRegistration(UUID(int=1), person, said.organisation.key, said.territory_id, said.registered_at)


def checked(*rows: SaidRegistration) -> CheckedSheet[SaidRegistration]:
    return CheckedSheet(len(rows), rows, (), ())


def test_what_a_row_says_otherwise_is_told_by_column() -> None:
    there = known(ADA, ADA.person)
    assert {column for column, differs in changed_registration(ADA, there).items() if differs} == set()
    other = replace(
        ADA,
        person=replace(ADA.person, last_name="Z"),
        organisation=SaidOrganisation("Pantry"),
        territory_id=UUID(int=2),
        registered_at=AT + timedelta(days=1),
    )
    assert {column for column, differs in changed_registration(other, there).items() if differs} == {
        "name",
        "institution",
        "postal_code",
        "registered_at",
    }


def test_new_rows_and_those_that_say_something_else_are_written_with_their_people_and_organisations(unit_for) -> None:
    unit = unit_for()
    first = compare(unit, checked(ADA), {}, changed_registration, corrects=True)
    plan = first.plan(lambda: None)
    assert (plan.new, plan.updated, first.changed) == (["L1"], {}, [])
    said = first.enter(unit, {})
    ada = unit.session.scalars(select(Person)).one()
    bakery = unit.session.scalars(select(Organisation.id).where(Organisation.name == "Bakery")).one()
    columns = {"person_id": ada.id, "organisation_id": bakery, "territory_id": None, "registered_at": AT}
    assert said == {"L1": columns}

    there = {"L1": known(ADA, replace(ADA.person, id=ada.id))}
    again = compare(unit, checked(ADA), there, changed_registration, corrects=True)
    assert (again.new, again.changed, again.updated) == ([], [], {})

    renamed = replace(ADA, person=replace(ADA.person, first_name="Adah"))
    second = compare(unit, checked(renamed, BEA), there, changed_registration, corrects=True)
    told = {"L1": {"name": Change("Ada A", "Adah A")}}
    assert (second.new, second.changed, second.updated) == ([BEA], [renamed], told)
    assert second.plan(lambda: None).names == {"L1": "Adah A", "L2": "Bea B"}
    said = second.enter(unit, {})
    bea = unit.session.scalars(select(Person).where(Person.first_name == "Bea")).one()
    assert said == {"L1": columns, "L2": {**columns, "person_id": bea.id}}
    unit.session.expire_all()
    assert unit.session.get_one(Person, (unit.tenant.id, ada.id)).first_name == "Adah"


def test_an_organisation_that_is_corrected_is_a_change_and_one_that_is_only_filled_is_none(unit_for) -> None:
    unit = unit_for()
    compare(unit, checked(ADA), {}, changed_registration, corrects=True).enter(unit, {})
    moved = replace(ADA, organisation=replace(KITCHEN, facts=PublicFacts(postal_code="5000", nis="92094")))
    there = {"L1": known(ADA, ADA.person)}
    for corrects, updated in ((True, {"L1": {"organisation": ("7000", "5000")}}), (False, {})):
        found = compare(unit, checked(moved), there, changed_registration, corrects=corrects).updated
        assert {
            reference: {column: change.texts() for column, change in told.items()} for reference, told in found.items()
        } == updated


def test_a_new_row_tells_what_it_changes_of_somebody_who_is_known(unit_for) -> None:
    unit = unit_for()
    there = replace(ADA.person, phone="02 1", id=UUID(int=5))
    rows = checked(replace(ADA, person=replace(ADA.person, phone="02 2")), BEA)
    found = compare(unit, rows, {}, changed_registration, corrects=True, people={"ada@x.example": there})
    assert (found.updated, found.beside) == ({}, {"L1": {"phone": Change("02 1", "02 2")}})
