"""What stands in the way of opening a round."""

from __future__ import annotations

from core.programme.queries import phases_of
from core.tenancy.unit import Unit
from plugins.immersion.enums import Pool, RoundState
from plugins.immersion.errors import ImmersionError, PassedOverError, PreviousRoundError, RegistrationOpenError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.foresight import foresee
from plugins.immersion.queries.rounds import rounds_of
from plugins.immersion.rules import begun_after, last_registration_day, registrations_closed_for, unpublished_before


def obstacle_to_opening(unit: Unit, round_: ImmersionRound) -> ImmersionError | None:
    """Return the error with which opening the round would be refused today, or None when nothing stands in the way.

    An earlier round in which nobody is cannot be opened either, and holds up no other. Rounds of one pool have the same
    people in it, so that it is looked at once for each pool.
    """
    rounds, phases = rounds_of(unit.session, round_.edition_id), phases_of(unit.session, round_.edition_id)
    states = {other.number: other.state for other in rounds}
    if (later := begun_after(round_.number, states)) is not None:
        return PassedOverError(round_.number, later)
    pool = Pool(round_.pool)
    last_day = last_registration_day(pool, phases)
    if last_day and not registrations_closed_for(pool, phases, unit.today):
        return RegistrationOpenError(round_.number, pool, last_day)
    planned = [other for other in rounds if other.number < round_.number and other.state == RoundState.PLANNED]
    has_people = {
        pool: foresee(unit, id_).pool > 0 for pool, id_ in {other.pool: other.id for other in planned}.items()
    }
    for other in planned:
        if not has_people[other.pool]:
            del states[other.number]
    previous = unpublished_before(round_.number, states)
    return PreviousRoundError(round_.number, previous) if previous is not None else None
