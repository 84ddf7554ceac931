"""Trainees: each clause of the check, what is written, and that the same again changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.accounts.models import Person
from core.audit.models import AuditEntry
from core.contract.acting import REFERENT, Actor, Grant
from core.directory.models import Organisation, OrganisationSector
from core.programme.models import Registration
from core.tenancy.models import Territory
from plugins.immersion.models import ImmersionChoice, ImmersionTrainee
from tests.plugins.immersion.importing.sheets import (
    HOST,
    OTHER_HOST,
    OTHER_TRAINEE,
    TRAINEE,
    Editing,
    counts,
    found,
    one,
    sheet_of,
)


def faults_of(edition, *rows):
    return found(edition.trainees(*rows).faults)


def warnings_of(edition, *rows):
    report = edition.trainees(*rows, dry_run=True)
    assert report.faults == ()
    return found(report.warnings)


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("N° demande", None, "required"),
        ("Prénom", None, "required"),
        ("Nom", "   ", "required"),
        ("Nom", "\u200b", "required"),
        ("Nom", "D" * 251, "too long"),
        ("Attentes", "a" * 5001, "too long"),
        ("E-mail", "pas-une-adresse", "invalid e-mail"),
        ("Institution", None, "required"),
        ("Code postal du service", None, "required"),
        ("Code postal du service", "99999", "unknown postal code"),
        ("Code postal du service", "1050", "postal code of two municipalities"),
        ("Service hôte", "peut-être", "not yes or no"),
        ("Choix 1", None, "first choice missing"),
        ("Choix 1", "H999", "unknown offer"),
        ("Choix 2", "h001", "same choice twice"),
        ("Choix 2", "H999", "unknown offer"),
        ("Choix 4", "H002", "too many choices"),
        ("Institution", "spj le gue (MONS)", "own institution"),
        ("Inscrit le", None, "required"),
        ("Inscrit le", "31/02/2024", "invalid date"),
    ],
)
def test_each_faulty_cell_is_named(edition, column: str, cell, fault: str) -> None:
    where = "Choix 1" if fault == "own institution" else column
    assert faults_of(edition, {**TRAINEE, column: cell}, {**OTHER_TRAINEE}) == [(2, where, fault)]
    assert edition.unit.session.scalars(select(Registration.id).where(Registration.role == "trainee")).all() == []


def test_every_faulty_cell_of_a_row_is_named_at_once(edition) -> None:
    row = {**TRAINEE, "Nom": None, "E-mail": "x", "Choix 1": None, "Choix 2": "H9", "Inscrit le": "demain"}
    assert faults_of(edition, row) == [
        (2, "Nom", "required"),
        (2, "E-mail", "invalid e-mail"),
        (2, "Choix 1", "first choice missing"),
        (2, "Choix 2", "unknown offer"),
        (2, "Inscrit le", "invalid date"),
    ]


def test_the_later_row_carries_the_fault(edition) -> None:
    same_person = {**OTHER_TRAINEE, "Prénom": "PAULINE", "Nom": "simon", "E-mail": TRAINEE["E-mail"].upper()}
    same_address = {**OTHER_TRAINEE, "E-mail": TRAINEE["E-mail"]}
    assert faults_of(edition, TRAINEE, same_person) == [(3, "E-mail", "duplicate person")]
    assert faults_of(edition, TRAINEE, same_address) == [(3, "E-mail", "shared address")]
    assert faults_of(edition, TRAINEE, {**OTHER_TRAINEE, "N° demande": "s001 "}) == [
        (3, "N° demande", "repeated reference")
    ]


def test_people_who_are_there_already_count_too(edition) -> None:
    edition.trainees(TRAINEE)
    again = {**TRAINEE, "N° demande": "S099"}
    assert faults_of(edition, again) == [(2, "E-mail", "duplicate person")]
    assert faults_of(edition, {**again, "Nom": "Autre"}) == [(2, "E-mail", "shared address")]
    assert faults_of(edition, {**again, "E-mail": None}) == []


def test_a_contact_of_a_host_may_be_a_trainee_and_is_one_person(edition) -> None:
    contact = {**TRAINEE, "Prénom": "Nathalie", "Nom": "Leroy", "E-mail": "nathalie@imp.example", "Choix 2": None}
    assert counts(edition.trainees(contact)) == (1, 1, 1, 0, 0)
    ids = edition.unit.session.scalars(select(Registration.person_id)).all()
    assert len(ids) == 3
    assert len(set(ids)) == 2


@pytest.mark.requirement("IM-08")
def test_what_is_written(edition) -> None:
    row = {**TRAINEE, "Prénom": "  Thérèse ", "Nom": "=CMD()", "Service hôte": "OUI", "Code postal du service": 7030.0}
    edition.trainees(row)
    unit = edition.unit
    registration = one(unit, Registration, Registration.role == "trainee")
    person = one(unit, Person, Person.id == registration.person_id)
    organisation = one(unit, Organisation, Organisation.id == registration.organisation_id)
    details = one(unit, ImmersionTrainee)
    territory = one(unit, Territory, Territory.id == registration.territory_id)
    assert (person.first_name, person.last_name, person.email, person.phone, person.language) == (
        "Thérèse",
        "=CMD()",
        "pauline.simon@cpas.example",
        "+32 484 98 23 67",
        "fr",
    )
    assert (registration.reference, registration.status) == ("S001", "registered")
    assert registration.registered_at == datetime(2024, 2, 20, 9, 28, tzinfo=UTC)
    assert (organisation.name, organisation.postal_code, organisation.institution_id) == (
        "CPAS de Mons",
        "7030",
        organisation.id,
    )
    assert territory.code == "hainaut"
    assert (details.profession, details.said_host_service, details.expectations) == ("lawyer", True, "Créer du lien")


@pytest.mark.requirement("IM-11")
def test_choices_are_a_first_wave_in_their_order(edition) -> None:
    edition.trainees({**TRAINEE, "Choix 1": "h002", "Choix 2": None, "Choix 3": "H001"})
    rows = edition.unit.session.execute(
        select(ImmersionChoice.wave, ImmersionChoice.rank, ImmersionChoice.current, ImmersionChoice.received_at)
    ).all()
    assert rows == [
        (1, 1, True, datetime(2024, 2, 20, 9, 28, tzinfo=UTC)),
        (1, 2, True, datetime(2024, 2, 20, 9, 28, tzinfo=UTC)),
    ]


@pytest.mark.requirement("IM-17")
def test_priority_follows_from_an_accepted_offer_and_a_difference_is_a_warning(edition) -> None:
    host = {**TRAINEE, "Institution": "IMP La Marelle (Namur)", "Choix 2": None}
    assert warnings_of(edition, {**TRAINEE, "Service hôte": "oui"}) == [
        (2, "Service hôte", "host service said, no accepted offer")
    ]
    assert warnings_of(edition, {**host, "Service hôte": "non"}) == [(2, "Service hôte", "accepted offer, not said")]
    assert warnings_of(edition, {**host, "Service hôte": "oui"}) == []
    assert warnings_of(edition, {**host, "Service hôte": None}) == []


def test_what_a_person_should_look_at(edition) -> None:
    assert warnings_of(edition, {**TRAINEE, "Province": "Namur"}) == [
        (2, "Province", "province differs from the postal code")
    ]
    assert warnings_of(edition, {**TRAINEE, "Province": "Henegouwen"}) == []
    assert warnings_of(edition, {**TRAINEE, "Province": None, "Code postal du service": "9000"}) == [
        (2, "Code postal du service", "outside the network")
    ]
    assert warnings_of(edition, {**TRAINEE, "Secteur": "Cirque", "Profession": "jongleuse"}) == [
        (2, "Secteur", "unknown sector"),
        (2, "Profession", "unknown profession"),
    ]
    assert warnings_of(edition, {**TRAINEE, "Choix 2": None, "Choix 3": "H002"}) == [
        (2, "Choix 3", "gap in the choices")
    ]
    assert warnings_of(edition, {**TRAINEE, "Taille": 42}) == [(1, "Taille", "unknown column")]


def test_the_same_cells_again_change_nothing(edition) -> None:
    edition.trainees(TRAINEE, OTHER_TRAINEE)
    before = edition.everything()
    assert counts(edition.trainees(TRAINEE, OTHER_TRAINEE)) == (2, 2, 0, 2, 0)
    assert counts(edition.trainees({**TRAINEE, "N° demande": " s001", "Institution": "cpas DE mons"})) == (
        1,
        1,
        0,
        1,
        0,
    )
    assert edition.everything() == before


@pytest.mark.parametrize(
    ("column", "cell", "changed"),
    [
        ("Prénom", "Paula", "name"),
        ("E-mail", "paula@cpas.example", "email"),
        ("Téléphone", "081 00 00 00", "phone"),
        ("Institution", "CPAS de Namur", "institution"),
        ("Service", "Équipe sociale", "institution"),
        ("Code postal du service", "5000", "postal_code"),
        ("Profession", "psychologue", "profession"),
        ("Service hôte", None, "host_service"),
        ("Choix 2", None, "choices"),
        ("Attentes", None, "expectations"),
        ("Inscrit le", "21/02/2024 09:00", "registered_at"),
    ],
)
def test_another_cell_updates_the_same_registration(edition, column: str, cell, changed: str) -> None:
    edition.trainees(TRAINEE, OTHER_TRAINEE)
    registration = one(edition.unit, Registration, Registration.reference == "S001")
    row = {**TRAINEE, column: cell}
    assert counts(edition.trainees(row, OTHER_TRAINEE)) == (2, 2, 0, 1, 1)
    entry = edition.unit.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "immersion.trainees.imported").order_by(AuditEntry.id.desc())
    ).first()
    assert changed in entry.details["updated"]["S001"]
    assert one(edition.unit, Registration, Registration.reference == "S001").id == registration.id
    before = edition.everything()
    assert counts(edition.trainees(row, OTHER_TRAINEE)) == (2, 2, 0, 2, 0)
    assert edition.everything() == before


def test_a_new_name_at_a_new_address_is_another_person_under_the_same_number(edition) -> None:
    edition.trainees(TRAINEE)
    old = one(edition.unit, Registration, Registration.reference == "S001").person_id
    edition.trainees({**TRAINEE, "Prénom": "Ada", "Nom": "Joris", "E-mail": "ada@cpas.example"})
    assert one(edition.unit, Registration, Registration.reference == "S001").person_id != old
    assert one(edition.unit, Person, Person.id == old).last_name == "Simon"


def test_an_empty_cell_does_not_erase_an_address(edition) -> None:
    edition.trainees(TRAINEE)
    assert counts(edition.trainees({**TRAINEE, "E-mail": None, "Téléphone": None})) == (1, 1, 0, 1, 0)
    person = one(edition.unit, Person, Person.last_name == "Simon")
    assert (person.email, person.phone) == (TRAINEE["E-mail"], TRAINEE["Téléphone"])


def test_first_choices_are_history_once_there_are_newer_ones(edition) -> None:
    edition.trainees(TRAINEE)
    edition.choices({"N° demande": "S001", "Choix 1": "H002", "Reçu le": "28/03/2024 10:00"})
    assert counts(edition.trainees(TRAINEE)) == (1, 1, 0, 1, 0)
    other = {**TRAINEE, "Choix 1": "H002", "Choix 2": "H001"}
    assert faults_of(edition, other) == [(2, "Choix 1", "older than the current choices")]


def test_a_trainee_file_only_fills_what_the_directory_lacks(edition) -> None:
    host = {
        **TRAINEE,
        "Institution": "SPJ Le Gué (Mons)",
        "Choix 1": "H002",
        "Choix 2": None,
        "Secteur": "Enseignement",
    }
    edition.trainees(host)
    unit = edition.unit
    institution = one(unit, Organisation, Organisation.name == "SPJ Le Gué (Mons)")
    assert institution.postal_code == "7030"  # Only its service had an address.
    edition.trainees({**host, "Code postal du service": "7000", "Secteur": "Handicap"})
    assert one(unit, Organisation, Organisation.id == institution.id).postal_code == "7030"
    sectors = select(OrganisationSector.sector).where(OrganisationSector.organisation_id == institution.id)
    assert unit.session.scalars(sectors).all() == ["education"]


def test_a_referent_imports_into_her_territory_only(edition, unit_for) -> None:
    hainaut = one(edition.unit, Territory, Territory.code == "hainaut")
    actor = Actor("Anne", grants=(Grant(REFERENT, territory_id=hainaut.id),))
    namur = {**OTHER_TRAINEE, "Province": "Namur", "Code postal du service": "5000"}
    report = edition.load("trainees", sheet_of(TRAINEE, namur), unit=unit_for(actor=actor), valid_only=True)
    assert found(report.faults) == [(3, "Code postal du service", "outside your territory")]
    assert counts(report) == (2, 1, 1, 0, 0)
    edition.trainees(TRAINEE, namur)
    moved = {**OTHER_TRAINEE}
    report = edition.load("trainees", sheet_of(moved), unit=unit_for(actor=actor))
    assert found(report.faults) == [(2, "N° demande", "not yours to import")]


def test_a_person_is_known_from_an_earlier_edition(edition, unit_for) -> None:
    edition.trainees(TRAINEE)
    later = Editing(unit_for(), code="2025")
    later.hosts(HOST, OTHER_HOST)
    assert counts(later.trainees({**TRAINEE, "N° demande": "S500"})) == (1, 1, 1, 0, 0)
    assert len(later.unit.session.scalars(select(Person.id).where(Person.last_name == "Simon")).all()) == 1


def test_headers_in_dutch(edition) -> None:
    dutch = {
        "Nr. aanvraag": "S001",
        "Voornaam": "Ada",
        "Naam": "Joris",
        "E-mailadres": "geen adres",
        "Instelling": "CGG Prisma",
        "Postcode": 5000,
        "Gastdienst": "nee",
        "Keuze 1": "H001",
        "Ingeschreven op": "20/02/2024",
    }
    assert faults_of(edition, dutch) == [(2, "E-mailadres", "invalid e-mail")]
    assert counts(edition.trainees({**dutch, "E-mailadres": "ada@cgg.example"})) == (1, 1, 1, 0, 0)
