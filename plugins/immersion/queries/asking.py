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
from plugins.immersion.enums import ParticipantKind, Pool, RoundState
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.foresight import Foresight, foresee
from plugins.immersion.queries.released import to_choose_again
from plugins.immersion.rules import choices_wanted


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a round would ask, by registration; those whom no letter asked yet; the last round that was published."""

    pool: Sequence[uuid.UUID]
    #: Those among them who are in no pool until they choose again, because their place was released (IM-28).
    released: Sequence[uuid.UUID]
    untold: Sequence[uuid.UUID]
    after_round: int | None


def asking_for(unit: Unit, round_: ImmersionRound, foresight: Foresight | None = None) -> Asking:
    """Return whom a planned round would ask, as it is now; four statements beside those of the foresight.

    Its pool, where the round would place nobody of it, and in any case those whose place was released and who have not
    chosen since: the round is without them until they do.
    """
    foresight = foresight or foresee(unit, round_.id)
    references = foresight.references if foresight.hopeless else ()
    here = Registration.edition_id == round_.edition_id, Registration.role == ParticipantKind.TRAINEE
    asking = unit.session.scalars(select(Registration.id).where(*here, Registration.reference.in_(references))).all()
    released = to_choose_again(unit.session, round_.edition_id, Pool(round_.pool))
    pool = [*asking, *released]
    published = select(func.max(ImmersionRound.number)).where(
        ImmersionRound.edition_id == round_.edition_id, ImmersionRound.state == RoundState.PUBLISHED
    )
    after = unit.session.scalar(published.where(ImmersionRound.number < round_.number))
    cause = choices_wanted(after, round_.number)
    told = told_to(unit.session, messages.NOT_PLACED_CHOOSE_AGAIN, cause, pool)
    return Asking(pool, released, [each for each in pool if each not in told], after)
