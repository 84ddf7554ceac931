"""The variants of a proposed round beside its proposal, each solved anew on the frozen pool when it is looked at."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.contract.acting import require
from core.database.base import refers
from core.database.session import TenantSession
from core.directory.models import Organisation
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import READ_PROPOSALS
from plugins.immersion.enums import ParticipantKind
from plugins.immersion.errors import PoolTooLargeError, UnknownVariantError, VariantError, VariantFault
from plugins.immersion.models import ImmersionPlacement, ImmersionRound, ImmersionRoundVariant
from plugins.immersion.queries.rounds import Host, hosts_by_reference, names_of
from plugins.immersion.variants import (
    Changes,
    Difference,
    Measures,
    Reassignment,
    Surroundings,
    acquaintance,
    counts_of,
    first_higher,
    first_lower,
    measured,
    reassignments,
    solved,
)

#: Six variants of a pool of this size take up to a second; a larger one would keep a person waiting for the page.
MOST_IN_POOL: Final = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of deciding a round in one way; against the proposal: who changes, what it costs and brings."""

    measures: Measures
    reassigned: tuple[Reassignment, ...] = ()
    #: The first count of the proposal's V that is lower than the proposal's, and the first that is higher.
    cost: Difference | None = None
    gain: Difference | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """The proposal (without a variant) or a variant; one that no longer fits has faults instead of an outcome."""

    changes: Changes
    outcome: Outcome | None
    variant: ImmersionRoundVariant | None = None
    faults: tuple[VariantFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A frozen instance, its proposal, and variants of it in the order in which they were made."""

    instance: matching.Instance
    proposal: Column
    variants: tuple[Column, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The proposal, then its variants."""
        return (self.proposal, *self.variants)


@dataclass(frozen=True, slots=True)
class Obtained:
    """An offer that somebody obtains, and which of their choices it is."""

    offer: str
    host: Host | None
    rank: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody who obtains something else; `name` is None for a reader who may not see them."""

    reference: str
    name: str | None
    priority: bool
    before: Obtained | None
    after: Obtained | None


def variants_of(session: TenantSession, round_id: uuid.UUID) -> Sequence[ImmersionRoundVariant]:
    """Return the variants of a round in the order in which they were made; one statement."""
    query = select(ImmersionRoundVariant).where(ImmersionRoundVariant.round_id == round_id)
    return session.scalars(query.order_by(ImmersionRoundVariant.number)).all()


def frozen_instance(round_: ImmersionRound) -> matching.Instance:
    """Return what a proposed round was decided on."""
    return matching.parse_instance(round_.snapshot or "")


def refuse_too_large(instance: matching.Instance) -> None:
    """Raise PoolTooLargeError for a pool whose variants nobody should wait for."""
    if len(instance.pool) > MOST_IN_POOL:
        raise PoolTooLargeError(len(instance.pool), MOST_IN_POOL)


def compare(unit: Unit, round_: ImmersionRound, number: int | None = None) -> Comparison:
    """Solve the variants of a proposed round, or the one of a `number`, and compare them; four statements.

    Raises PoolTooLargeError, UnknownVariantError for a number that no variant has, NotAllowedError without the right.
    """
    require(unit.actor, READ_PROPOSALS)
    instance = frozen_instance(round_)
    refuse_too_large(instance)
    variants = [each for each in variants_of(unit.session, round_.id) if number in (None, each.number)]
    if number is not None and not variants:
        raise UnknownVariantError(number)
    around = _surroundings(unit.session, round_.edition_id, instance)
    assignment: dict[str, str | None] = json.loads(round_.result or "{}")["assignment"]
    proposal = Column(Changes.of(instance), Outcome(measured(instance, assignment, around)))
    columns = (_column(instance, assignment, variant, around) for variant in variants)
    return Comparison(instance, proposal, tuple(columns))


def who_changes(
    unit: Unit, round_: ImmersionRound, instance: matching.Instance, reassigned: Sequence[Reassignment]
) -> list[Changed]:
    """Return the people behind `reassigned`, with the names that the actor may see (IM-23); two statements."""
    names = names_of(unit, round_.edition_id, [one.trainee for one in reassigned])
    offers = {offer for one in reassigned for offer in (one.before, one.after) if offer}
    hosts = hosts_by_reference(unit.session, round_.edition_id, offers)

    def obtained(request: matching.Request, offer: str | None) -> Obtained | None:
        return Obtained(offer, hosts.get(offer), request.choices.index(offer) + 1) if offer else None

    found = []
    for one in reassigned:
        request = instance.requests_by_id[one.trainee]
        before, after = obtained(request, one.before), obtained(request, one.after)
        found.append(Changed(one.trainee, names.get(one.trainee), request.priority, before, after))
    return found


def _column(
    instance: matching.Instance,
    proposed: Mapping[str, str | None],
    variant: ImmersionRoundVariant,
    around: Surroundings,
) -> Column:
    changes = Changes.from_json(variant.changes)
    try:
        assignment = solved(instance, changes).assignment
    except VariantError as error:
        return Column(changes, None, variant, error.faults)
    before, after = counts_of(instance, proposed), counts_of(instance, assignment)
    outcome = Outcome(
        measures=measured(instance, assignment, around),
        reassigned=reassignments(proposed, assignment),
        cost=first_lower(instance.objective, before, after),
        gain=first_higher(instance.objective, before, after),
    )
    return Column(changes, outcome, variant)


def _surroundings(session: TenantSession, edition_id: uuid.UUID, instance: matching.Instance) -> Surroundings:
    trainees = (
        select(
            Registration.reference,
            func.coalesce(Organisation.institution_id, Registration.proposal_id),
            Registration.territory_id,
        )
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(
            Registration.edition_id == edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.reference.in_([request.id for request in instance.pool]),
        )
    )
    people = session.execute(trainees).all()
    offers = (
        select(Offer.reference, Organisation.institution_id)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .where(Offer.edition_id == edition_id)
    )
    return Surroundings(
        sends={reference: str(institution) for reference, institution, _ in people},
        hosts={reference: str(institution) for reference, institution in session.execute(offers)},
        territories={reference: territory for reference, _, territory in people},
        met=_met(session),
    )


def _met(session: TenantSession) -> frozenset[tuple[str, str]]:
    """Return the pairs of institutions that a place of any edition of the network has brought together."""
    home, away = aliased(Organisation), aliased(Organisation)
    query = (
        select(home.institution_id, away.institution_id)
        .select_from(Participation)
        .join(ImmersionPlacement, refers(ImmersionPlacement.participation_id, Participation))
        .join(Registration, refers(Participation.registration_id, Registration))
        .join(home, home.id == Registration.organisation_id)
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .join(away, away.id == Offer.organisation_id)
        .where(holds_place())
        .distinct()
    )
    return frozenset(acquaintance(str(one), str(other)) for one, other in session.execute(query))
