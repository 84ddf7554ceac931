"""The waiting list of an opening, in SQL: who is first, who could move up now, and who would be overtaken."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from core.contract.standing import PlaceStanding, Standing
from core.database.base import refers
from core.database.rows import AnyRow
from core.programme.capacity import has_room
from core.programme.models import Offer, Opening, Participation, Registration

#: Rows beside those that are asked about: an alias takes long to make.
_WAITING, _HELD, _OVER = aliased(Participation), aliased(Participation), aliased(Registration)


def promotable(opening_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    """Return who waits for an opening and could take a place now, the first first."""
    return (
        select(
            *(Participation.id, Participation.person_id, Participation.during),
            *(Participation.seats, Participation.status),
        )
        .where(Participation.opening_id == opening_id, Participation.standing == PlaceStanding.WAITING)
        .where(~_hindered(Participation), _offered())
        .order_by(Participation.arrival)
    )


@cache
def _offered() -> ColumnElement[bool]:
    """Return the criterion that the offer of a Participation has not ended."""
    return exists().where(
        refers(Participation.opening_id, Opening), refers(Opening.offer_id, Offer), Offer.standing != Standing.ENDED
    )


@cache
def nobody_waits() -> ColumnElement[bool]:
    """Return the criterion that nobody on the waiting list of an Opening would fit in what is left, and could come."""
    return ~exists().where(
        refers(_WAITING.opening_id, Opening),
        _WAITING.standing == PlaceStanding.WAITING,
        has_room(_WAITING.seats.expression),
        ~_hindered(_WAITING),
    )


def _hindered(waiting: type[Participation]) -> ColumnElement[bool]:
    """Return the criterion that one who waits could not take a place now, whatever the room.

    The person is somewhere else at that time, holds the only place they may have, or takes part no more.
    """
    holds = and_(_HELD.tenant_id == waiting.tenant_id, _HELD.standing == PlaceStanding.HOLDING)
    second = exists().where(holds, _HELD.registration_id == waiting.registration_id, _HELD.sole)
    elsewhere = exists().where(holds, _HELD.person_id == waiting.person_id, _HELD.during.op("&&")(waiting.during))
    over = exists().where(refers(waiting.registration_id, _OVER), _OVER.standing == Standing.ENDED)
    return or_(and_(waiting.sole, second), elsewhere, over)


def once_each(waiting: Iterable[AnyRow]) -> list[AnyRow]:
    """Leave out who waits a second time, under another registration, for a place at a time of its own."""
    people: set[uuid.UUID] = set()
    found = []
    for row in waiting:
        if row.during is None or row.person_id not in people:
            found.append(row)
        people.add(row.person_id)
    return found
