"""Make a variant the proposal of its round: with a reason, on a snapshot of its own, with the same draw (IM-14)."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from core.audit.services import record
from core.contract.acting import require
from core.programme import errors as programme
from core.programme.models import Offer
from core.programme.services import resize_offers
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.deciding import ALGORITHM, decide, language_of
from plugins.immersion.errors import (
    OfferResizedError,
    PlacesTakenError,
    ReasonMissingError,
    UnknownVariantError,
    VariantError,
)
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.variants import frozen_instance
from plugins.immersion.services.rounds.locking import lock_proposed, require_version
from plugins.immersion.services.rounds.proposing import keep_proposal
from plugins.immersion.services.rounds.variants import find_variant
from plugins.immersion.variants import Changes, Deviation, applied, faults_of


def adopt_variant(
    unit: Unit, round_id: uuid.UUID, number: int, *, reason: str, variant_id: uuid.UUID, version: int
) -> ImmersionRound:
    """Make the variant `number` the proposal of its round.

    `variant_id` and `version` (the round's) say what was looked at: a number may be given again after a removal.

    The changed instance is frozen anew with the seed that was committed to, its result stored as the worker stores one,
    and changed capacities become those of the offers, all in one transaction. The round stays proposed; its version
    grows, so that nobody publishes what they did not look at. Reason and inputs are kept with the round and on record.

    Raises ReasonMissingError, UnknownVariantError, ProposalMovedError when the proposal is another one by now,
    VariantError when the variant no longer fits, OfferResizedError or PlacesTakenError when the places of an offer are
    no longer those that were frozen; AlreadyPublishedError or RoundStateError unless the round is proposed,
    NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    if not reason.strip():
        raise ReasonMissingError()
    round_ = lock_proposed(unit, round_id)
    variant = find_variant(unit, round_, number)
    if variant.id != variant_id:
        raise UnknownVariantError(number)
    require_version(round_, version)
    frozen = frozen_instance(round_)
    changes = Changes.from_json(variant.changes)
    if faults := faults_of(frozen, changes):
        raise VariantError(faults)
    decided = changes.in_order(frozen)
    sizes = {offer: frozen.offers_by_id[offer].capacity for offer, _places in decided.capacities}
    deviation = Deviation(decided, reason.strip(), unit.actor.name, unit.now, sizes)
    before = round_.sha256
    _propose(unit, round_, applied(frozen, decided))
    round_.deviations = [*round_.deviations, deviation.as_json()]
    unit.session.delete(variant)
    record(
        unit,
        "immersion.round.variant_proposed",
        round_.id,
        number=round_.number,
        variant=number,
        **deviation.as_json(),
        sha256_before=before,
        sha256=round_.sha256,
        algorithm=ALGORITHM,
    )
    _resize(unit, round_, deviation, len(frozen.requests))
    return round_


def _propose(unit: Unit, round_: ImmersionRound, instance: matching.Instance) -> None:
    """Store the instance and its result, in the language that the worker wrote the proposal in."""
    round_.snapshot = matching.canonical_json(instance)
    round_.sha256 = instance.sha256
    keep_proposal(round_, decide(round_.snapshot, language_of(round_.algorithm)), unit.now)


def _resize(unit: Unit, round_: ImmersionRound, deviation: Deviation, asking: int) -> None:
    """Give the offers their new places, unless somebody has changed them since they were frozen.

    An offer without a limit was frozen with room for everybody who asks.
    """
    wanted, frozen = dict(deviation.decided.capacities), deviation.before
    if not wanted:
        return
    query = select(Offer.id, Offer.reference).where(Offer.edition_id == round_.edition_id, Offer.reference.in_(wanted))
    references = {offer_id: reference for offer_id, reference in unit.session.execute(query)}
    try:
        had = resize_offers(unit, {offer_id: wanted[name] for offer_id, name in references.items()}, deviation.reason)
    except programme.PlacesTakenError as error:
        raise PlacesTakenError(references[error.offer_id], error.taken) from None
    for offer_id, places in had.items():
        name = references[offer_id]
        unchanged = places in (frozen[name], wanted[name]) or (places is None and frozen[name] >= asking)
        if not unchanged:
            raise OfferResizedError(name, frozen[name], places)
