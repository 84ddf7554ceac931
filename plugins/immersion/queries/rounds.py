"""Reads of rounds for their pages: the list, one round, and what is to know before and after it."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import defer
from sqlalchemy.orm.interfaces import ORMOption

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.directory.names import Institution, service_name
from core.jobs.models import JobRun
from core.language.dates import day_of
from core.programme.models import Offer, Registration
from core.programme.queries import title_of
from core.programme.rules import PhaseDates
from core.tenancy.unit import Unit
from plugins.immersion.access import READ_PROPOSALS, READ_TRAINEES, visible_trainees
from plugins.immersion.enums import ParticipantKind, Pool, RoundState
from plugins.immersion.errors import UnknownRoundError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.rules import last_registration_day
from plugins.immersion.variants import Figures

SERVICE = service_name()


class Host(NamedTuple):
    """The title of an offer, whose it is, and where; all None for an offer that is gone."""

    title: str | None
    name: str | None
    territory_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a round decides for one person; `name` is None for a reader who may not see them.

    `rank` is which of their choices it is, from 1; it, the offer and its host are None for somebody without a place.
    """

    reference: str
    name: str | None
    priority: bool
    choices: tuple[str, ...]
    rank: int | None = None
    offer: str | None = None
    host: Host | None = None


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
        return Counter(decision.host.territory_id for decision in self.placed if decision.host)


def without_files() -> tuple[ORMOption, ...]:
    """Return what leaves the bulk of rounds unread: what they decided on, and the result."""
    return defer(ImmersionRound.snapshot), defer(ImmersionRound.result)


class TooEarly(NamedTuple):
    """A round, its day, and a later one on which people of its pool may still register; `begun` is one that was opened.

    The day of a round that has begun is the one on which it was opened.
    """

    number: int
    day: date
    last_registration: date
    begun: bool


def rounds_too_early(session: TenantSession, edition_id: uuid.UUID, phases: Sequence[PhaseDates]) -> list[TooEarly]:
    """Return the rounds whose day comes while, by these phases, people of their pool may still register."""
    columns = (ImmersionRound.number, ImmersionRound.planned_day, ImmersionRound.pool, ImmersionRound.opened_at)
    query = select(*columns).where(ImmersionRound.edition_id == edition_id).order_by(ImmersionRound.number)
    found = []
    for number, planned, pool, opened_at in session.execute(query):
        day, last = day_of(opened_at) if opened_at else planned, last_registration_day(Pool(pool), phases)
        if last is not None and day <= last:
            found.append(TooEarly(number, day, last, opened_at is not None))
    return found


def begun_rounds(session: TenantSession, edition_id: uuid.UUID) -> int:
    """Return how many rounds of an edition are under way or published."""
    begun = select(func.count()).where(
        ImmersionRound.edition_id == edition_id, ImmersionRound.state != RoundState.PLANNED
    )
    return session.scalars(begun).one()


def rounds_of(session: TenantSession, edition_id: uuid.UUID) -> Sequence[ImmersionRound]:
    """Return the rounds of an edition in order, without the bulk of what they decided on."""
    query = select(ImmersionRound).where(ImmersionRound.edition_id == edition_id).order_by(ImmersionRound.number)
    return session.scalars(query.options(*without_files())).all()


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


def figures_by_number(unit: Unit, rounds: Iterable[ImmersionRound]) -> dict[int, Figures]:
    """Return what each of `rounds` decided on and gives, by its number; no name is in it.

    What is only proposed is shown to those who may read proposals alone: nothing is decided yet.
    """
    shown = [RoundState.PUBLISHED, RoundState.PROPOSED] if unit.actor.may(READ_PROPOSALS) else [RoundState.PUBLISHED]
    return {
        round_.number: Figures.from_json(round_.measures)
        for round_ in rounds
        if round_.measures and round_.state in shown
    }


def proposal_of(unit: Unit, round_: ImmersionRound) -> Proposal:
    """Return what a proposed or published round decides, with the names that the actor may see; two statements.

    Read from its two files as they were frozen: nothing is checked or decided again.
    """
    requests = {request["id"]: request for request in json.loads(round_.snapshot or "{}")["requests"]}
    content: dict[str, Any] = json.loads(round_.result or "{}")
    assignment: dict[str, str | None] = content["assignment"]
    names = names_of(unit, round_.edition_id, assignment)
    hosts = hosts_by_reference(unit.session, round_.edition_id, {offer for offer in assignment.values() if offer})
    return Proposal(
        decisions=tuple(
            Decision(
                reference,
                names.get(reference),
                requests[reference]["priority"],
                tuple(requests[reference]["choices"]),
                rank=requests[reference]["choices"].index(offer) + 1 if offer else None,
                offer=offer,
                host=hosts.get(offer, Host(None, None, None)) if offer else None,
            )
            for reference, offer in sorted(assignment.items())
        ),
        vector=tuple(content["vector"]),
        objective=str(content["objective"]),
    )


def matching_run(session: TenantSession, round_: ImmersionRound) -> JobRun | None:
    """Return the run that matches an open round, if one was started."""
    return session.scalar(select(JobRun).where(JobRun.id == round_.job_run_id)) if round_.job_run_id else None


def names_of(unit: Unit, edition_id: uuid.UUID, references: Iterable[str]) -> dict[str, str]:
    """Return the names of those among `references` that the actor may see (IM-23)."""
    if not unit.actor.may(READ_TRAINEES):
        return {}
    query = (
        select(Registration.reference, Person.first_name, Person.last_name)
        .join_from(Registration, Person)
        .where(
            Registration.edition_id == edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.reference.in_(list(references)),
            visible_trainees(unit.actor),
        )
    )
    return {reference: full_name(first, last) for reference, first, last in unit.session.execute(query)}


def hosts_by_reference(session: TenantSession, edition_id: uuid.UUID, references: Iterable[str]) -> dict[str, Host]:
    """Return title, host and territory of offers, by their references and in that order."""
    query = (
        select(Offer.reference, title_of(), Institution.name, SERVICE, Offer.territory_id)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(Institution, Institution.id == Organisation.institution_id)
        .where(Offer.edition_id == edition_id, Offer.reference.in_(list(references)))
        .order_by(Offer.reference)
    )
    return {
        reference: Host(title, " · ".join(name for name in (institution, service) if name), territory_id)
        for reference, title, institution, service, territory_id in session.execute(query)
    }
