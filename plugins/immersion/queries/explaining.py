"""Why published rounds decided as they did, for the person and for the host: computed when it is looked at (IM-14).

Nothing of it is stored. A round's snapshot is solved again, which takes milliseconds for the people of an edition.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.database.session import TenantSession
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.enums import RoundState
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.rounds import Host, hosts_of, names_of


@dataclass(frozen=True, slots=True)
class TraineeReason:
    """What a round decided for one person and why, with their own number in its draw, of `drawn`."""

    round: ImmersionRound
    reason: matching.Reason
    number: int
    drawn: int


@dataclass(frozen=True, slots=True)
class TraineeReasons:
    """The reasons of each published round that decided on a person, and the offers that they name, by reference."""

    rounds: tuple[TraineeReason, ...]
    offers: Mapping[str, Host]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody whom a round gave a place at an offer, and by what; `name` is None for a reader who may not see them."""

    reference: str
    name: str | None
    pinned: bool
    priority: bool
    rank: int
    number: int


@dataclass(frozen=True, slots=True)
class OfferReason:
    """Why some came to an offer in a round and others did not; `drawn` is how many were in its draw."""

    round: ImmersionRound
    reason: matching.HostReason
    came: tuple[Arrival, ...]
    drawn: int


def published_rounds(session: TenantSession, edition_id: uuid.UUID) -> Sequence[ImmersionRound]:
    """Return the published rounds of an edition in order, with all that they were decided on; one statement."""
    query = (
        select(ImmersionRound)
        .where(ImmersionRound.edition_id == edition_id, ImmersionRound.state == RoundState.PUBLISHED)
        .order_by(ImmersionRound.number)
    )
    return session.scalars(query).all()


def explainer_of(round_: ImmersionRound) -> matching.Explainer | None:
    """Return what explains a decided round.

    None where its snapshot does not give the assignment on record: then whatever is said of it would be wrong, and the
    round's own page says what differs.
    """
    result = matching.solve(matching.parse_instance(round_.snapshot or ""))
    decided = json.loads(round_.result or "{}").get("assignment")
    return result.explainer if result.assignment == decided else None


def reasons_of_trainee(
    unit: Unit, edition_id: uuid.UUID, rounds: Sequence[ImmersionRound], reference: str
) -> TraineeReasons:
    """Return why each of the published `rounds` in whose pool a person was decided as it did; one statement.

    Whether the person may be seen has been asked before.
    """
    found = []
    for round_ in rounds:
        explainer = explainer_of(round_)
        if explainer is None or reference not in explainer.precedences.number:
            continue
        numbers = explainer.precedences.number
        reason = explainer.reason(explainer.instance.requests_by_id[reference])
        found.append(TraineeReason(round_, reason, numbers[reference], len(numbers)))
    named = {each.reason.offer for each in found} | {no.offer for each in found for no in each.reason.refusals}
    return TraineeReasons(tuple(found), hosts_of(unit.session, edition_id, named))


def reasons_of_offer(
    unit: Unit, edition_id: uuid.UUID, rounds: Sequence[ImmersionRound], reference: str
) -> tuple[OfferReason, ...]:
    """Return who came to an offer in each of the published `rounds` it was in, and why; one statement at most.

    Those who came are named to readers who may see them (IM-23); of the others there are only counts.
    """
    explained = [
        (round_, explainer)
        for round_ in rounds
        if (explainer := explainer_of(round_)) is not None and reference in explainer.demands
    ]
    reasons = [(round_, explainer, matching.host_reason(explainer, reference)) for round_, explainer in explained]
    names = names_of(unit, edition_id, [who for *_, reason in reasons for who, _ in reason.came])
    return tuple(
        OfferReason(
            round_,
            reason,
            tuple(_arrival(explainer, who, reference, names) for who, _ in reason.came),
            len(explainer.precedences.number),
        )
        for round_, explainer, reason in reasons
    )


def _arrival(explainer: matching.Explainer, who: str, offer: str, names: Mapping[str, str]) -> Arrival:
    request = explainer.instance.requests_by_id[who]
    return Arrival(
        reference=who,
        name=names.get(who),
        pinned=who in explainer.instance.pinned,
        priority=request.priority,
        rank=request.choices.index(offer) + 1,
        number=explainer.precedences.number[who],
    )
