"""The directory searched as people type, in one statement; what may be a duplicate; what is not seen."""

from __future__ import annotations

import pytest

from core.directory.rules import PublicFacts, SaidOrganisation
from core.directory.search import MOST_SHOWN, find_organisations, organisations_by_id, probable_duplicates
from core.directory.services import enter_organisations, plan_organisations
from core.programme.states import EditionState
from tests.editions import edition_in

MONS = PublicFacts("Rue du Parc 81", "7000", "53053", frozenset({"youth-care"}))
NAMUR = PublicFacts("Rue Haute 1", "5000", "92094", frozenset({"disability"}))


def enter(unit, *said: SaidOrganisation):
    found = enter_organisations(unit, plan_organisations(unit, said, corrects=True))
    unit.session.commit()
    return found


@pytest.fixture
def directory(unit_for) -> None:
    enter(
        unit_for(),
        SaidOrganisation("CPAS de Mons", None, MONS),
        SaidOrganisation("CPAS de Namur", None, NAMUR),
        SaidOrganisation("L’Écluse ASBL", "Équipe mobile", MONS),
        SaidOrganisation("Centre de guidance de Namur", None, NAMUR),
    )


@pytest.mark.requirement("IM-07")
@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("OCMW Bergen", ["CPAS de Mons"]),
        ("namen ocmw", ["CPAS de Namur"]),
        ("ecluse", ["L’Écluse ASBL", "L’Écluse ASBL, Équipe mobile"]),
        ("mobile ecluze", ["L’Écluse ASBL, Équipe mobile"]),
        ("5000", ["Centre de guidance de Namur", "CPAS de Namur"]),
        ("guidance namur", ["Centre de guidance de Namur"]),
        ("%", []),
        ("e", []),
        ("", []),
        ("le la de", []),
        ("xyzzy", []),
    ],
)
def test_words_in_any_order_and_language_find_it(unit_for, directory, typed: str, names: list[str]) -> None:
    assert sorted(one.name for one in find_organisations(unit_for().session, typed)) == sorted(names)


def test_it_takes_one_statement_and_shows_no_more_than_a_page(unit_for, statements) -> None:
    unit = unit_for()
    enter(unit, *(SaidOrganisation(f"Centre {number}", None, MONS) for number in range(200)))
    unit.session.connection()  # The beginning of a transaction is a statement of its own.
    with statements() as sent:
        found = find_organisations(unit.session, "centre mons")
    assert (len(found), sent.count) == (MOST_SHOWN, 1)
    assert (found[0].where("fr"), found[0].where("nl")) == ("7000 Mons", "7000 Bergen")


@pytest.mark.parametrize(
    ("name", "nis", "names"),
    [
        ("OCMW Mons", "53053", ["CPAS de Mons"]),
        ("OCMW Mons", "92094", ["CPAS de Mons"]),
        ("CPAS", "53053", []),
        ("Écluse", "92094", ["L’Écluse ASBL"]),
        ("La Bastide", "53053", []),
    ],
)
def test_probable_duplicates_are_institutions_alike(unit_for, directory, name: str, nis: str, names: list[str]) -> None:
    assert [one.name for one in probable_duplicates(unit_for().session, name, nis)] == names


def test_what_a_rehearsal_has_is_seen_in_it_alone(unit_for) -> None:
    unit = unit_for()
    edition = edition_in(unit, "2024", EditionState.REHEARSAL)
    unit.session.flush()
    found = enter(unit.inside(edition), SaidOrganisation("La Bastide", None, MONS))
    ids = [one.id for one in found.values()]
    elsewhere = unit_for("orchard").session
    assert [len(find_organisations(unit.session, "bastide", rehearsal=each)) for each in (None, edition.id)] == [0, 1]
    assert [len(organisations_by_id(unit.session, ids, rehearsal=each)) for each in (None, edition.id)] == [0, 1]
    assert find_organisations(elsewhere, "bastide", rehearsal=edition.id) == []
    assert organisations_by_id(unit.session, []) == []
