"""Keep variants of a proposed round side by side: add one, remove one, forget them all (IM-14)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete

from core.audit.services import record
from core.contract.acting import require
from core.database.base import uuid7
from core.tenancy.unit import Unit
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.errors import (
    SameAsProposalError,
    TooManyVariantsError,
    UnknownVariantError,
    VariantError,
)
from plugins.immersion.models import ImmersionRound, ImmersionRoundVariant
from plugins.immersion.queries.variants import frozen_instance, refuse_too_large, variants_of
from plugins.immersion.services.rounds.locking import lock_proposed
from plugins.immersion.variants import Changes, faults_of

#: As many as can be looked at beside the proposal.
MOST_VARIANTS: Final = 6


def add_variant(unit: Unit, round_id: uuid.UUID, changes: Changes, label: str | None = None) -> ImmersionRoundVariant:
    """Keep a variant of a proposed round and return it; the same inputs a second time are the variant there is.

    Raises VariantError with what is wrong with `changes`, SameAsProposalError, TooManyVariantsError, PoolTooLargeError;
    AlreadyPublishedError or RoundStateError unless the round is proposed, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_proposed(unit, round_id)
    instance = frozen_instance(round_)
    refuse_too_large(instance)
    faults = faults_of(instance, changes)
    if faults:
        raise VariantError(faults)
    wanted = changes.in_order(instance)
    if wanted == Changes.of(instance):
        raise SameAsProposalError()
    others = variants_of(unit.session, round_.id)
    twin = next((other for other in others if Changes.from_json(other.changes) == wanted), None)
    return twin or _add(unit, round_, others, wanted, label)


def remove_variant(unit: Unit, round_id: uuid.UUID, number: int) -> None:
    """Remove a variant of a proposed round.

    Raises UnknownVariantError when it is gone already, AlreadyPublishedError or RoundStateError unless the round is
    proposed, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_proposed(unit, round_id)
    variant = find_variant(unit, round_, number)
    unit.session.delete(variant)
    record(unit, "immersion.variant.removed", round_.id, number=round_.number, variant=number)


def find_variant(unit: Unit, round_: ImmersionRound, number: int) -> ImmersionRoundVariant:
    """Return the variant `number` of a round; raises UnknownVariantError."""
    found = next((each for each in variants_of(unit.session, round_.id) if each.number == number), None)
    if found is None:
        raise UnknownVariantError(number)
    return found


def forget_variants(unit: Unit, round_id: uuid.UUID) -> None:
    """Remove every variant of a round that was published or taken back: there is nothing left to compare them with."""
    unit.session.execute(
        delete(ImmersionRoundVariant)
        .where(ImmersionRoundVariant.round_id == round_id)
        .execution_options(synchronize_session="fetch")
    )


def _add(
    unit: Unit,
    round_: ImmersionRound,
    others: Sequence[ImmersionRoundVariant],
    changes: Changes,
    label: str | None,
) -> ImmersionRoundVariant:
    if len(others) >= MOST_VARIANTS:
        raise TooManyVariantsError(MOST_VARIANTS)
    variant = ImmersionRoundVariant(
        id=uuid7(),
        round_id=round_.id,
        number=max((other.number for other in others), default=0) + 1,
        label=label,
        changes=changes.as_json(),
        created_at=unit.now,
        created_by=unit.actor.name,
    )
    unit.session.add(variant)
    record(
        unit,
        "immersion.variant.added",
        round_.id,
        number=round_.number,
        variant=variant.number,
        changes=changes.as_json(),
    )
    return variant
