"""Whom a planned round would ask for new choices, and who was asked already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from core.messages.telling import told_to
from core.programme.models import Registration
from core.tenancy.unit import Unit
from plugins.immersion import messages
from plugins.immersion.enums import ParticipantKind, RoundState
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.foresight import Foresight, foresee
from plugins.immersion.rules import choices_wanted


@dataclass(frozen=True, slots=True)
class Asking:
    """The pool of a round by registration, those whom no letter asked yet, and the last round that was published."""

    pool: Sequence[uuid.UUID]
    untold: Sequence[uuid.UUID]
    after_round: int | None


def asking_for(unit: Unit, round_: ImmersionRound, foresight: Foresight | None = None) -> Asking:
    """Return whom a planned round would ask, as it is now; three statements beside those of the foresight."""
    references = (foresight or foresee(unit, round_.id)).references
    here = Registration.edition_id == round_.edition_id, Registration.role == ParticipantKind.TRAINEE
    pool = unit.session.scalars(select(Registration.id).where(*here, Registration.reference.in_(references))).all()
    published = select(func.max(ImmersionRound.number)).where(
        ImmersionRound.edition_id == round_.edition_id, ImmersionRound.state == RoundState.PUBLISHED
    )
    after = unit.session.scalar(published.where(ImmersionRound.number < round_.number))
    cause = choices_wanted(after, round_.number)
    told = told_to(unit.session, messages.NOT_PLACED_CHOOSE_AGAIN, cause, pool)
    return Asking(pool, [each for each in pool if each not in told], after)
