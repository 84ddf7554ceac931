"""Reads of proposed institutions, for those who settle them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select

from core.accounts.models import Person
from core.contract.standing import Standing
from core.database.base import refers
from core.directory.models import OrganisationProposal
from core.programme.models import Edition, Registration
from core.programme.proposals.access import SETTLE
from core.tenancy.access import reached
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposed institution that waits, with how many registrations name it."""

    id: uuid.UUID
    name: str
    service: str | None
    street: str | None
    postal_code: str | None
    module: str
    edition_code: str
    proposed_at: datetime
    registrations: int

    @property
    def called(self) -> str:
        """The institution and its service."""
        return ", ".join(filter(None, (self.name, self.service)))


@dataclass(frozen=True, slots=True)
class Naming:
    """A registration that names a proposed institution."""

    reference: str
    name: str
    email: str | None


def open_proposals(unit: Unit, proposal_id: uuid.UUID | None = None) -> Sequence[Proposed]:
    """Return what waits for the actor and is named by somebody who takes part, the oldest first; one statement."""
    count = (
        select(func.count(Registration.id))
        .where(refers(Registration.proposal_id, OrganisationProposal), Registration.standing != Standing.ENDED)
        .scalar_subquery()
    )
    query = (
        select(
            OrganisationProposal.id,
            OrganisationProposal.name,
            OrganisationProposal.service,
            OrganisationProposal.street,
            OrganisationProposal.postal_code,
            Edition.module,
            Edition.code,
            OrganisationProposal.proposed_at,
            count,
        )
        .join(Edition, refers(OrganisationProposal.edition_id, Edition))
        .where(within_reach(unit), OrganisationProposal.settled_at.is_(None), _named())
        .order_by(OrganisationProposal.proposed_at, OrganisationProposal.id)
    )
    if proposal_id is not None:
        query = query.where(OrganisationProposal.id == proposal_id)
    return [Proposed(*row) for row in unit.session.execute(query)]


def named_by(unit: Unit, proposal_id: uuid.UUID) -> Sequence[Naming]:
    """Return who names a proposed institution and takes part, by reference; one statement."""
    query = (
        select(Registration.reference, Person.first_name, Person.last_name, Person.email)
        .join(Person, refers(Registration.person_id, Person))
        .where(Registration.proposal_id == proposal_id, Registration.standing != Standing.ENDED)
        .order_by(Registration.reference)
    )
    return [
        Naming(reference, " ".join(filter(None, (first, last))), email)
        for reference, first, last, email in unit.session.execute(query)
    ]


def within_reach(unit: Unit) -> ColumnElement[bool]:
    """Return the criterion of the proposals that the actor may settle; Edition is joined."""
    return reached(unit.actor, SETTLE, module=Edition.module, territory=OrganisationProposal.territory_id)


def _named() -> ColumnElement[bool]:
    return exists().where(
        and_(refers(Registration.proposal_id, OrganisationProposal), Registration.standing != Standing.ENDED)
    )
