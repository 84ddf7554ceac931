"""Accept a proposed institution into the directory, or take it for one that is there; registrations follow (IM-07)."""

from __future__ import annotations

import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from core.audit.services import record
from core.contract.acting import require
from core.contract.standing import Standing
from core.database.base import refers
from core.directory.models import Organisation, OrganisationProposal
from core.directory.proposing import NoSuchOrganisationError, SaidInstitution
from core.directory.rules import SaidOrganisation
from core.directory.services import enter_organisations, plan_organisations
from core.programme.holding import hold_open
from core.programme.models import Edition, Offer, Registration
from core.programme.proposals.access import SETTLE
from core.programme.proposals.queries import within_reach
from core.tenancy.queries import territory_by_municipality
from core.tenancy.unit import Unit


class UnknownProposalError(Exception):
    """There is no such proposal, or it is not the actor's to settle."""


class RegisteredTwiceError(Exception):
    """Somebody would be registered twice for one institution: `references` are the registrations."""

    def __init__(self, references: tuple[str, ...]) -> None:
        super().__init__(f"registered twice: {', '.join(references)}")
        self.references = references


def settle(unit: Unit, proposal_id: uuid.UUID, said: SaidInstitution) -> bool:
    """Make of a proposal what was said: one of the directory, or a new one, which is entered into it.

    Registrations that name it, and their offers, get the organisation and its territory. Returns False when it was
    settled already: the second press, or a colleague, and nothing is done. Raises UnknownProposalError,
    RegisteredTwiceError, NoSuchOrganisationError, and what hold_open raises.
    """
    proposal = _held(unit, proposal_id)
    edition = hold_open(unit, proposal.edition_id)
    require(unit.actor, SETTLE, edition.module)
    if proposal.settled_at is not None:
        return False
    inside = unit.inside(edition)
    organisation = _made_of(inside, said)
    _refuse_twice(inside, proposal, organisation.id)
    place = territory_by_municipality(unit.session).get(organisation.nis or proposal.nis or "")
    _let_follow(inside, proposal, organisation.id, place)
    proposal.organisation_id, proposal.settled_at, proposal.settled_by = organisation.id, inside.now, unit.actor.name
    new = said.new is not None
    record(inside, "directory.proposal.settled", proposal.id, organisation=str(organisation.id), new=new)
    return True


def _held(unit: Unit, proposal_id: uuid.UUID) -> OrganisationProposal:
    query = (
        select(OrganisationProposal)
        .join(Edition, refers(OrganisationProposal.edition_id, Edition))
        .where(OrganisationProposal.id == proposal_id, within_reach(unit))
        .with_for_update(of=OrganisationProposal)
        .execution_options(populate_existing=True)
    )
    found = unit.session.scalar(query)
    if found is None:
        raise UnknownProposalError
    return found


def _made_of(unit: Unit, said: SaidInstitution) -> Organisation:
    if said.new is not None:
        entered = SaidOrganisation(said.new.name, said.new.service, said.new.facts)
    else:
        chosen = unit.session.get(Organisation, said.organisation_id) if said.organisation_id else None
        if chosen is None or chosen.rehearsal_id not in (None, unit.rehearsal):
            raise NoSuchOrganisationError
        if said.service is None or chosen.parent_id is not None:
            return chosen
        entered = SaidOrganisation(chosen.name, said.service)
    found = enter_organisations(unit, plan_organisations(unit, [entered], corrects=False))
    organisation = unit.session.get(Organisation, found[entered.key].id)
    assert organisation is not None  # noqa: S101 - it was entered just now.
    return organisation


def _refuse_twice(unit: Unit, proposal: OrganisationProposal, organisation_id: uuid.UUID) -> None:
    other = aliased(Registration)
    query = (
        select(Registration.reference, other.reference)
        .join(
            other,
            (other.edition_id == Registration.edition_id)
            & (other.role == Registration.role)
            & (other.person_id == Registration.person_id)
            & (other.id != Registration.id),
        )
        .where(
            Registration.proposal_id == proposal.id,
            Registration.standing != Standing.ENDED,
            other.standing != Standing.ENDED,
            other.organisation_id == organisation_id,
        )
    )
    twice = sorted({reference for pair in unit.session.execute(query) for reference in pair})
    if twice:
        raise RegisteredTwiceError(tuple(twice))


def _let_follow(
    unit: Unit, proposal: OrganisationProposal, organisation_id: uuid.UUID, territory_id: uuid.UUID | None
) -> None:
    ids = list(unit.session.scalars(select(Registration.id).where(Registration.proposal_id == proposal.id)))
    for change in (
        update(Registration).where(Registration.id.in_(ids)),
        update(Offer).where(Offer.registration_id.in_(ids)),
    ):
        where = change.values(organisation_id=organisation_id, territory_id=territory_id)
        unit.session.execute(where.execution_options(synchronize_session="fetch"))
