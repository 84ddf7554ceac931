"""What a round is decided on, read from the tables in the one form that the matching knows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, String, cast, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Session

from core.database.base import refers
from core.directory.models import Organisation
from core.programme.capacity import capacity_in_all, over_openings
from core.programme.models import Offer, Opening, Participation, Registration
from core.programme.queries import holds_place
from plugins.immersion import matching
from plugins.immersion.enums import OfferStatus, ParticipantKind, Pool, RegistrationStatus
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.rules import asks, has_priority, is_in_pool, own_institutions


@dataclass(frozen=True, slots=True)
class Draw:
    """How a round decides: whom it serves, what it seeks, and the seed of its draw."""

    pool: Pool
    objective: matching.Objective
    max_choices: int
    seed: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """The state of an edition at one moment: rows of references, institutions, capacities and choices."""

    #: [offer reference, institution, places]
    offers: Sequence[Sequence[str | int]]
    #: [trainee reference, institution, choices, whether they ever chose]
    trainees: Sequence[tuple[str, str, list[str] | None, bool]]
    #: [trainee reference, offer reference]
    placements: Sequence[Sequence[str]]


def instance_of(session: Session, edition_id: uuid.UUID, draw: Draw, now: datetime) -> matching.Instance:
    """Read the instance of a round as it is at this moment: accepted offers, its pool, and the places already given.

    The pool is every trainee registered by `now`, not withdrawn and without a place, with their current choices, but
    for those whose place was released and who have not chosen again (IM-28); a priority round takes those of an
    institution with an accepted offer (IM-15, IM-17). Ids are printed references, and
    an institution stands there only where a rule needs it, so that the file can be shown to anybody.
    """
    facts = _facts(session, edition_id, now)
    hosting = {str(institution) for _, institution, _ in facts.offers}
    fixed = {trainee: offer for trainee, offer in facts.placements}
    numbers = own_institutions(
        {str(reference): str(institution) for reference, institution, _ in facts.offers},
        {reference: (institution, choices or ()) for reference, institution, choices, _ in facts.trainees},
    )
    return matching.Instance(
        offers=tuple(
            # Where there is no limit, as many can come as there are trainees.
            matching.Offer(
                id=str(reference),
                capacity=len(facts.trainees) if places is None else int(places),
                institution=numbers.get(str(reference)),
            )
            for reference, _, places in facts.offers
        ),
        requests=_requests(facts, draw.pool, hosting, fixed, numbers),
        seed=draw.seed,
        objective=draw.objective,
        max_choices=draw.max_choices,
        fixed=fixed,
    )


def _requests(
    facts: _Facts, pool: Pool, hosting: set[str], fixed: Mapping[str, str], numbers: Mapping[str, str]
) -> tuple[matching.Request, ...]:
    found = []
    for reference, institution, choices, ever_chose in facts.trainees:
        priority = has_priority(institution, hosting)
        asking = asks(choices, ever_chose=ever_chose)
        if is_in_pool(pool, priority=priority, has_place=reference in fixed, asks=asking):
            found.append(
                matching.Request(
                    id=reference, priority=priority, choices=tuple(choices or ()), institution=numbers.get(reference)
                )
            )
    return tuple(found)


def _facts(session: Session, edition_id: uuid.UUID, now: datetime) -> _Facts:
    """Read everything in ONE statement, because one statement sees one moment of the database.

    With a statement for each table a withdrawal or an import that commits in between would freeze a state that never
    was, such as a trainee without the place that the next statement still counts. What commits afterwards is none of
    the snapshot's business: publishing asks again whether each person and each place is still free.
    """
    row = session.execute(
        select(_offers(edition_id), _trainees(edition_id, now), _placements(edition_id)).execution_options(
            populate_existing=True
        )
    ).one()
    offers, trainees, placements = (value or [] for value in row)
    return _Facts(offers, [tuple(trainee) for trainee in trainees], placements)


def _offers(edition_id: uuid.UUID) -> ScalarSelect[object]:
    places = over_openings(capacity_in_all())
    row = func.jsonb_build_array(Offer.reference, cast(Organisation.institution_id, String), places)
    return (
        select(func.jsonb_agg(row))
        .select_from(Offer)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .where(Offer.edition_id == edition_id, Offer.status == OfferStatus.ACCEPTED)
        .scalar_subquery()
    )


def _trainees(edition_id: uuid.UUID, now: datetime) -> ScalarSelect[object]:
    choices = (
        select(func.jsonb_agg(aggregate_order_by(Offer.reference, ImmersionChoice.rank), type_=JSONB))
        .select_from(ImmersionChoice)
        .join(Offer, refers(ImmersionChoice.offer_id, Offer))
        .where(ImmersionChoice.registration_id == Registration.id, ImmersionChoice.current)
        .correlate(Registration)
        .scalar_subquery()
    )
    ever_chose = exists().where(ImmersionChoice.registration_id == Registration.id).correlate(Registration)
    institution = func.coalesce(Organisation.institution_id, Registration.proposal_id)
    facts = (Registration.reference, cast(institution, String), choices, ever_chose)
    row = func.jsonb_build_array(*facts)
    return (
        select(func.jsonb_agg(row))
        .select_from(Registration)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(
            Registration.edition_id == edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.status == RegistrationStatus.REGISTERED,
            Registration.registered_at <= now,
        )
        .scalar_subquery()
    )


def _placements(edition_id: uuid.UUID) -> ScalarSelect[object]:
    row = func.jsonb_build_array(Registration.reference, Offer.reference)
    return (
        select(func.jsonb_agg(row))
        .select_from(Participation)
        .join(Registration, refers(Participation.registration_id, Registration))
        .join(Opening, refers(Participation.opening_id, Opening))
        .join(Offer, refers(Opening.offer_id, Offer))
        .where(Participation.edition_id == edition_id, holds_place())
        .scalar_subquery()
    )
