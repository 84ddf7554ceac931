"""People of a tenant in bulk."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.accounts.models import Person
from core.accounts.people import add_people, change_people, people_by_email
from core.accounts.rules import PersonFacts, split_name
from tests.editions import edition_in

ADA = PersonFacts("Ada", "Dupont", "Ada@Mons.example", "081 1")
BEA = PersonFacts("Bea", "Van den Berg")


def test_people_are_added_in_order_and_found_by_address(unit_for) -> None:
    unit = unit_for()
    ids = add_people(unit, [(ADA, None), (BEA, None)], language="nl")
    unit.session.commit()
    found = people_by_email(unit, {"ada@mons.example", "nobody@mons.example"})
    assert found == {"ada@mons.example": PersonFacts("Ada", "Dupont", "Ada@Mons.example", "081 1", ids[0])}
    rows = unit.session.execute(select(Person.id, Person.first_name, Person.language).order_by(Person.first_name)).all()
    assert rows == [(ids[0], "Ada", "nl"), (ids[1], "Bea", "nl")]
    assert people_by_email(unit, set()) == {}


def test_another_tenant_neither_finds_nor_changes_them(unit_for) -> None:
    unit, other = unit_for(), unit_for("orchard")
    (id,) = add_people(unit, [(ADA, None)], language="fr")
    unit.session.commit()
    assert people_by_email(other, {"ada@mons.example"}) == {}
    with pytest.raises(Exception):  # noqa: B017, PT011 - Whatever the database says, nothing is changed.
        change_people(other.session, [PersonFacts("Eve", "X", id=id)])
    other.session.rollback()
    assert unit.session.scalars(select(Person.first_name)).all() == ["Ada"]


@pytest.mark.requirement("IM-25")
def test_people_of_a_rehearsal_never_meet_those_of_the_network(unit_for) -> None:
    unit = unit_for()
    first, second = (unit.inside(edition_in(unit, code, "rehearsal")) for code in ("2024", "2025"))
    ids = [add_people(here, [(ADA, None)], language="fr")[0] for here in (unit, first, second)]
    unit.session.commit()
    found = [people_by_email(here, {"ada@mons.example"})["ada@mons.example"].id for here in (unit, first, second)]
    assert (found, len(set(ids))) == (ids, 3)
    live = unit.inside(edition_in(unit, "2026", "live"))
    assert people_by_email(live, {"ada@mons.example"})["ada@mons.example"].id == ids[0]
    with pytest.raises(IntegrityError):
        add_people(first, [(PersonFacts("Eve", "X", "ADA@mons.example"), None)], language="fr")


def test_people_are_changed_whole(unit_for) -> None:
    unit = unit_for()
    (id,) = add_people(unit, [(ADA, None)], language="fr")
    change_people(unit.session, [PersonFacts("Ada", "Durand", "ADA@NAMUR.example", None, id)])
    unit.session.commit()
    row = unit.session.execute(select(Person.last_name, Person.email, Person.email_key, Person.phone)).one()
    assert row == ("Durand", "ADA@NAMUR.example", "ada@namur.example", None)
    change_people(unit.session, [])


def test_two_people_never_share_an_address(unit_for) -> None:
    unit = unit_for()
    with pytest.raises(IntegrityError):
        add_people(unit, [(ADA, None), (PersonFacts("Eve", "X", "ADA@mons.example"), None)], language="fr")


def test_keys() -> None:
    assert ADA.email_key == "ada@mons.example"
    assert BEA.email_key is None
    assert PersonFacts("ÉLISE", "Van-den  Berg").name_key == PersonFacts("Elise Van-den", "berg").name_key


def test_the_first_word_is_the_first_name() -> None:
    assert split_name(" Véronique  Van den Berg ") == ("Véronique", "Van den Berg")
    assert split_name("Madonna") == ("Madonna", "")
