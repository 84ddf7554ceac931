"""Institutions and services in bulk: found by folded name, made once, corrected by their steward only."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import ProgrammingError

from core.database.base import uuid7
from core.directory.models import Organisation, OrganisationSector
from core.directory.queries import organisations_by_key
from core.directory.rules import OrganisationKey, PublicFacts, SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations
from tests.editions import edition_in

MONS = PublicFacts("Rue du Parc 81", "7000", "53053", frozenset({"youth-care", "mental-health"}))
NAMUR = PublicFacts("Rue Haute 1", "5000", "92094", frozenset({"disability"}))


def enter(unit, *said: SaidOrganisation, corrects: bool = True):
    found = enter_organisations(unit, plan_organisations(unit, said, corrects=corrects))
    unit.session.commit()
    return found


def test_an_institution_with_its_service_is_made_once(unit_for) -> None:
    unit = unit_for()
    found = enter(unit, SaidOrganisation("SPJ Le Gué", "Équipe mobile", MONS), SaidOrganisation("spj le gue"))
    institution = found[OrganisationKey("spj le gue")]
    service = found[OrganisationKey("spj le gue", "equipe mobile")]
    assert service.institution_id == institution.id == institution.institution_id
    assert (service.facts, institution.facts) == (MONS, PublicFacts())
    assert service.steward_id == unit.tenant.id
    again = plan_organisations(unit, [SaidOrganisation("SPJ LE GUÉ", "equipe mobile", MONS)], corrects=True)
    assert (again.missing, again.changed) == ({}, {})
    assert unit.session.scalar(select(func.count()).select_from(Organisation)) == 2


def test_services_of_the_same_name_belong_to_their_own_institutions(unit_for) -> None:
    found = enter(unit_for(), SaidOrganisation("A", "Équipe", MONS), SaidOrganisation("B", "Équipe", NAMUR))
    assert len({one.id for one in found.values()}) == 4
    keys = {OrganisationKey("a", "equipe"), OrganisationKey("b", "autre")}
    assert set(organisations_by_key(unit_for().session, keys)) == {
        OrganisationKey("a"),
        OrganisationKey("b"),
        OrganisationKey("a", "equipe"),
    }


def test_the_steward_corrects_and_others_only_fill(unit_for) -> None:
    ours, theirs = unit_for(), unit_for("orchard")
    enter(
        ours,
        SaidOrganisation("A", None, MONS),
        SaidOrganisation("B", None, PublicFacts(postal_code="7000", nis="53053")),
    )
    found = enter(theirs, SaidOrganisation("A", None, NAMUR), SaidOrganisation("B", None, NAMUR))
    assert found[OrganisationKey("a")].facts == MONS
    here = organisations_by_key(ours.session, {OrganisationKey("b")})[OrganisationKey("b")]
    assert here.facts == PublicFacts(None, "7000", "53053", frozenset({"disability"}))
    assert here.steward_id == ours.tenant.id
    enter(ours, SaidOrganisation("A", None, NAMUR), corrects=False)
    enter(ours, SaidOrganisation("A", None, NAMUR))
    assert organisations_by_key(ours.session, {OrganisationKey("a")})[OrganisationKey("a")].facts == NAMUR
    sectors = select(OrganisationSector.sector).join(Organisation).where(Organisation.name_key == "a")
    assert ours.session.scalars(sectors).all() == ["disability"]


def test_what_somebody_enters_meanwhile_is_used(unit_for) -> None:
    ours, theirs = unit_for(), unit_for("orchard")
    plan = plan_organisations(ours, [SaidOrganisation("A", "Équipe", MONS)], corrects=True)
    ours.session.rollback()
    there = enter(theirs, SaidOrganisation("A", None, NAMUR))
    found = enter_organisations(ours, plan)
    ours.session.commit()
    assert found[OrganisationKey("a")].id == there[OrganisationKey("a")].id
    assert found[OrganisationKey("a", "equipe")].institution_id == there[OrganisationKey("a")].id


def test_a_fixed_number_of_statements(unit_for, statements) -> None:
    unit = unit_for()
    unit.session.rollback()  # Each count begins with a transaction of its own.

    def count(size: int, facts: PublicFacts) -> int:
        with statements() as sent:
            enter(unit, *(SaidOrganisation(f"{size} {number}", "Équipe", facts) for number in range(size)))
        return int(sent.count)

    assert count(1, MONS) == count(300, MONS)
    assert count(1, NAMUR) == count(300, NAMUR)


@pytest.mark.requirement("IM-25")
def test_what_a_rehearsal_enters_is_of_that_rehearsal_and_changes_nothing_of_the_directory(unit_for) -> None:
    unit, other = unit_for(), unit_for("orchard")
    a, b = OrganisationKey("a"), OrganisationKey("b")
    real = enter(unit, SaidOrganisation("A", None, MONS))[a]
    first, second = (unit.inside(edition_in(unit, code, "rehearsal")) for code in ("2024", "2025"))
    there = enter(first, SaidOrganisation("A", None, NAMUR), SaidOrganisation("B", "Équipe", NAMUR))
    assert there[a] == real
    assert there[OrganisationKey("b", "equipe")].institution_id == there[b].id
    for here in (unit, second, other):
        assert set(plan_organisations(here, [SaidOrganisation("B")], corrects=True).missing) == {b}
    found = [enter(here, SaidOrganisation("B"))[b].id for here in (unit, second, other)]
    assert found[0] == found[2] == found[1]
    assert enter(first, SaidOrganisation("B"))[b].id == there[b].id


@pytest.mark.requirement("IM-25")
def test_the_database_shows_and_gives_a_rehearsals_organisations_to_its_tenant_alone(unit_for) -> None:
    unit, other = unit_for(), unit_for("orchard")
    edition = edition_in(unit, "2024", "rehearsal")
    enter(unit, SaidOrganisation("A"))
    enter(unit.inside(edition), SaidOrganisation("B", "Équipe", MONS))
    names = select(Organisation.name).order_by(Organisation.name)
    assert [each.session.scalars(names).all() for each in (unit, other)] == [["A", "B", "Équipe"], ["A"]]
    for each in (other, unit):
        gone = each.session.execute(delete(Organisation).execution_options(synchronize_session=False)).rowcount
        assert gone == (2 if each is unit else 0)
    assert unit.session.scalars(names).all() == ["A"]
    with pytest.raises(ProgrammingError, match="permission denied"):
        unit.session.execute(update(Organisation).values(rehearsal_id=edition.id))
    unit.session.rollback()
    row = {"id": uuid7(), "name": "C", "name_key": "c", "steward_id": unit.tenant.id, "rehearsal_id": edition.id}
    with pytest.raises(ProgrammingError, match="row-level security"):
        other.session.execute(insert(Organisation).values(institution_id=row["id"], **row))
