"""Open a round: freeze what it is decided on. Until it is published it can be taken back and opened again."""

from __future__ import annotations

import uuid
from typing import cast

from core.audit.services import record
from core.contract.acting import require
from core.tenancy.unit import Unit
from plugins.immersion import matching
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.enums import Pool, RoundState
from plugins.immersion.errors import EmptyRoundError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.instance import Draw, instance_of
from plugins.immersion.queries.obstacles import obstacle_to_opening
from plugins.immersion.services.rounds.locking import edition_of, lock_round, require_move
from plugins.immersion.services.rounds.variants import forget_variants
from plugins.immersion.settings import ImmersionSettings
from plugins.immersion.variants import Deviation, applied, fitting


def open_round(unit: Unit, round_id: uuid.UUID) -> ImmersionRound:
    """Freeze the pool, the offers and the draw of a round, with the SHA-256 of all of it (IM-15).

    Raises EmptyRoundError when nobody is in its pool, RegistrationOpenError while people of it may register,
    PreviousRoundError while an earlier round is not published, PassedOverError when a later one has begun,
    RoundStateError if it is not planned, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    require_move(round_, RoundState.OPEN)
    if obstacle := obstacle_to_opening(unit, round_):
        raise obstacle
    _freeze(unit, round_)
    record(unit, "immersion.round.opened", round_.id, number=round_.number, sha256=round_.sha256)
    return round_


def cancel_proposal(unit: Unit, round_id: uuid.UUID) -> ImmersionRound:
    """Take a round back to planned: all but its draw goes, which stays committed to.

    Its snapshot, its proposal, its variants, and what it decided otherwise than the rule; places that were changed stay
    changed, for they are the offers'. Raises AlreadyPublishedError once it is published, RoundStateError if it is not
    under way.
    """
    round_ = _thaw(unit, round_id)
    round_.deviations = []
    forget_variants(unit, round_.id)
    return round_


def reopen(unit: Unit, round_id: uuid.UUID) -> ImmersionRound:
    """Freeze a round anew, after something changed, with the same draw; raises what its two halves raise.

    Its variants stay, and so does what it decided otherwise than the rule, as far as that still fits.
    """
    _thaw(unit, round_id)
    unit.session.flush()  # The round is read again from the database, and must be planned there.
    return open_round(unit, round_id)


def _thaw(unit: Unit, round_id: uuid.UUID) -> ImmersionRound:
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    require_move(round_, RoundState.PLANNED)
    record(unit, "immersion.round.taken_back", round_.id, number=round_.number, sha256=round_.sha256)
    round_.state = RoundState.PLANNED
    round_.snapshot = round_.sha256 = round_.algorithm = None
    round_.result = round_.result_sha256 = round_.measures = None
    round_.opened_at = round_.proposed_at = round_.job_run_id = None
    round_.version += 1
    return round_


def _freeze(unit: Unit, round_: ImmersionRound) -> None:
    settings = ImmersionSettings.from_json(edition_of(unit.session, round_).settings)
    draw = Draw(
        pool=Pool(round_.pool),
        objective=cast(matching.Objective, round_.objective),
        max_choices=settings.max_choices,
        seed=round_.seed,
    )
    instance = _deviated(unit, round_, instance_of(unit.session, round_.edition_id, draw, unit.now))
    if not instance.pool:
        raise EmptyRoundError(round_.number)
    round_.snapshot = matching.canonical_json(instance)
    round_.sha256 = instance.sha256
    round_.state = RoundState.OPEN
    round_.opened_at = unit.now
    round_.version += 1


def _deviated(unit: Unit, round_: ImmersionRound, instance: matching.Instance) -> matching.Instance:
    """Return the instance with what the round decided otherwise than the rule, on record where that no longer fits."""
    if not round_.deviations:
        return instance
    last = Deviation.from_json(round_.deviations[-1])
    kept = fitting(instance, last.decided)
    fell_away = tuple(sorted({*last.decided.pins, *last.decided.forbidden} - {*kept.pins, *kept.forbidden}))
    if fell_away:
        again = Deviation(kept, last.reason, unit.actor.name, unit.now, {}, fell_away)
        round_.deviations = [*round_.deviations, again.as_json()]
        record(
            unit,
            "immersion.round.decisions_fell_away",
            round_.id,
            number=round_.number,
            pairs=[list(pair) for pair in fell_away],
        )
    return applied(instance, kept)
