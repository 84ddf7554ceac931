"""Ask the people of a round for new choices, when nobody could be placed on those there are."""

from __future__ import annotations

import uuid
from typing import Final

from core.audit.services import record, what_was_done
from core.contract.acting import require
from core.messages.previewing import Sample, samples
from core.programme.mailing import mailing_of
from core.tenancy.unit import Unit
from plugins.immersion.access import MANAGE_ROUNDS
from plugins.immersion.enums import MODULE, RoundState
from plugins.immersion.errors import AllToldError, EmptyRoundError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.asking import Asking, asking_for
from plugins.immersion.queries.obstacles import obstacle_to_opening
from plugins.immersion.services.letters import asking_letters
from plugins.immersion.services.rounds.locking import edition_of, lock_round, require_move, require_version

#: The act in the trail.
ASKED: Final = "immersion.round.choices_asked"


def ask_new_choices(unit: Unit, round_id: uuid.UUID, *, version: int, again: bool = False) -> int:
    """Write to those whom a planned round would ask which places are left; return how many letters that makes.

    They are its pool, where nobody of it could be placed, and those whose place was released (IM-28).

    Who was told so already, by the publication of the round before or by this act, is written to `again` only when
    somebody has confirmed that. `version` (the round's) says what was looked at; a second press of the button is
    answered as the first. Raises AllToldError when everybody was told, EmptyRoundError, what hinders its opening,
    ProposalMovedError, RoundStateError when the round is under way, NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    if done := what_was_done(unit, {ASKED}, round_.id, version=version):
        return int(done["letters"])
    require_move(round_, RoundState.OPEN)
    require_version(round_, version)
    if obstacle := obstacle_to_opening(unit, round_):
        raise obstacle
    asked = asking_for(unit, round_)
    if not asked.pool:
        raise EmptyRoundError(round_.number)
    if not (asked.untold or again):
        raise AllToldError(round_.number)
    mailing = mailing_of(unit, edition_of(unit.session, round_))
    letters = mailing.write(asking_letters(mailing, round_, asked), again=again)
    round_.asked_at, round_.asked_by, round_.asked_letters = unit.now, unit.actor.name, letters
    round_.version += 1
    record(unit, ASKED, round_.id, number=round_.number, letters=letters, version=version, again=again)
    return letters


def preview_asking(unit: Unit, round_: ImmersionRound, asked: Asking) -> list[Sample]:
    """Return an example of each kind of letter that asking would write, again where all were asked; writes nothing."""
    require(unit.actor, MANAGE_ROUNDS)
    mailing = mailing_of(unit, edition_of(unit.session, round_))
    return samples(unit, asking_letters(mailing, round_, asked), MODULE, again=not asked.untold)
