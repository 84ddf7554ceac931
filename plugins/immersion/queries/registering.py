"""Reads for whoever registers as a trainee by themselves: whether they may now, who they are, what there is already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, or_, select

from core.accounts.models import Account, Person
from core.accounts.people import facts_of
from core.accounts.rules import PersonFacts
from core.contract.acting import SIGNED_IN, NotAllowedError
from core.contract.standing import Standing
from core.database.base import refers
from core.database.session import TenantSession
from core.directory.models import Organisation, OrganisationProposal
from core.directory.names import Institution, called
from core.directory.proposing import NoSuchOrganisationError, SaidInstitution
from core.language.dates import day_of
from core.language.folding import fold
from core.programme.models import Edition, Registration
from core.site.queries import PublicEdition, public_edition
from core.site.services import page_called
from core.tenancy.unit import Unit
from plugins.immersion.choosing import Registering, registering
from plugins.immersion.enums import ParticipantKind, PhaseCode
from plugins.immersion.models import ImmersionRound, ImmersionTrainee

#: The page of the public site from which a trainee starts.
PAGE: Final = "immersion.become_trainee"
#: For so long after the last day a registration that was begun in time is taken.
GRACE: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class RegisteringNow:
    """Whether trainees can register today, until when; and if not, from when on."""

    state: Registering
    until: date | None
    opens_on: date | None
    #: On which day it opens for everybody, while it is open for host services alone.
    for_all_on: date | None
    shown: PublicEdition


def registering_now(unit: Unit, edition: Edition) -> RegisteringNow:
    """Return how registration stands on the edition's clock; two statements.

    What was begun in time is still taken for a while after the last day.
    """
    shown = public_edition(unit, edition)
    page = page_called(shown.module, PAGE)
    standing = shown.standing(page)
    day = unit.today if standing.open else day_of(unit.now - GRACE)
    open_phases = {each.kind for each in shown.phases if each.first_day <= day <= each.last_day}
    for_all = (each.first_day for each in shown.phases if each.kind == PhaseCode.TRAINEE_REGISTRATION)
    return RegisteringNow(
        state=registering(is_open=shown.standing_on(page, day).open, open_phases=open_phases),
        until=standing.until,
        opens_on=standing.opens_on,
        for_all_on=next((first for first in for_all if first > unit.today), None),
        shown=shown,
    )


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whoever registers: the address that they proved, and what the network knows of them."""

    name: str
    email: str
    email_key: str
    language: str
    #: None for somebody new.
    person: PersonFacts | None
    organisation_id: uuid.UUID | None


def newcomer(unit: Unit) -> Newcomer:
    """Return who is signed in, as the person they are in the network; two statements.

    Whoever has the address that they proved is that person: an import or a call brought them. Raises NotAllowedError
    for a unit in which nobody is signed in.
    """
    account = unit.session.get(Account, unit.actor.account_id) if unit.actor.account_id else None
    if account is None:
        raise NotAllowedError(SIGNED_IN)
    query = (
        select(Person)
        .where(or_(Person.account_id == account.id, Person.email_key == account.email_key))
        .where(Person.rehearsal_id.is_not_distinct_from(unit.rehearsal))
        .order_by((Person.account_id == account.id).desc().nulls_last(), Person.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    person = unit.session.scalar(query)
    return Newcomer(
        name=account.name,
        email=(person.email if person else None) or account.email,
        email_key=(person.email_key if person else None) or account.email_key,
        language=person.language if person else account.language,
        person=facts_of(person) if person else None,
        organisation_id=person.organisation_id if person else None,
    )


@dataclass(frozen=True, slots=True)
class There:
    """A registration as a trainee that somebody has in an edition, and for which organisation."""

    id: uuid.UUID
    reference: str
    #: None for one that is proposed, which `proposed_key` names.
    institution_id: uuid.UUID | None
    proposed_key: str | None
    organisation: str


def there_already(unit: Unit, edition_id: uuid.UUID, person_id: uuid.UUID | None) -> Sequence[There]:
    """Return as what somebody takes part as a trainee, the first first; one statement, none for somebody new."""
    if person_id is None:
        return ()
    query = (
        select(Registration.id, Registration.reference, Institution.id, OrganisationProposal.name_key)
        .add_columns(func.coalesce(func.nullif(called(), ""), OrganisationProposal.name))
        .outerjoin_from(Registration, Organisation)
        .outerjoin(Institution, Institution.id == Organisation.institution_id)
        .outerjoin(OrganisationProposal, refers(Registration.proposal_id, OrganisationProposal))
        .where(
            Registration.edition_id == edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.person_id == person_id,
            Registration.standing != Standing.ENDED,
        )
        .order_by(Registration.id)
    )
    return [There(*row) for row in unit.session.execute(query)]


@dataclass(frozen=True, slots=True)
class SaidWhere:
    """For which institution somebody registers: one of the directory by its id, or a new one; and what it is called."""

    institution_id: uuid.UUID | None
    name: str

    def is_for(self, there: There) -> bool:
        """Say whether somebody takes part for it already."""
        if self.institution_id is None:
            return there.proposed_key == fold(self.name)
        return there.institution_id == self.institution_id


def said_where(unit: Unit, said: SaidInstitution) -> SaidWhere:
    """Return the institution that somebody chose or named; raises NoSuchOrganisationError for one that is not there."""
    if said.new is not None:
        return SaidWhere(_institution_named(unit, said.new.name), said.new.name)
    query = (
        select(Institution.id, Institution.name)
        .join_from(Organisation, Institution, Institution.id == Organisation.institution_id)
        .where(Organisation.id == said.organisation_id)
        .where(or_(Organisation.rehearsal_id.is_(None), Organisation.rehearsal_id == unit.rehearsal))
    )
    found = unit.session.execute(query).first()
    if found is None:
        raise NoSuchOrganisationError
    return SaidWhere(*found)


def _institution_named(unit: Unit, name: str) -> uuid.UUID | None:
    query = (
        select(Organisation.id)
        .where(Organisation.parent_id.is_(None), Organisation.name_key == fold(name))
        .where(or_(Organisation.rehearsal_id.is_(None), Organisation.rehearsal_id == unit.rehearsal))
        .order_by(Organisation.rehearsal_id.nulls_last())
        .limit(1)
    )
    return unit.session.scalar(query)


def hold_rounds(session: TenantSession, edition_id: uuid.UUID) -> None:
    """Let nobody open a round while somebody's choices change; locked before registrations, as ever."""
    rounds = select(ImmersionRound.id).where(ImmersionRound.edition_id == edition_id).order_by(ImmersionRound.id)
    session.execute(rounds.with_for_update(read=True)).all()


def profession_before(unit: Unit, person_id: uuid.UUID) -> str | None:
    """Return the profession that somebody said when they last took part as a trainee; one statement."""
    query = (
        select(ImmersionTrainee.profession)
        .join_from(ImmersionTrainee, Registration)
        .where(Registration.person_id == person_id)
        .order_by(Registration.id.desc())
        .limit(1)
    )
    return unit.session.scalar(query)
