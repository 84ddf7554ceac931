"""Tell the hosts that nobody comes, where nobody is in the last round: it is neither opened nor published."""

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
from plugins.immersion.errors import HostsToldError, NoHostToTellError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.ending import obstacle_to_telling
from plugins.immersion.services.letters import nobody_letters
from plugins.immersion.services.rounds.locking import edition_of, lock_round, require_move, require_version

#: The act in the trail.
HOSTS_TOLD: Final = "immersion.round.hosts_told"


def tell_hosts(unit: Unit, round_id: uuid.UUID, *, version: int) -> int:
    """Write to each host that expects nobody that nobody comes this year; return how many letters that makes (IM-20).

    Publishing the last round does so; where nobody is in it, this is done once instead, and the round stays planned in
    case that changes. No host is told twice. `version` (the round's) says what was looked at; a second press of the
    button is answered as the first. Raises HostsToldError when it was done, what stands in the way
    (obstacle_to_telling), NoHostToTellError, ProposalMovedError, RoundStateError when the round is under way,
    NotAllowedError without the right.
    """
    require(unit.actor, MANAGE_ROUNDS)
    round_ = lock_round(unit, round_id)
    if done := what_was_done(unit, {HOSTS_TOLD}, round_.id, version=version):
        return int(done["letters"])
    _refuse(unit, round_, version)
    mailing = mailing_of(unit, edition_of(unit.session, round_))
    letters = mailing.write(nobody_letters(mailing))
    if not letters:
        raise NoHostToTellError(round_.number)
    round_.hosts_told_at, round_.hosts_told_by, round_.hosts_told_letters = unit.now, unit.actor.name, letters
    round_.version += 1
    record(unit, HOSTS_TOLD, round_.id, number=round_.number, letters=letters, version=version)
    return letters


def preview_telling(unit: Unit, round_: ImmersionRound, *, version: int) -> list[Sample]:
    """Return an example of each letter that telling the hosts would write; writes nothing, raises what it would."""
    require(unit.actor, MANAGE_ROUNDS)
    _refuse(unit, round_, version)
    found = samples(unit, nobody_letters(mailing_of(unit, edition_of(unit.session, round_))), MODULE)
    if not found:
        raise NoHostToTellError(round_.number)
    return found


def _refuse(unit: Unit, round_: ImmersionRound, version: int) -> None:
    if round_.hosts_told_at is not None:
        raise HostsToldError(round_.number, round_.hosts_told_by or "", round_.hosts_told_at)
    require_move(round_, RoundState.OPEN)
    require_version(round_, version)
    if obstacle := obstacle_to_telling(unit, round_):
        raise obstacle
