"""People of a tenant in bulk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.accounts.models import Person
from core.accounts.people import add_people, change_people, people_by_email
from core.accounts.rules import PersonFacts, is_same_name, spelled, split_name
from tests.editions import edition_in

ADA = PersonFacts("Ada", "Dupont", "Ada@Mons.example", "081 1")
BEA = PersonFacts("Bea", "Van den Berg")


def test_people_are_added_in_order_and_found_by_address(unit_for) -> None:
    unit = unit_for()
    ids = add_people(unit, [(ADA, None), (BEA, None)], language="nl")
    unit.session.commit()
    found = people_by_email(unit, {"ada@mons.example", "nobody@mons.example"})
    assert found == {"ada@mons.example": PersonFacts("Ada", "Dupont", "Ada@Mons.example", "081 1", ids[0], "nl")}
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


def test_a_language_that_is_said_is_written_and_one_that_is_not_stays(unit_for) -> None:
    unit = unit_for()
    said = [(replace(ADA, language="nl"), None), (BEA, None)]
    ids = add_people(unit, said, language="fr")
    languages = select(Person.language).order_by(Person.first_name)
    assert unit.session.scalars(languages).all() == ["nl", "fr"]
    change_people(unit.session, [replace(ADA, id=ids[0]), replace(BEA, id=ids[1], language="en")])
    assert unit.session.scalars(languages).all() == ["nl", "en"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Nadia", "Peeters"), ("PEETERS", "Nadia"), True),
        (("Anne-Marie", "Leroy"), ("Anne Marie", "LEROY"), True),
        (("Ada", "van den Berg"), ("Ada", "Vandenberg"), True),
        (("Véronique", "Collard"), ("Veronique", "Collard"), True),
        (("Paul", "Maes"), ("Paula", "Maes"), False),
        (("Nadia", "Peeters"), ("Nadia", "Peters"), False),
    ],
)
def test_one_name_is_written_in_many_ways(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    assert is_same_name(PersonFacts(*one), PersonFacts(*other)) is same
    assert is_same_name(PersonFacts(*other), PersonFacts(*one)) is same


@pytest.mark.parametrize(
    ("said", "spelt"),
    [
        (PersonFacts("Nadia", "PEETERS"), ("Nadia", "Peeters")),
        (PersonFacts("Peeters", "Nadia", split=True), ("Nadia", "Peeters")),
        (PersonFacts("Peeters", "Nadia"), ("Peeters", "Nadia")),
        (PersonFacts("Nadia", "Peeters-Claes"), ("Nadia", "Peeters-Claes")),
        (PersonFacts("Nádia", "Peeters", split=True), ("Nádia", "Peeters")),
    ],
)
def test_a_file_mends_a_name_unless_it_says_less(said: PersonFacts, spelt: tuple[str, str]) -> None:
    assert spelled(said, PersonFacts("Nadia", "Peeters")) == spelt


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
    assert split_name("PEETERS Nadia") == ("Nadia", "PEETERS")
    assert split_name("DE SMET Jan Piet") == ("Jan Piet", "DE SMET")
    assert split_name("NADIA PEETERS") == ("NADIA", "PEETERS")
    assert split_name("J.-P. Dupont") == ("J.-P.", "Dupont")
    assert split_name("") == ("", "")
