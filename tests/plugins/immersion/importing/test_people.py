"""Whom a row means: one person spelled otherwise, somebody who comes back, somebody whom the actor may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.models import Person
from core.contract.acting import REFERENT, Actor, Grant
from core.directory.models import Organisation
from core.programme.models import Registration
from core.tenancy.models import Territory
from core.tenancy.unit import Unit
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
from tests.together import at_once

IN_NAMUR = {"Province": "Namur", "Code postal du service": "5000", "Institution": "CPAS de Namur"}


@pytest.fixture
def referent(edition: Editing, unit_for: Callable[..., Unit]) -> Callable[..., Any]:
    """What the referent of Hainaut is told of rows of trainees, or of another kind."""
    hainaut = one(edition.unit, Territory, Territory.code == "hainaut")
    actor = Actor("Anne", grants=(Grant(REFERENT, territory_id=hainaut.id),))

    def told(*rows: dict[str, Any], kind: str = "trainees", editing: Editing = edition) -> list[tuple[int, str, str]]:
        unit = unit_for(actor=actor, now=datetime(2024, 3, 5, 9, tzinfo=UTC))
        return found(editing.load(kind, sheet_of(*rows), unit=unit).faults)

    return told


def people(edition: Editing) -> list[tuple[str, str, str | None]]:
    query = select(Person.first_name, Person.last_name, Person.phone).order_by(Person.last_name, Person.first_name)
    return [tuple(row) for row in edition.unit.session.execute(query)]


@pytest.mark.parametrize(
    "change",
    [
        {"Téléphone": "0499 99 99 99"},
        {"Prénom": "Autre"},
        {"N° demande": "S009"},
        {"N° demande": "S009", "Prénom": "Autre"},
    ],
)
def test_a_referent_neither_changes_nor_learns_who_exists_elsewhere(edition, referent, change: dict[str, Any]) -> None:
    """M2: whatever she tries with an address of somebody elsewhere, one fault that tells nothing is the answer."""
    edition.trainees({**TRAINEE, **IN_NAMUR})
    before = edition.everything()
    assert referent({**TRAINEE, **change}) == [(2, "N° demande", "not yours to import")]
    assert edition.everything() == before


def test_a_referent_is_told_the_same_of_people_of_earlier_years_and_of_contacts(edition, referent, unit_for) -> None:
    edition.trainees({**TRAINEE, **IN_NAMUR})
    later = Editing(unit_for(now=datetime(2024, 3, 5, 9, tzinfo=UTC)), code="2025")
    later.hosts(HOST, OTHER_HOST)
    assert referent({**TRAINEE, "N° demande": "S500"}, editing=later) == [(2, "N° demande", "not yours to import")]
    contact = {**HOST, "N° offre": "H009", "E-mail": OTHER_HOST["E-mail"], "Personne de contact": "Nathalie Leroy"}
    assert referent(contact, kind="hosts") == [(2, "N° offre", "not yours to import")]


def test_a_referent_goes_on_with_the_people_of_her_territory(edition, referent) -> None:
    edition.trainees(TRAINEE)
    assert referent({**TRAINEE, "Téléphone": "0499 99 99 99"}) == []
    assert ("Pauline", "Simon", "0499 99 99 99") in people(edition)
    assert referent({**TRAINEE, "N° demande": "S009"}) == [(2, "E-mail", "duplicate person")]


def test_who_moved_away_this_year_is_not_told_to_the_referent_who_knew_her(edition, referent, unit_for) -> None:
    edition.trainees(TRAINEE)
    later = Editing(unit_for(now=datetime(2024, 3, 5, 9, tzinfo=UTC)), code="2025")
    later.hosts(HOST, OTHER_HOST)
    later.trainees({**TRAINEE, **IN_NAMUR})
    assert referent({**TRAINEE, "N° demande": "S500"}, editing=later) == [(2, "N° demande", "not yours to import")]


def test_one_person_is_spelled_in_two_ways_in_two_files(edition) -> None:
    """10b: the contact as "PEETERS Nadia", then the trainee as Nadia Peeters; and either file again changes nothing."""
    contact = {**HOST, "Personne de contact": "PEETERS Nadia", "E-mail": "nadia@spj.example"}
    trainee = {**TRAINEE, "Prénom": "Nadia", "Nom": "Peeters", "E-mail": "Nadia@spj.example", "Téléphone": None}
    edition.hosts(contact, OTHER_HOST)
    assert found(edition.trainees(trainee).faults) == []
    assert ("Nadia", "Peeters", HOST["Téléphone"]) in people(edition)
    before = edition.everything()
    assert counts(edition.hosts(contact, OTHER_HOST)) == (2, 2, 0, 2, 0)
    assert counts(edition.trainees(trainee)) == (1, 1, 0, 1, 0)
    assert edition.everything() == before


def test_one_contact_is_spelled_in_two_ways_in_one_file(editing) -> None:
    """10c: the first spelling stands."""
    rows = [
        {**HOST, "Personne de contact": "Anne-Marie Leroy"},
        {**HOST, "N° offre": "H002", "Personne de contact": "Anne Marie Leroy"},
    ]
    assert counts(editing.hosts(*rows)) == (2, 2, 2, 0, 0)
    assert people(editing) == [("Anne-Marie", "Leroy", HOST["Téléphone"])]
    assert counts(editing.hosts(*rows)) == (2, 2, 0, 2, 0)


def test_who_withdrew_registers_again_beside_the_row_of_before(edition) -> None:
    edition.trainees(TRAINEE)
    withdrawal = {"N° demande": "S001", "Reçu le": datetime(2024, 3, 1), "Motif": "Malade"}  # noqa: DTZ001
    edition.withdrawals(withdrawal)
    again = {**TRAINEE, "N° demande": "S077"}
    report = edition.trainees(TRAINEE, again)
    assert (counts(report), report.faults) == ((2, 2, 1, 1, 0), ())
    query = select(Registration.reference, Registration.status).where(Registration.role == "trainee")
    assert sorted(edition.unit.session.execute(query).all()) == [("S001", "withdrawn"), ("S077", "registered")]
    assert found(edition.trainees({**TRAINEE, "N° demande": "S078"}).faults) == [(2, "E-mail", "duplicate person")]


@pytest.mark.parametrize(
    ("said", "language"), [("NL", "nl"), ("néerlandais", "nl"), ("Frans", "fr"), ("en-GB", "en"), (None, "fr")]
)
def test_a_column_says_in_which_language_somebody_is_written_to(edition, said: str | None, language: str) -> None:
    row = {**TRAINEE, "Langue": said}
    edition.trainees(row)
    assert one(edition.unit, Person, Person.last_name == "Simon").language == language
    assert counts(edition.trainees(row)) == (1, 1, 0, 1, 0)


def test_a_language_in_which_nobody_writes_is_a_warning(edition) -> None:
    report = edition.trainees({**TRAINEE, "Taal": "Klingon"})
    assert (found(report.faults), found(report.warnings)) == ([], [(2, "Taal", "unknown language")])


@pytest.mark.parametrize("said", ["9999-12-31", datetime(1824, 2, 20), "20/02/2204"])  # noqa: DTZ001
def test_a_day_that_cannot_be_true_is_a_fault(edition, said: Any) -> None:
    """L8: whoever registered on the last day of time could never withdraw."""
    assert found(edition.trainees({**TRAINEE, "Inscrit le": said}).faults) == [(2, "Inscrit le", "impossible day")]


def test_registrations_of_an_earlier_year_are_a_warning(unit_for) -> None:
    """Finding 7: the file of 2024 into the edition of 2025."""
    later = Editing(unit_for(now=datetime(2025, 3, 5, 9, tzinfo=UTC)), code="2025")
    report = later.hosts(HOST)
    assert (counts(report), found(report.warnings)[-1]) == (
        (1, 1, 1, 0, 0),
        (2, "Inscrit le", "older than the edition"),
    )


@pytest.mark.parametrize("reference", ["../../X", "S/1", ".", "a?b", "x" * 41])
def test_a_reference_that_has_no_page_is_a_fault(edition, reference: str) -> None:
    faults = found(edition.trainees({**TRAINEE, "N° demande": reference}).faults)
    assert faults == [(2, "N° demande", "not a reference")]


def test_a_column_that_is_missing_says_nothing(edition) -> None:
    """A file with fewer columns, such as a list of ours, erases nothing."""
    edition.trainees({**TRAINEE, "Langue": "NL"})
    before = edition.everything()
    short = {name: value for name, value in TRAINEE.items() if name not in ("Profession", "Attentes", "Service hôte")}
    assert counts(edition.trainees(short)) == (1, 1, 0, 1, 0)
    without = {"Description", "Professions", "Public (âges)", "Modalité", "Jours possibles", "Durée (jours)"}
    few = {name: value for name, value in HOST.items() if name not in without}
    assert counts(edition.hosts(few)) == (1, 1, 0, 1, 0)
    assert edition.everything() == before


def test_an_empty_cell_of_a_column_that_is_there_counts(edition) -> None:
    edition.trainees(TRAINEE)
    assert counts(edition.trainees({**TRAINEE, "Attentes": None})) == (1, 1, 0, 0, 1)


def test_the_same_new_people_at_once_in_two_editions_are_one_each(unit_for: Callable[..., Unit]) -> None:
    """L1: whoever comes second waits, and finds them there."""
    now = datetime(2025, 3, 5, 9, tzinfo=UTC)
    editions = [Editing(unit_for(now=now), code=code) for code in ("2024", "2025")]
    outcomes = at_once(*(partial(each.hosts, HOST, OTHER_HOST) for each in editions))
    assert [counts(report) for report in outcomes] == [(2, 2, 2, 0, 0)] * 2
    assert people(editions[0]) == [
        ("Nathalie", "Leroy", HOST["Téléphone"]),
        ("Véronique", "Van den Berg", HOST["Téléphone"]),
    ]


def test_a_referent_corrects_no_organisation_elsewhere(edition, referent) -> None:
    """M2: an offer of hers under the name of an institution of Namur does not move that institution."""
    edition.trainees({**OTHER_TRAINEE, **IN_NAMUR})
    moved = {
        **HOST,
        "N° offre": "H009",
        "Institution": OTHER_HOST["Institution"],
        "Service": None,
        "Adresse": "Ailleurs 1",
    }
    referent(moved, kind="hosts")
    place = one(edition.unit, Organisation, Organisation.name == OTHER_HOST["Institution"])
    assert (place.postal_code, place.street) == ("5000", OTHER_HOST["Adresse"])
