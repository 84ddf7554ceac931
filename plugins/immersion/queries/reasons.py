"""Why published rounds decided as they did, for the person and for the host, as it was kept of them (IM-14)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, select

from core.database.session import TenantSession
from core.tenancy.unit import Unit
from plugins.immersion.enums import RoundState
from plugins.immersion.models import ImmersionRound, ImmersionRoundOffer, ImmersionRoundReason
from plugins.immersion.queries.rounds import Host, hosts_by_reference, names_of, without_files
from plugins.immersion.reasons import OfferReason, PersonReason

R = TypeVar("R")

#: Whether the result is, to the byte, the one that the reasons were computed from: of another one they say nothing.
INTACT = func.encode(func.sha256(func.convert_to(ImmersionRound.result, "UTF8")), "hex") == ImmersionRound.result_sha256


@dataclass(frozen=True, slots=True)
class Told(Generic[R]):
    """What a round decided for a person, or for an offer, and why."""

    round: ImmersionRound
    reason: R


def published_rounds(session: TenantSession, edition_id: uuid.UUID) -> Sequence[ImmersionRound]:
    """Return the published rounds of an edition in order, without their files; one statement."""
    query = (
        select(ImmersionRound)
        .where(ImmersionRound.edition_id == edition_id, ImmersionRound.state == RoundState.PUBLISHED)
        .order_by(ImmersionRound.number)
    )
    return session.scalars(query.options(*without_files())).all()


def reasons_of_trainee(
    unit: Unit, rounds: Sequence[ImmersionRound], registration_id: uuid.UUID
) -> tuple[Sequence[Told[PersonReason]], Mapping[str, Host]]:
    """Return why each of the published `rounds` in whose pool a person was decided as it did; two statements.

    With the offers that the reasons name, by reference. Whether the person may be seen has been asked before.
    """
    kept = select(ImmersionRound.id, ImmersionRoundReason.facts).join_from(ImmersionRoundReason, ImmersionRound)
    query = kept.where(ImmersionRoundReason.registration_id == registration_id, INTACT)
    facts = {round_id: PersonReason.from_json(each) for round_id, each in unit.session.execute(query)}
    told = [Told(round_, facts[round_.id]) for round_ in rounds if round_.id in facts]
    named = {one.reason.reason.offer for one in told} | {no.offer for one in told for no in one.reason.reason.refusals}
    return told, hosts_by_reference(unit.session, rounds[0].edition_id, named) if told else {}


def reasons_of_offer(
    unit: Unit, rounds: Sequence[ImmersionRound], offer_id: uuid.UUID
) -> tuple[Sequence[Told[OfferReason]], Mapping[str, str]]:
    """Return who came to an offer in each of the published `rounds` it was in, and why; two statements.

    With the names of those who came, as far as the actor may see them (IM-23).
    """
    kept = select(ImmersionRound.id, ImmersionRoundOffer.facts).join_from(ImmersionRoundOffer, ImmersionRound)
    query = kept.where(ImmersionRoundOffer.offer_id == offer_id, INTACT)
    facts = {round_id: OfferReason.from_json(each) for round_id, each in unit.session.execute(query)}
    told = [Told(round_, facts[round_.id]) for round_ in rounds if round_.id in facts]
    came = [arrival.reference for one in told for arrival in one.reason.came]
    return told, names_of(unit, rounds[0].edition_id, came) if told else {}
