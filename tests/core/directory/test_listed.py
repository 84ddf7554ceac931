"""The columns and filters that lists of people and of what organisations offer have in common."""

from __future__ import annotations

import pytest
from lunch.statuses import HERE
from sqlalchemy import select, true

from core.accounts.models import Person
from core.contract.acting import COORDINATOR, Permission
from core.database.base import uuid7
from core.directory.listed import (
    ORGANISATION,
    PERSON,
    TERRITORY,
    profession_column,
    sector_filter,
    sectors_column,
    territory_filter,
)
from core.directory.models import Organisation
from core.directory.names import Institution
from core.directory.rules import PublicFacts, SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations
from core.listing.asked import Asked
from core.listing.reading import read_part
from core.listing.spec import Head, ListSpec
from core.programme.models import Edition, Registration
from core.tenancy.models import Territory
from core.tenancy.unit import Unit

GUESTS = ListSpec(
    name="guests",
    title="Guests",
    key=Registration.id,
    source=select(Registration.id)
    .join_from(Registration, Person)
    .join_from(Registration, Organisation)
    .join(Institution, Institution.id == Organisation.institution_id)
    .outerjoin_from(Registration, Territory),
    permission=Permission("lunch.guests.read", frozenset({COORDINATOR})),
    visible=lambda _actor: true(),
    columns=(
        *(*PERSON, *ORGANISATION, TERRITORY),
        sectors_column(Registration.organisation_id),
        profession_column(Registration.status),
    ),
    heads=tuple(Head(key) for key in ("last_name", "institution", "territory")),
    order="last_name",
    filters=(territory_filter(Registration.territory_id), sector_filter(Registration.organisation_id)),
)


@pytest.fixture
def unit(unit_for) -> Unit:
    """Three guests: of an institution in the first territory, of its service in the second, of another one nowhere."""
    unit = unit_for()
    said = (
        SaidOrganisation("Kitchen", None, PublicFacts(sectors=frozenset({"youth-care", "disability"}))),
        SaidOrganisation("Kitchen", "Bakery", PublicFacts(sectors=frozenset({"disability"}))),
        SaidOrganisation("Attic"),
    )
    organisations = enter_organisations(unit, plan_organisations(unit, said, corrects=True))
    edition = Edition(id=uuid7(), module="lunch", code="2024", year=2024, title={"fr": "Lunchs"}, settings={})
    unit.session.add(edition)
    places = [*unit.session.scalars(select(Territory.id).order_by(Territory.position).limit(2)), None]
    for name, one, place in zip(("Ada", "Bea", "Cleo"), said, places, strict=True):
        person = Person(id=uuid7(), first_name=name, last_name=f"{name}son", email=f"{name}@x.example", language="fr")
        unit.session.add(person)
        unit.session.flush()
        registration = Registration(
            edition_id=edition.id,
            person_id=person.id,
            organisation_id=organisations[one.key].id,
            territory_id=place,
            role="guest",
            reference=name,
            registered_at=unit.now,
            **HERE.columns,
        )
        unit.session.add(registration)
    unit.session.flush()
    return unit


def names(unit: Unit, sort: str = "", **values: str) -> list[str]:
    return [row.first_name for row in read_part(unit, GUESTS, {}, Asked(values, sort)).rows]


def test_a_row_says_who_it_is_of_which_organisation_and_where(unit: Unit) -> None:
    first, second = unit.session.scalars(select(Territory.code).order_by(Territory.position).limit(2))
    rows = [
        (row.last_name, row.email, row.phone, row.institution, row.service, row.territory, row.sectors, row.profession)
        for row in read_part(unit, GUESTS, {}).rows
    ]
    assert rows == [
        ("Adason", "Ada@x.example", None, "Kitchen", None, first, ["disability", "youth-care"], "here"),
        ("Beason", "Bea@x.example", None, "Kitchen", "Bakery", second, ["disability"], "here"),
        ("Cleoson", "Cleo@x.example", None, "Attic", None, None, None, "here"),
    ]


def test_rows_are_narrowed_to_a_territory_and_to_a_sector_and_sorted_by_where_they_lie(unit: Unit) -> None:
    first, second = unit.session.scalars(select(Territory.code).order_by(Territory.position).limit(2))
    assert (names(unit, territory=first), names(unit, territory=second)) == (["Ada"], ["Bea"])
    assert (names(unit, sector="disability"), names(unit, sector="youth-care")) == (["Ada", "Bea"], ["Ada"])
    assert names(unit, sector="disability", territory=second) == ["Bea"]
    assert names(unit, "-territory") == ["Bea", "Ada", "Cleo"]
    assert names(unit, "institution") == ["Cleo", "Bea", "Ada"]


def test_a_territory_is_that_of_any_side_of_a_row(unit: Unit) -> None:
    first, second = unit.session.scalars(select(Territory.code).order_by(Territory.position).limit(2))
    other_side = select(Territory.id).where(Territory.code == second).scalar_subquery()
    where = territory_filter(Registration.territory_id, other_side).where
    found = {
        code: unit.session.scalars(select(Registration.reference).where(where(code)).order_by(Registration.reference))
        for code in (first, second)
    }
    assert {code: list(each) for code, each in found.items()} == {first: ["Ada"], second: ["Ada", "Bea", "Cleo"]}
