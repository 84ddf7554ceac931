"""One's own person in a network: found by the sign-in, made once, never somebody else's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from core.accounts.own import make_own_person, own_person
from sqlalchemy import func, select

from core.accounts.models import Account, Person
from core.accounts.people import add_people, change_people
from core.accounts.rules import PersonFacts
from core.accounts.services import make_account
from core.audit.models import AuditEntry
from core.contract.acting import Actor, NotAllowedError
from core.tenancy.unit import Unit
from tests.editions import edition_in
from tests.together import at_once

pytestmark = pytest.mark.requirement("IM-08")

BEA = "bea@care.example"
SAID = {"first_name": "Bea", "last_name": "Peeters", "phone": "+32 2 555 01 02", "language": "nl"}


@pytest.fixture
def bea(unit_for) -> Callable[..., Unit]:
    """A unit in which Bea acts, who has a sign-in without a name: bea(slug="harbour")."""
    unit = unit_for()
    account = make_account(unit.session, email=BEA, name="", password=None, language="nl")
    unit.session.commit()
    return lambda slug="harbour": unit_for(slug, actor=Actor(name=BEA, account_id=account.id))


def make(unit: Unit, organisation_id: uuid.UUID | None = None, **said: str) -> Person:
    person = make_own_person(unit, organisation_id=organisation_id, **{**SAID, **said})
    unit.session.commit()
    return person


def acts(unit: Unit) -> list[str]:
    return list(unit.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_a_person_is_made_once_with_the_address_of_the_sign_in(bea) -> None:
    unit = bea()
    assert own_person(unit) is None
    person = make(unit)
    assert (person.email, person.email_key, person.account_id) == (BEA, BEA, unit.actor.account_id)
    assert own_person(bea()).id == person.id
    assert make(bea()).id == person.id
    assert acts(unit) == ["accounts.person.added"]


def test_the_sign_in_gets_its_name_from_the_first_registration(bea) -> None:
    unit = bea()
    make(unit)
    make(unit, first_name="Beatrix")
    assert unit.session.scalar(select(Account.name)) == "Bea Peeters"
    assert acts(unit) == ["accounts.person.added", "accounts.person.said"]


def test_somebody_whom_the_network_knows_by_that_address_is_that_person(bea, unit_for) -> None:
    unit = unit_for()
    [known] = add_people(unit, [(PersonFacts("B.", "Peeters", BEA.upper(), "+32 1"), None)], language="fr")
    unit.session.commit()
    person = make(bea())
    assert (person.id, person.first_name, person.phone, person.language) == (known, "Bea", SAID["phone"], "nl")
    assert person.account_id is not None


def test_another_network_has_a_person_of_its_own(bea) -> None:
    assert make(bea()).id != make(bea("orchard")).id


def test_somebody_elses_person_stays_theirs(bea, unit_for) -> None:
    """Staff give Bea's person another address: that person is no longer Bea's, who is made anew."""
    person = make(bea())
    unit = unit_for()
    change_people(unit.session, [PersonFacts("Bea", "Peeters", "carl@care.example", id=person.id)])
    unit.session.commit()
    assert own_person(bea()) is None
    assert make(bea()).id != person.id


def test_in_a_rehearsal_somebody_is_another_person(bea, unit_for) -> None:
    unit = unit_for()
    edition = edition_in(unit, "2024", "rehearsal")
    unit.session.commit()
    real = make(bea())
    inside = replace(bea(), rehearsal=edition.id)
    assert own_person(inside) is None
    rehearsed = make(inside)
    assert (rehearsed.id == real.id, rehearsed.rehearsal_id) == (False, edition.id)
    assert (own_person(bea()).id, own_person(replace(bea(), rehearsal=edition.id)).id) == (real.id, rehearsed.id)


def test_two_presses_at_once_make_one_person(bea, unit_for) -> None:
    made = at_once(*(lambda: make(bea()).id for _ in range(3)))
    assert len(set(made)) == 1
    assert unit_for().session.scalar(select(func.count()).select_from(Person)) == 1


def test_nobody_is_made_for_who_is_not_signed_in(unit_for) -> None:
    for actor in (Actor(name=""), Actor(name="gone", account_id=uuid.uuid4())):
        unit = unit_for(actor=actor)
        assert own_person(unit) is None
        with pytest.raises(NotAllowedError):
            make(unit)
