"""Take hold of a round before deciding on it, so that two people cannot move it at once."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from core.database.session import TenantSession
from core.programme.holding import hold_open
from core.programme.models import Edition
from core.tenancy.unit import Unit
from plugins.immersion.enums import RoundState
from plugins.immersion.errors import AlreadyPublishedError, ProposalMovedError, RoundStateError, UnknownRoundError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.rules import ROUND_MOVES, is_a_move


def lock_round(unit: Unit, round_id: uuid.UUID) -> ImmersionRound:
    """Lock the round in its open edition and return it as it is now; whoever came second waits here.

    Raises UnknownRoundError, NotOpenError when the edition is closed.
    """
    query = select(ImmersionRound).where(ImmersionRound.id == round_id)
    edition_id = unit.session.scalar(query.with_only_columns(ImmersionRound.edition_id))
    if edition_id is not None:
        hold_open(unit, edition_id)
    found = unit.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise UnknownRoundError()
    return found


def require_move(round_: ImmersionRound, new: RoundState) -> None:
    """Raise AlreadyPublishedError or RoundStateError unless the round may become `new` from where it stands."""
    if round_.state == RoundState.PUBLISHED and round_.published_at:
        raise AlreadyPublishedError(round_.number, round_.state, new, round_.published_by or "", round_.published_at)
    if not is_a_move(ROUND_MOVES, round_.state, new):
        raise RoundStateError(round_.number, round_.state, new)


def lock_proposed(unit: Unit, round_id: uuid.UUID) -> ImmersionRound:
    """Lock a proposed round and return it; raises what lock_round does, AlreadyPublishedError, RoundStateError."""
    round_ = lock_round(unit, round_id)
    require_move(round_, RoundState.PUBLISHED)  # The one thing that only a proposed round may become.
    return round_


def require_version(round_: ImmersionRound, version: int) -> None:
    """Raise ProposalMovedError unless the locked round is at the `version` that somebody looked at."""
    if round_.version != version:
        raise ProposalMovedError(round_.number)


def edition_of(session: TenantSession, round_: ImmersionRound) -> Edition:
    """Return the edition of a round."""
    return session.scalars(select(Edition).where(Edition.id == round_.edition_id)).one()
