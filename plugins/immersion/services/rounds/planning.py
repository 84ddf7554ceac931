"""Plan rounds, each with a draw that is committed to long before anybody knows who takes part."""

from __future__ import annotations

import secrets
import uuid
from datetime import date

from sqlalchemy import func, select

from core.audit.services import record
from core.contract.acting import require
from core.contract.hooks import EditionCreated
from core.database.base import uuid7
from core.programme.models import Edition, Registration
from core.programme.queries import phases_of
from core.programme.rules import day_of_year
from core.tenancy.unit import Unit
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.enums import ParticipantKind, Pool, RoundState
from plugins.immersion.errors import (
    RoundChangedError,
    RoundExistsError,
    RoundOrderError,
    RoundTooEarlyError,
    SeedFixedError,
)
from plugins.immersion.models import ImmersionRound
from plugins.immersion.rules import commitment, last_registration_day
from plugins.immersion.services.rounds.locking import lock_round, require_move
from plugins.immersion.settings import ImmersionSettings


def plan_rounds(unit: Unit, event: EditionCreated) -> None:
    """Plan the rounds of a new edition, each with a secret of its own whose SHA-256 is published at once (IM-15).

    Belongs to the making of the edition, whose right has been checked.
    """
    settings = ImmersionSettings.from_json(event.settings)
    for plan in settings.rounds:
        day = day_of_year(plan.day, event.year)
        _add(unit, event.edition_id, settings, number=plan.number, day=day, pool=plan.pool)


def plan_round(
    unit: Unit, edition: Edition, *, number: int, day: date, pool: Pool, seed: str | None = None
) -> ImmersionRound:
    """Add a round to an edition; without a `seed` its draw is a random secret, committed to now.

    Raises RoundExistsError when `number` is not above that of every round there is, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    highest = unit.session.scalar(
        select(func.max(ImmersionRound.number)).where(ImmersionRound.edition_id == edition.id)
    )
    if highest is not None and number <= highest:
        raise RoundExistsError(number)
    settings = ImmersionSettings.from_json(edition.settings)
    return _add(unit, edition.id, settings, number=number, day=day, pool=pool, seed=seed)


def move_round(unit: Unit, round_id: uuid.UUID, day: date, *, version: int) -> None:
    """Plan a round for another day; planned for it already, nothing changes.

    `version` says which round was looked at. Raises RoundTooEarlyError for a day on which people of its pool may still
    register, RoundOrderError for one that would put it before or after another round, RoundChangedError,
    RoundStateError when it is under way, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    require_move(round_, RoundState.OPEN)
    if round_.planned_day == day:
        return
    if round_.version != version:
        raise RoundChangedError(round_.number)
    _refuse_day(unit, round_, day)
    before, round_.planned_day = round_.planned_day, day
    round_.version += 1
    record(
        *(unit, "immersion.round.moved", round_.id),
        number=round_.number,
        old=before.isoformat(),
        new=day.isoformat(),
    )


def _refuse_day(unit: Unit, round_: ImmersionRound, day: date) -> None:
    last = last_registration_day(Pool(round_.pool), phases_of(unit.session, round_.edition_id))
    if last is not None and day <= last:
        raise RoundTooEarlyError(round_.number, last)
    others = select(ImmersionRound.number, ImmersionRound.planned_day).where(
        ImmersionRound.edition_id == round_.edition_id, ImmersionRound.number != round_.number
    )
    for number, planned in unit.session.execute(others.order_by(ImmersionRound.number)):
        if (planned > day) if number < round_.number else (planned < day):
            raise RoundOrderError(round_.number, number, planned)


def change_seed(unit: Unit, round_id: uuid.UUID, seed: str) -> None:
    """Commit a planned round to another draw, while no trainee has registered (the demo repeats the draws of 2024).

    Raises SeedFixedError when a trainee has, or the round is under way; NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    registered = select(Registration.id).where(
        Registration.edition_id == round_.edition_id, Registration.role == ParticipantKind.TRAINEE
    )
    if round_.state != RoundState.PLANNED or unit.session.scalar(registered.limit(1)):
        raise SeedFixedError(round_.number)
    before = round_.commitment
    if before == commitment(seed):
        return
    round_.seed = seed
    round_.commitment = commitment(seed)
    round_.committed_at = unit.now
    round_.version += 1
    record(unit, "immersion.round.recommitted", round_.id, number=round_.number, old=before, new=round_.commitment)


def _add(
    unit: Unit,
    edition_id: uuid.UUID,
    settings: ImmersionSettings,
    *,
    number: int,
    day: date,
    pool: Pool,
    seed: str | None = None,
) -> ImmersionRound:
    secret = seed if seed is not None else secrets.token_hex(32)
    round_ = ImmersionRound(
        id=uuid7(),
        edition_id=edition_id,
        number=number,
        planned_day=day,
        pool=pool,
        objective=settings.objective,
        commitment=commitment(secret),
        seed=secret,
        committed_at=unit.now,
        state=RoundState.PLANNED,
    )
    unit.session.add(round_)
    record(unit, "immersion.round.planned", round_.id, number=number, day=day.isoformat(), commitment=round_.commitment)
    return round_
