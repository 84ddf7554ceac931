"""Reads of rounds for their pages: the list, one round, and what is to know before and after it."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import defer

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.audit.models import AuditEntry
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.jobs.models import JobRun
from core.programme.models import Offer, Registration
from core.programme.rules import PhaseDates
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import MANAGE_ROUNDS, READ_TRAINEES, visible_trainees
from plugins.immersion.enums import OfferStatus, ParticipantKind, Pool, RegistrationStatus, RoundState
from plugins.immersion.errors import ImmersionError, PreviousRoundError, RegistrationOpenError, UnknownRoundError
from plugins.immersion.models import ImmersionPlacement, ImmersionRound
from plugins.immersion.rules import (
    is_last_round,
    last_registration_day,
    registrations_closed_for,
    unpublished_before,
)

CHOICES_ASKED = "immersion.round.choices_asked"
SERVICE = service_name()


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """What a round decided on and gave: people in its pool, and those it gives or gave a place."""

    pool: int
    placed: int


class Host(NamedTuple):
    """The title of an offer, whose it is, and where; all None for an offer that is gone."""

    title: str | None
    name: str | None
    territory_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a round decides for one person; `name` is None for a reader who may not see them.

    `rank` is which of their choices it is, from 1; it and the offer's facts are None for somebody without a place.
    """

    reference: str
    name: str | None
    priority: bool
    choices: tuple[str, ...]
    rank: int | None = None
    offer: str | None = None
    title: str | None = None
    host: str | None = None
    territory_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Proposal:
    """The decisions of a round, by reference, and the six counts by which it was chosen (docs/matching.md)."""

    decisions: tuple[Decision, ...]
    vector: tuple[int, ...]
    objective: str

    @cached_property
    def placed(self) -> tuple[Decision, ...]:
        """Those who get a place."""
        return tuple(decision for decision in self.decisions if decision.offer)

    @cached_property
    def unplaced(self) -> tuple[Decision, ...]:
        """Those who get none."""
        return tuple(decision for decision in self.decisions if not decision.offer)

    @cached_property
    def by_rank(self) -> Mapping[int, int]:
        """How many get their first, second, third choice."""
        return Counter(sorted(decision.rank for decision in self.placed if decision.rank))

    @cached_property
    def by_territory(self) -> Mapping[uuid.UUID | None, int]:
        """How many places are given by hosts of each territory."""
        return Counter(decision.territory_id for decision in self.placed)

    def with_priority(self, *, placed: bool = False) -> int:
        """Count the people of host services: all of them, or those who get a place."""
        return sum(1 for each in (self.placed if placed else self.decisions) if each.priority)


@dataclass(frozen=True, slots=True)
class Asked:
    """When the people of a round were asked for new choices, and in how many letters."""

    at: datetime
    letters: int


def rounds_of(session: TenantSession, edition_id: uuid.UUID) -> Sequence[ImmersionRound]:
    """Return the rounds of an edition in order, without the bulk of what they decided on."""
    query = select(ImmersionRound).where(ImmersionRound.edition_id == edition_id).order_by(ImmersionRound.number)
    return session.scalars(query.options(defer(ImmersionRound.snapshot), defer(ImmersionRound.result))).all()


def round_numbers(session: TenantSession, edition_id: uuid.UUID) -> Sequence[int]:
    """Return the numbers of the rounds of an edition, in order."""
    query = select(ImmersionRound.number).where(ImmersionRound.edition_id == edition_id)
    return session.scalars(query.order_by(ImmersionRound.number)).all()


def find_round(session: TenantSession, edition_id: uuid.UUID, number: int) -> ImmersionRound:
    """Return the round `number` of an edition; raises UnknownRoundError."""
    found = session.scalar(
        select(ImmersionRound).where(ImmersionRound.edition_id == edition_id, ImmersionRound.number == number)
    )
    if found is None:
        raise UnknownRoundError(number)
    return found


def round_counts(unit: Unit, edition_id: uuid.UUID) -> dict[int, RoundCounts]:
    """Return what each round with a result decided, by its number; one statement, and no name in it.

    What is only proposed is shown to those who manage rounds alone: nothing is decided yet.
    """
    query = select(ImmersionRound.number, ImmersionRound.result).where(
        ImmersionRound.edition_id == edition_id, ImmersionRound.result.is_not(None)
    )
    if not unit.actor.may(MANAGE_ROUNDS):
        query = query.where(ImmersionRound.state == RoundState.PUBLISHED)
    found = {}
    for number, result in unit.session.execute(query):
        given = json.loads(result or "{}")["assignment"].values()
        found[number] = RoundCounts(pool=len(given), placed=sum(1 for offer in given if offer is not None))
    return found


def obstacle_to_opening(
    round_: ImmersionRound, rounds: Sequence[ImmersionRound], phases: Sequence[PhaseDates], today: date
) -> ImmersionError | None:
    """Return the error with which opening the round would be refused today, or None when nothing stands in the way."""
    pool = Pool(round_.pool)
    last_day = last_registration_day(pool, phases)
    if last_day and not registrations_closed_for(pool, phases, today):
        return RegistrationOpenError(round_.number, pool, last_day)
    previous = unpublished_before(round_.number, {other.number: other.state for other in rounds})
    if previous is not None:
        return PreviousRoundError(round_.number, previous)
    return None


def proposal_of(unit: Unit, round_: ImmersionRound) -> Proposal:
    """Return what a proposed or published round decides, with the names that the actor may see; two statements."""
    instance = matching.parse_instance(round_.snapshot or "")
    content: dict[str, Any] = json.loads(round_.result or "{}")
    assignment: dict[str, str | None] = content["assignment"]
    names = names_of(unit, round_.edition_id, assignment)
    hosts = hosts_of(unit.session, round_.edition_id, {offer for offer in assignment.values() if offer})
    decisions = []
    for reference, offer in sorted(assignment.items()):
        request = instance.requests_by_id[reference]
        decision = Decision(reference, names.get(reference), request.priority, request.choices)
        if offer is not None:
            title, host, territory_id = hosts.get(offer, Host(None, None, None))
            decision = Decision(
                reference,
                decision.name,
                decision.priority,
                decision.choices,
                rank=request.choices.index(offer) + 1,
                offer=offer,
                title=title,
                host=host,
                territory_id=territory_id,
            )
        decisions.append(decision)
    return Proposal(tuple(decisions), tuple(content["vector"]), str(content["objective"]))


def letters_of_publication(
    session: TenantSession, round_: ImmersionRound, proposal: Proposal, rounds: Sequence[ImmersionRound]
) -> int:
    """Count the letters that publishing the proposal writes; two statements, three for the last round.

    One to each trainee of the pool who still takes part, one to each host whose list changes, and after the last round
    one to each host that nobody comes to (IM-20).
    """
    trainees = session.scalar(
        select(func.count()).where(
            Registration.edition_id == round_.edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.status == RegistrationStatus.REGISTERED,
            Registration.reference.in_([decision.reference for decision in proposal.decisions]),
        )
    )
    hosts = set(
        session.scalars(
            select(Offer.registration_id).where(
                Offer.edition_id == round_.edition_id,
                Offer.reference.in_({decision.offer for decision in proposal.placed}),
            )
        )
    )
    idle = 0
    if is_last_round(round_.number, [other.number for other in rounds]):
        idle = len(_without_anybody(session, round_.edition_id) - hosts)
    return (trainees or 0) + len(hosts) + idle


def matching_run(session: TenantSession, round_: ImmersionRound) -> JobRun | None:
    """Return the run that matches an open round, if one was started."""
    return session.scalar(select(JobRun).where(JobRun.id == round_.job_run_id)) if round_.job_run_id else None


def choices_asked(session: TenantSession, round_id: uuid.UUID) -> Asked | None:
    """Return when the people of a round were asked for new choices; None when they were not."""
    entry = session.scalar(select(AuditEntry).where(AuditEntry.act == CHOICES_ASKED, AuditEntry.subject_id == round_id))
    return Asked(entry.counted_at, int(entry.details.get("letters", 0))) if entry else None


def names_of(unit: Unit, edition_id: uuid.UUID, references: Iterable[str]) -> dict[str, str]:
    """Return the names of those among `references` that the actor may see (IM-23)."""
    if not unit.actor.may(READ_TRAINEES):
        return {}
    query = (
        select(Registration.reference, Person.first_name, Person.last_name)
        .join(Person, and_(Person.tenant_id == Registration.tenant_id, Person.id == Registration.person_id))
        .where(
            Registration.edition_id == edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.reference.in_(list(references)),
            visible_trainees(unit.actor),
        )
    )
    return {reference: full_name(first, last) for reference, first, last in unit.session.execute(query)}


def hosts_of(session: TenantSession, edition_id: uuid.UUID, references: Iterable[str]) -> dict[str, Host]:
    """Return title, host and territory of offers, by their references."""
    query = (
        select(Offer.reference, Offer.title, Institution.name, SERVICE, Offer.territory_id)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.edition_id == edition_id, Offer.reference.in_(list(references)))
    )
    return {
        reference: Host(title, " · ".join(name for name in (institution, service) if name), territory_id)
        for reference, title, institution, service, territory_id in session.execute(query)
    }


def _without_anybody(session: TenantSession, edition_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the hosts with an accepted offer and nobody on any of theirs."""
    expecting = (
        select(Offer.registration_id)
        .join(
            ImmersionPlacement,
            and_(ImmersionPlacement.tenant_id == Offer.tenant_id, ImmersionPlacement.offer_id == Offer.id),
        )
        .where(Offer.edition_id == edition_id, ImmersionPlacement.ended_at.is_(None))
    )
    query = select(Offer.registration_id).where(
        Offer.edition_id == edition_id,
        Offer.status == OfferStatus.ACCEPTED,
        Offer.registration_id.not_in(expecting),
    )
    return set(session.scalars(query))
