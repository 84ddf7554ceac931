"""Ask the people of a round for new choices, when nobody could be placed on those there are."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select

from core.audit.services import record
from core.contract.acting import require
from core.programme.models import Registration
from core.tenancy.unit import Unit
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.enums import ParticipantKind, RoundState
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.services.letters import write_choose_again
from plugins.immersion.services.rounds.locking import edition_of, lock_round, require_move


def ask_new_choices(unit: Unit, round_id: uuid.UUID) -> int:
    """Write to everybody in the pool of a planned round, once, which places are left; return how many letters it makes.

    Asked a second time for the same round it writes nothing and returns 0. Raises RoundStateError when the round is
    under way, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    require_move(round_, RoundState.OPEN)
    if round_.asked_at is not None:
        return 0
    people = unit.session.scalars(
        select(Registration.id).where(
            Registration.edition_id == round_.edition_id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.reference.in_(foresee(unit, round_id).references),
        )
    ).all()
    previous = unit.session.scalar(
        select(func.max(ImmersionRound.number)).where(
            ImmersionRound.edition_id == round_.edition_id, ImmersionRound.number < round_.number
        )
    )
    edition = edition_of(unit.session, round_)
    letters = write_choose_again(unit, edition, round_, people, after_round=previous)
    round_.asked_at, round_.asked_by, round_.asked_letters = unit.now, unit.actor.name, letters
    record(unit, "immersion.round.choices_asked", round_.id, number=round_.number, letters=letters)
    return letters
