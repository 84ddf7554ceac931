"""On which registration an offer of a file hangs, decided before anything is written."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from core.database.base import uuid7
from core.directory.models import Organisation
from core.programme.importing.contacts import Contacts, KnownContact, contacts_of
from core.programme.models import Registration
from tests.core.programme.ground import GONE, HERE, Ground

ADA, BEA, CLEO, KITCHEN, BAKERY = (UUID(int=number) for number in range(1, 6))
FIRST, SECOND = UUID(int=11), UUID(int=12)
AT = datetime(2024, 2, 1, tzinfo=UTC)


def by(person: UUID, organisation: UUID = KITCHEN) -> dict[str, UUID]:
    return {"person_id": person, "organisation_id": organisation}


def known(id_: UUID, reference: str, person: UUID, organisation: UUID = KITCHEN, *, alive: bool = True) -> KnownContact:
    return KnownContact(id_, reference, person, organisation, alive)


def test_the_offers_of_one_person_for_one_organisation_hang_on_one_registration() -> None:
    contacts = Contacts((), {})
    for offer, who in (("L1", by(ADA)), ("L2", by(ADA)), ("L3", by(ADA, BAKERY))):
        contacts.place(offer, who)
    kitchen, bakery = contacts.inserted
    assert (kitchen["reference"], bakery["reference"]) == ("L1", "L3")
    assert contacts.placed == {"L1": kitchen["id"], "L2": kitchen["id"], "L3": bakery["id"]}
    assert (contacts.updated, contacts.left) == ({}, set())


def test_only_the_offer_whose_reference_a_registration_bears_speaks_for_it() -> None:
    contacts = Contacts((known(FIRST, "L1", ADA),), {"L1": FIRST, "L2": FIRST})
    contacts.place("L2", by(ADA))
    assert contacts.updated == {}
    contacts.place("L1", by(ADA))
    assert contacts.updated == {FIRST: by(ADA)}
    assert (contacts.inserted, contacts.left) == ([], set())


def test_a_registration_that_serves_one_offer_goes_with_it_to_its_new_contact() -> None:
    contacts = Contacts((known(FIRST, "L1", ADA),), {"L1": FIRST})
    contacts.place("L1", by(BEA))
    contacts.place("L2", by(ADA))
    assert contacts.updated == {FIRST: by(BEA)}
    assert [(row["reference"], row["person_id"]) for row in contacts.inserted] == [("L2", ADA)]
    assert contacts.left == set()


def test_one_that_serves_several_stays_and_the_offer_leaves() -> None:
    contacts = Contacts((known(FIRST, "L1", ADA),), {"L1": FIRST, "L2": FIRST})
    contacts.place("L1", by(BEA))
    # The reference of the offer is borne already: by the registration that it left.
    assert [row["reference"] for row in contacts.inserted] == ["L1-2"]
    assert contacts.left == set()
    contacts.place("L2", by(CLEO))
    assert contacts.updated == {FIRST: by(CLEO)}


def test_whoever_serves_no_offer_any_more_has_left() -> None:
    there = (known(FIRST, "L1", ADA), known(SECOND, "L2", BEA))
    contacts = Contacts(there, {"L1": FIRST, "L2": SECOND})
    contacts.place("L1", by(BEA))
    assert contacts.placed == {"L1": SECOND}
    assert contacts.left == {FIRST}


def test_somebody_who_left_before_registers_anew() -> None:
    contacts = Contacts((known(FIRST, "L1", ADA, alive=False),), {})
    contacts.place("L1", by(ADA))
    assert [row["reference"] for row in contacts.inserted] == ["L1-2"]


@pytest.mark.requirement("IM-13")
def test_an_offer_that_ended_stays_with_its_contact_who_is_not_brought_back() -> None:
    there = (known(FIRST, "L1", ADA, alive=False),)
    contacts = Contacts(there, {"L1": FIRST, "L2": FIRST}, ended={"L1", "L2"})
    contacts.place("L1", by(ADA))
    contacts.place("L2", by(ADA))
    assert (contacts.inserted, contacts.placed) == ([], {"L1": FIRST, "L2": FIRST})
    assert (contacts.updated, contacts.left) == ({FIRST: by(ADA)}, set())


@pytest.mark.requirement("IM-13")
def test_an_offer_that_ended_stays_where_it_was_though_its_contact_came_again() -> None:
    there = (known(FIRST, "L1", ADA, alive=False), known(SECOND, "L3", ADA))
    contacts = Contacts(there, {"L1": FIRST, "L3": SECOND}, ended={"L1"})
    contacts.place("L1", by(ADA))
    contacts.place("L4", by(ADA))
    assert contacts.placed == {"L1": FIRST, "L4": SECOND}
    assert contacts.left == set()


@pytest.mark.requirement("IM-13")
def test_a_new_offer_does_not_hang_on_a_registration_that_ended() -> None:
    contacts = Contacts((known(FIRST, "L1", ADA, alive=False),), {"L1": FIRST}, ended={"L1"})
    contacts.place("L1", by(BEA))  # The one that ended has another contact by now.
    contacts.place("L5", by(BEA))
    assert contacts.updated == {FIRST: by(BEA)}
    assert [row["reference"] for row in contacts.inserted] == ["L5"]
    assert contacts.placed["L1"] == FIRST
    assert contacts.left == set()


@pytest.mark.requirement("IM-13")
def test_whoever_serves_but_offers_that_ended_takes_part_no_more() -> None:
    there = (known(FIRST, "L1", ADA), known(SECOND, "L3", BEA))
    contacts = Contacts(there, {"L1": FIRST, "L2": FIRST, "L3": SECOND}, ended={"L1"})
    contacts.place("L2", by(BEA))
    assert contacts.placed == {"L2": SECOND}
    assert contacts.left == {FIRST}


@pytest.mark.requirement("IM-13")
def test_a_new_contact_of_an_offer_that_ended_does_not_take_part() -> None:
    there = (known(FIRST, "L1", ADA),)
    contacts = Contacts(there, {"L1": FIRST, "L2": FIRST}, ended={"L1"})
    contacts.place("L1", by(CLEO))
    assert [row["person_id"] for row in contacts.inserted] == [CLEO]
    assert contacts.left == {contacts.placed["L1"]}


def test_what_was_gathered_is_written(ground: Ground) -> None:
    unit, edition = ground.unit, ground.edition.id
    kitchen = uuid7()
    unit.session.add(Organisation(id=kitchen, institution_id=kitchen, name=str(kitchen), name_key=str(kitchen)))
    unit.session.flush()
    old, new = ground.guest(role="cook"), ground.guest(role="cook")
    ground.guest(role="guest")
    before = contacts_of(unit, edition, "cook")
    assert {(one.id, one.person_id, one.organisation_id, one.alive) for one in before} == {
        (id_, ground.person_of(id_), None, True) for id_ in (old, new)
    }
    contacts = Contacts(before, {"L1": old, "L2": new})
    newcomer = ground.person_of(ground.guest())
    facts = {"organisation_id": None, "territory_id": None, "registered_at": AT}
    contacts.place("L1", {"person_id": ground.person_of(new), **facts})
    contacts.place("L3", {"person_id": newcomer, **facts, "organisation_id": kitchen})
    contacts.write(unit, edition, "cook", HERE)
    contacts.end_those_who_left(unit, GONE)
    rows = unit.session.scalars(
        select(Registration).where(Registration.role == "cook").execution_options(populate_existing=True)
    ).all()
    assert {row.id: (row.status, row.withdrawn_at) for row in rows} == {
        old: ("gone", unit.now),
        new: ("here", None),
        contacts.placed["L3"]: ("here", None),
    }
    added = next(row for row in rows if row.id == contacts.placed["L3"])
    assert (added.reference, added.person_id, added.organisation_id, added.registered_at) == (
        "L3",
        newcomer,
        kitchen,
        AT,
    )
    alive = {one.id: one.alive for one in contacts_of(unit, edition, "cook")}
    assert alive == {old: False, new: True, added.id: True}
