"""The end of the rounds where nobody is in the last one: which hosts are still to hear that nobody comes (IM-20)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from core.messages.telling import told_to
from core.programme.models import Offer
from core.tenancy.unit import Unit
from plugins.immersion import messages
from plugins.immersion.errors import ImmersionError, NotTheLastError, PeopleWaitError
from plugins.immersion.models import ImmersionRound
from plugins.immersion.queries.foresight import Foresight, foresee
from plugins.immersion.queries.hosts import expects_nobody
from plugins.immersion.queries.obstacles import obstacle_to_opening
from plugins.immersion.queries.rounds import round_numbers
from plugins.immersion.rules import NOBODY_COMES, round_after


def obstacle_to_telling(
    unit: Unit, round_: ImmersionRound, foresight: Foresight | None = None
) -> ImmersionError | None:
    """Return the error with which telling the hosts of a planned round would be refused today, or None.

    It is the last round, it could be opened today if anybody were in it, and nobody is.
    """
    later = round_after(round_.number, round_numbers(unit.session, round_.edition_id))
    if later is not None:
        return NotTheLastError(round_.number, later)
    if (foresight or foresee(unit, round_.id)).pool:
        return PeopleWaitError(round_.number)
    return obstacle_to_opening(unit, round_)


def hosts_to_tell(unit: Unit, edition_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the hosts, by registration, that expect nobody and were not told so after the last round; two statements.

    One that only heard that its list is empty, after a withdrawal, is still to hear that it stays so.
    """
    query = select(Offer.registration_id).where(expects_nobody(edition_id)).distinct()
    hosts = [host for host in unit.session.scalars(query) if host is not None]
    told = told_to(unit.session, messages.HOST_NOBODY, NOBODY_COMES, hosts)
    return [host for host in hosts if host not in told]
