"""Hosts: each clause of the check, what is written, and contacts with several offers."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.accounts.models import Person
from core.directory.models import Organisation, OrganisationSector
from core.programme.models import Offer, Opening, Participation, Registration
from core.tenancy.models import Territory
from plugins.immersion.models import ImmersionOffer
from plugins.immersion.services.offers import withdraw_one
from plugins.immersion.statuses import OFFER_PROPOSED, OFFER_WITHDRAWN, PLACED
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, TRAINEE, counts, found, one
from tests.standing import let_stand


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("N° offre", None, "required"),
        ("Institution", None, "required"),
        ("Personne de contact", None, "required"),
        ("Titre de l'immersion", None, "required"),
        ("E-mail", "a@b", "invalid e-mail"),
        ("Code postal", "0001", "unknown postal code"),
        ("Jours possibles", "lundi, dinsdag, jour", "unknown day"),
        ("Dates suggérées", "31/02/2024", "invalid date"),
        ("Durée (jours)", "longue", "not a number"),
        ("Durée (jours)", -1, "number out of range"),
        ("Places", None, "required"),
        ("Places", "deux", "not a whole number"),
        ("Places", 2.5, "not a whole number"),
        ("Places", 0, "number out of range"),
        ("Places", 100_000, "number out of range"),
        ("Inscrit le", "hier", "invalid date"),
    ],
)
def test_each_faulty_cell_is_named(editing, column: str, cell, fault: str) -> None:
    report = editing.hosts({**HOST, column: cell}, OTHER_HOST)
    assert found(report.faults) == [(2, column, fault)]
    assert counts(report) == (2, 1, 0, 0, 0)


@pytest.mark.requirement("IM-10")
def test_what_is_written(editing) -> None:
    editing.hosts(HOST)
    unit = editing.unit
    offer, opening, details = one(unit, Offer), one(unit, Opening), one(unit, ImmersionOffer)
    registration, person = one(unit, Registration), one(unit, Person)
    service = one(unit, Organisation, Organisation.id == offer.organisation_id)
    institution = one(unit, Organisation, Organisation.id == service.institution_id)
    assert (offer.reference, offer.status, offer.title) == ("H001", "accepted", {"fr": "Découvrir le quotidien"})
    assert (opening.capacity, opening.taken, opening.offer_id) == (2, 0, offer.id)
    assert (details.weekdays, details.dates) == ([1, 5], ["2024-04-22", "2024-04-25"])
    assert details.professions == ["psychologist", "criminologist", "jongleuse"]
    assert (details.ages, details.duration_days, details.conditions) == ("6-12", Decimal("0.50"), "Prévoir son repas")
    assert (registration.role, registration.reference, registration.id) == ("host", "H001", offer.registration_id)
    assert registration.registered_at == datetime(2024, 1, 26, 20, 26, tzinfo=UTC)
    assert (person.first_name, person.last_name) == ("Véronique", "Van den Berg")
    assert (service.name, service.street, service.postal_code, service.parent_id) == (
        "Équipe ambulatoire",
        "Rue du Parc 81",
        "7034",
        institution.id,
    )
    assert (institution.name, institution.parent_id) == ("SPJ Le Gué (Mons)", None)
    assert one(unit, Territory, Territory.id == offer.territory_id).code == "hainaut"
    sectors = select(OrganisationSector.sector).where(OrganisationSector.organisation_id == service.id)
    assert set(unit.session.scalars(sectors)) == {"youth-care", "school-guidance"}


def test_one_contact_may_have_several_offers(editing) -> None:
    second = {**HOST, "N° offre": "H009", "Titre de l'immersion": "Autre", "Téléphone": "081 00 00 00"}
    elsewhere = {**HOST, "N° offre": "H010", "Service": "Pôle 12-23"}
    assert counts(editing.hosts(HOST, second, elsewhere)) == (3, 3, 3, 0, 0)
    session = editing.unit.session
    assert len(session.scalars(select(Person.id)).all()) == 1
    assert set(session.scalars(select(Registration.reference))) == {"H001", "H010"}
    before = editing.everything()
    assert counts(editing.hosts(HOST, second, elsewhere)) == (3, 3, 0, 3, 0)
    assert editing.everything() == before


def test_two_contacts_never_share_an_address(editing) -> None:
    report = editing.hosts(HOST, {**OTHER_HOST, "E-mail": HOST["E-mail"].upper()})
    assert found(report.faults) == [(3, "E-mail", "shared address")]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Places", 5),
        ("Titre de l'immersion", "Autre"),
        ("Description", None),
        ("Professions", "logopède"),
        ("Jours possibles", None),
        ("Dates suggérées", None),
        ("Durée (jours)", "1,5"),
        ("Conditions", None),
        ("Adresse", "Rue Haute 1"),
        ("Secteur", "Handicap"),
        ("Code postal", "7000"),
        ("Service", "Autre équipe"),
        ("Personne de contact", "Véronique Vandenberg-Leroy"),
        ("Inscrit le", "27/01/2024"),
    ],
)
def test_another_cell_updates_the_same_offer(editing, column: str, cell) -> None:
    editing.hosts(HOST, OTHER_HOST)
    offer_id = one(editing.unit, Offer, Offer.reference == "H001").id
    changed = {**HOST, column: cell}
    assert counts(editing.hosts(changed, OTHER_HOST)) == (2, 2, 0, 1, 1)
    assert one(editing.unit, Offer, Offer.reference == "H001").id == offer_id
    before = editing.everything()
    assert counts(editing.hosts(changed, OTHER_HOST)) == (2, 2, 0, 2, 0)
    assert editing.everything() == before


def test_an_offer_may_go_to_another_contact(editing) -> None:
    second = {**HOST, "N° offre": "H009"}
    editing.hosts(HOST, second)
    moved = {**HOST, "Personne de contact": "Marc Petit", "E-mail": "marc@spj.example"}
    assert counts(editing.hosts(moved, second)) == (2, 2, 0, 1, 1)
    unit = editing.unit
    first, other = (one(unit, Offer, Offer.reference == reference).registration_id for reference in ("H001", "H009"))
    assert first != other
    assert set(unit.session.scalars(select(Registration.reference))) == {"H001", "H001-2"}
    before = editing.everything()
    assert counts(editing.hosts(moved, second)) == (2, 2, 0, 2, 0)
    assert editing.everything() == before
    # And back: the registration without an offer left is withdrawn.
    assert counts(editing.hosts(HOST, second)) == (2, 2, 0, 1, 1)
    assert dict(unit.session.execute(select(Registration.reference, Registration.status)).all()) == {
        "H001": "registered",
        "H001-2": "withdrawn",
    }
    assert counts(editing.hosts(HOST, second)) == (2, 2, 0, 2, 0)


def test_places_never_fall_below_those_taken(editing) -> None:
    editing.hosts(HOST, OTHER_HOST)
    editing.trainees(TRAINEE)
    unit = editing.unit
    registration = one(unit, Registration, Registration.role == "trainee")
    offer = one(unit, Offer, Offer.reference == "H001")
    opening = one(unit, Opening, Opening.offer_id == offer.id)
    unit.session.add(
        Participation(
            edition_id=editing.edition.id,
            opening_id=opening.id,
            registration_id=registration.id,
            person_id=registration.person_id,
            **PLACED.columns,
            begun_at=unit.now,
            seats=2,
        )
    )
    unit.session.commit()
    report = editing.hosts({**HOST, "Places": 1}, OTHER_HOST)
    assert found(report.faults) == [(2, "Places", "fewer places than taken")]
    assert counts(editing.hosts({**HOST, "Places": 3}, OTHER_HOST)) == (2, 2, 0, 1, 1)


def test_an_imported_offer_that_was_proposed_is_accepted(editing) -> None:
    editing.hosts(HOST)
    let_stand(one(editing.unit, Offer), OFFER_PROPOSED)
    editing.unit.session.commit()
    assert counts(editing.hosts(HOST)) == (1, 1, 0, 0, 1)
    assert one(editing.unit, Offer).status == "accepted"


def test_a_withdrawn_offer_stays_withdrawn(editing) -> None:
    editing.hosts(HOST)
    let_stand(one(editing.unit, Offer), OFFER_WITHDRAWN)
    editing.unit.session.commit()
    report = editing.hosts({**HOST, "Places": 4})
    assert (2, "N° offre", "offer withdrawn") in found(report.warnings)
    assert one(editing.unit, Offer).status == "withdrawn"


@pytest.mark.requirement("IM-13")
def test_no_file_brings_back_a_contact_whose_offers_were_all_withdrawn(editing) -> None:
    rows = [{**HOST, "N° offre": number} for number in ("H001", "H002")]
    editing.hosts(*rows)
    for offer in editing.unit.session.scalars(select(Offer)).all():
        withdraw_one(editing.unit, editing.edition, offer.id, version=offer.version, reason="Plus personne.")
    editing.unit.session.commit()
    report = editing.hosts(*({**row, "Places": 4} for row in rows))
    told = [each for each in found(report.warnings) if each[1] == "N° offre"]
    assert told == [(2, "N° offre", "offer withdrawn"), (3, "N° offre", "offer withdrawn")]
    assert counts(report) == (2, 2, 0, 0, 2)
    query = select(Registration.reference, Registration.status)
    assert editing.unit.session.execute(query).all() == [("H001", "withdrawn")]
    # Who comes with a new offer takes part by it alone.
    editing.hosts(*rows, {**HOST, "N° offre": "H003"})
    assert sorted(editing.unit.session.execute(query).all()) == [("H001", "withdrawn"), ("H003", "registered")]
    assert sorted(editing.unit.session.execute(select(Offer.reference, Offer.status)).all()) == [
        ("H001", "withdrawn"),
        ("H002", "withdrawn"),
        ("H003", "accepted"),
    ]


MARC = {"Personne de contact": "Marc Petit", "E-mail": "marc@spj.example"}
ADA = {"Personne de contact": "Ada Joris", "E-mail": "ada@spj.example"}
BEA = {"Personne de contact": "Bea Leroy", "E-mail": "bea@spj.example"}
FIRST, SECOND, THIRD = ({**HOST, "N° offre": number} for number in ("H001", "H002", "H003"))


@pytest.mark.parametrize(
    "steps",
    [
        ([{**FIRST, **ADA}, {**SECOND, **BEA}], [{**FIRST, **BEA}, {**SECOND, **ADA}]),
        ([{**FIRST, **ADA}, {**SECOND, **BEA}], [{**FIRST, **MARC}, {**SECOND, **MARC}]),
        ([{**FIRST, **ADA}], [{**FIRST, **MARC}, {**SECOND, **ADA}]),
        ([{**FIRST, **ADA}], [{**SECOND, **ADA}, {**FIRST, **MARC}]),
        ([{**FIRST, **ADA}, {**SECOND, **ADA}], [{**FIRST, **MARC}, {**SECOND, **BEA}]),
        ([{**FIRST, **ADA}, {**SECOND, **ADA}], [{**FIRST, **MARC}], [{**FIRST, **BEA}], [{**FIRST, **ADA}]),
        ([{**FIRST, **ADA}, {**SECOND, **ADA}], [{**FIRST, **ADA, "Service": "Autre"}], [{**SECOND, **MARC}]),
        ([{**FIRST, **ADA}, {**SECOND, **ADA}, {**THIRD, **BEA}], [{**FIRST, **BEA}, {**THIRD, **ADA}]),
    ],
)
def test_contacts_change_hands_and_every_offer_has_its_own(editing, steps) -> None:
    said = {}
    for rows in steps:
        assert editing.hosts(*rows).faults == ()
        said |= {row["N° offre"]: (row["Personne de contact"], row["Service"]) for row in rows}
        query = (
            select(Offer.reference, Person.first_name, Person.last_name, Organisation.name, Registration.status)
            .join(Registration, Registration.id == Offer.registration_id)
            .join(Person, Person.id == Registration.person_id)
            .join(Organisation, Organisation.id == Registration.organisation_id)
        )
        found_now = {
            reference: (f"{first} {last}", service, status)
            for reference, first, last, service, status in editing.unit.session.execute(query)
        }
        assert found_now == {reference: (*told, "registered") for reference, told in said.items()}
        before = editing.everything()
        assert counts(editing.hosts(*rows)) == (len(rows), len(rows), 0, len(rows), 0)
        assert editing.everything() == before
