"""What follows when an offer is withdrawn, or offered again: for whom, in which round, with whose priority (IM-13)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from core.directory.models import Organisation
from core.programme.models import Offer, Participation, Registration
from core.programme.queries import holds_place
from core.tenancy.unit import Unit
from plugins.immersion.enums import OfferStatus, ParticipantKind, RegistrationStatus, RoundState
from plugins.immersion.models import ImmersionChoice, ImmersionRound


@dataclass(frozen=True, slots=True)
class Naming:
    """How many trainees name an offer now; of them those without a place, and those whom no other offer is left."""

    all: int
    waiting: int
    nothing_else: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A round that was opened and not published: whether an offer is in it, and how many places it would give there."""

    number: int
    state: str
    includes: bool
    gives: int


def naming(unit: Unit, offer_id: uuid.UUID) -> Naming:
    """Return how many trainees who still take part name an offer among their current choices; one statement."""
    other, standing = aliased(ImmersionChoice), aliased(Offer)
    has_place = exists().where(Participation.registration_id == Registration.id, holds_place())
    elsewhere = exists().where(
        other.registration_id == Registration.id,
        other.current,
        other.offer_id != offer_id,
        standing.id == other.offer_id,
        standing.status == OfferStatus.ACCEPTED,
    )
    query = (
        select(func.count(), func.count().filter(~has_place), func.count().filter(~has_place & ~elsewhere))
        .select_from(ImmersionChoice)
        .join(Registration)
        .where(ImmersionChoice.offer_id == offer_id, ImmersionChoice.current)
        .where(Registration.status == RegistrationStatus.REGISTERED)
    )
    return Naming(*unit.session.execute(query).one())


def without_other_priority(unit: Unit, offer_id: uuid.UUID) -> int:
    """Return how many trainees without a place have priority by an offer alone, accepted or not; one statement.

    Those of its institution, unless that has another accepted offer in the edition (IM-17).
    """
    offer, host = aliased(Offer), aliased(Organisation)
    other, other_host = aliased(Offer), aliased(Organisation)
    another = exists().where(
        other.edition_id == offer.edition_id,
        other.id != offer.id,
        other.status == OfferStatus.ACCEPTED,
        other_host.id == other.organisation_id,
        other_host.institution_id == host.institution_id,
    )
    has_place = exists().where(Participation.registration_id == Registration.id, holds_place())
    query = (
        select(func.count(Registration.id.distinct()))
        .select_from(offer)
        .join(host, host.id == offer.organisation_id)
        .join(Organisation, Organisation.institution_id == host.institution_id)
        .join(
            Registration,
            (Registration.organisation_id == Organisation.id) & (Registration.edition_id == offer.edition_id),
        )
        .where(offer.id == offer_id, ~another, ~has_place)
        .where(
            Registration.role == ParticipantKind.TRAINEE,
            Registration.status == RegistrationStatus.REGISTERED,
        )
    )
    return unit.session.scalars(query).one()


def rounds_under_way(unit: Unit, edition_id: uuid.UUID, reference: str) -> Sequence[UnderWay]:
    """Return the rounds of an edition that were opened and not published, with what they froze of an offer."""
    query = (
        select(ImmersionRound.number, ImmersionRound.state, ImmersionRound.snapshot, ImmersionRound.result)
        .where(ImmersionRound.edition_id == edition_id)
        .where(ImmersionRound.state.in_([RoundState.OPEN, RoundState.PROPOSED]))
        .order_by(ImmersionRound.number)
    )
    return [
        UnderWay(number, state, _includes(snapshot, reference), _gives(result, reference))
        for number, state, snapshot, result in unit.session.execute(query)
    ]


def _includes(snapshot: str | None, reference: str) -> bool:
    frozen: Mapping[str, Any] = json.loads(snapshot or "{}")
    return any(offer["id"] == reference for offer in frozen.get("offers", ()))


def _gives(result: str | None, reference: str) -> int:
    decided: Mapping[str, Any] = json.loads(result or "{}")
    return sum(offer == reference for offer in decided.get("assignment", {}).values())
