"""A proposed institution becomes one of the directory, once; registrations and offers follow it (IM-07)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lunch.statuses import GONE
from sqlalchemy import func, select

from core.contract.acting import Actor, Grant
from core.directory.models import Organisation, OrganisationProposal
from core.directory.proposing import NewOrganisation, NoSuchOrganisationError, SaidInstitution
from core.directory.rules import SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations
from core.programme.models import Offer, Registration
from core.programme.proposals.queries import open_proposals
from core.programme.proposals.services import RegisteredTwiceError, UnknownProposalError, settle
from core.tenancy.models import Territory
from tests.core.programme.proposals.conftest import BASTIDE, NORTH, stands

pytestmark = pytest.mark.requirement("IM-07")


def entered(unit, name: str = "SSM Le Gué", service: str | None = None) -> SaidInstitution:
    said = SaidOrganisation(name, service, NORTH)
    found = enter_organisations(unit, plan_organisations(unit, [said], corrects=True))
    unit.session.commit()
    return SaidInstitution(found[said.key].id)


def where(unit, registration_id) -> tuple[object, ...]:
    row = unit.session.execute(
        select(Registration.organisation_id, Registration.territory_id, Offer.organisation_id, Offer.territory_id)
        .join(Offer, Offer.registration_id == Registration.id)
        .where(Registration.id == registration_id)
    ).one()
    return tuple(row)


def waiting(unit) -> list[tuple[str, int]]:
    return [(each.called, each.registrations) for each in open_proposals(unit)]


def only(unit):
    (each,) = open_proposals(unit)
    return each.id


@pytest.fixture
def north(unit_for):
    unit = unit_for()
    return unit.session.scalar(select(Territory.id).where(Territory.code == "north"))


def test_no_registration_writes_the_directory_and_two_name_one_proposal(unit_for, guest, north) -> None:
    first, second = guest("G001"), guest("G002", replace(BASTIDE, new=NewOrganisation("la bastide", None, NORTH)))
    unit = unit_for()
    assert waiting(unit) == [("La Bastide", 2)]
    assert unit.session.scalar(select(func.count()).select_from(Organisation)) == 0
    assert where(unit, first) == where(unit, second) == (None, north, None, north)


def test_accepted_as_new_all_who_named_it_stand_there(unit_for, guest, north) -> None:
    registrations = [guest("G001"), guest("G002")]
    unit = unit_for()
    proposal = only(unit)
    corrected = SaidInstitution(new=NewOrganisation("La Bastide asbl", "Équipe", NORTH))
    assert settle(unit, proposal, corrected) is True
    unit.session.commit()
    service = unit.session.scalars(select(Organisation).where(Organisation.name == "Équipe")).one()
    assert [where(unit, each) for each in registrations] == [(service.id, north, service.id, north)] * 2
    assert (service.street, service.steward_id) == ("Rue du Parc 81", unit.tenant.id)
    assert waiting(unit) == []
    assert settle(unit_for(), proposal, corrected) is False


def test_taken_for_one_that_is_there_nothing_is_entered(unit_for, guest, north) -> None:
    known = entered(unit_for())
    registration = guest("G001")
    unit = unit_for()
    settle(unit, only(unit), known)
    unit.session.commit()
    assert where(unit, registration) == (known.organisation_id, north, known.organisation_id, north)
    assert unit.session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_a_new_service_stands_at_its_institution_until_it_is_settled(unit_for, guest, north) -> None:
    known = entered(unit_for())
    registration = guest("G001", replace(known, service="Équipe mobile"))
    unit = unit_for()
    assert where(unit, registration)[0] == known.organisation_id
    settle(unit, only(unit), replace(known, service="Équipe mobile"))
    unit.session.commit()
    service = unit.session.scalars(select(Organisation).where(Organisation.parent_id.is_not(None))).one()
    assert (service.name, where(unit, registration)[0]) == ("Équipe mobile", service.id)


def test_what_the_directory_has_is_not_proposed(unit_for, edition) -> None:
    unit = unit_for()
    known = entered(unit, "La Bastide", "Équipe")
    institution = unit.session.get(Organisation, known.organisation_id)
    assert institution is not None
    assert stands(unit, edition, BASTIDE).organisation_id == institution.parent_id
    found = stands(unit, edition, SaidInstitution(institution.parent_id, "equipe"))
    assert (found.organisation_id, found.proposal_id) == (institution.id, None)
    assert unit.session.scalar(select(func.count()).select_from(OrganisationProposal)) == 0
    with pytest.raises(NoSuchOrganisationError):
        stands(unit, edition, SaidInstitution(edition.id))


def test_nobody_stands_twice_for_one_institution(unit_for, guest) -> None:
    known = entered(unit_for())
    registration = guest("G001", known)
    unit = unit_for()
    person = unit.session.scalars(select(Registration.person_id)).one()
    other = guest("G002", BASTIDE, person=person)
    with pytest.raises(RegisteredTwiceError) as raised:
        settle(unit, only(unit), known)
    unit.session.rollback()
    assert raised.value.references == ("G001", "G002")
    assert registration != other


def test_what_nobody_names_any_more_does_not_wait(unit_for, guest) -> None:
    guest("G001", status=GONE)
    assert waiting(unit_for()) == []


def test_the_referent_of_another_territory_and_another_tenant_find_nothing(unit_for, guest, north) -> None:
    guest("G001")
    proposal = only(unit_for())
    unit = unit_for()
    south = unit.session.scalar(select(Territory.id).where(Territory.code == "south"))
    for territory, module, seen in ((north, "lunch", 1), (south, "lunch", 0), (None, "other", 0), (None, None, 1)):
        actor = Actor("Ada", grants=(Grant("referent", module, territory),))
        acting = unit_for(actor=actor)
        assert len(open_proposals(acting)) == seen
        if not seen:
            with pytest.raises(UnknownProposalError):
                settle(acting, proposal, BASTIDE)
    with pytest.raises(UnknownProposalError):
        settle(unit_for("orchard"), proposal, BASTIDE)
