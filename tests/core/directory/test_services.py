"""Institutions and services in bulk: found by folded name, made once, corrected by their steward only."""

from __future__ import annotations

from sqlalchemy import func, select

from core.directory.models import Organisation, OrganisationSector
from core.directory.queries import organisations_by_key
from core.directory.rules import OrganisationKey, PublicFacts, SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations

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
