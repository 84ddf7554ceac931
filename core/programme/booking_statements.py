"""The statements that take a place or say why not, each put together once: that takes longer than to run them."""

from __future__ import annotations

import uuid
from enum import Enum, auto
from functools import cache
from typing import Any
from typing import cast as as_type

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Table,
    Uuid,
    and_,
    bindparam,
    column,
    exists,
    func,
    inspect,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeEngine

from core.contract.standing import PlaceStanding, Standing
from core.database.base import refers
from core.database.bulk import unfolding
from core.programme.capacity import has_room
from core.programme.models import Occurrence, Offer, Opening, Participation, Registration, StatusChange
from core.programme.waiting import nobody_waits

#: Participations beside the one that is booked: an alias takes long to make.
_ALIVE, _HELD = aliased(Participation), aliased(Participation)

#: The kind of the columns that say how a participation stands: it refuses what no module declares.
_STANDS = Participation.status.type
_KEYS = dict.fromkeys(("id", "opening_id", "registration_id"), Uuid())
_GIVEN: dict[str, TypeEngine[Any]] = {**_KEYS, "seats": Integer(), "sole": Boolean()}


class Condition(Enum):
    """On what condition a place is written."""

    NONE = auto()
    ROOM = auto()
    ROOM_AND_NOBODY_WAITS = auto()


@cache
def inserting(condition: Condition) -> ReturningInsert[tuple[uuid.UUID]]:
    """Return the statement that writes places (`rows`, each an id with what is wanted) on a condition.

    Its other parameters: `tenant`, `now`, and how the places stand (`standing`, `status`). It returns the ids of those
    that were written: a key or the condition may refuse some.
    """
    given = unfolding("rows", _GIVEN)
    values = {
        "tenant_id": Opening.tenant_id,
        "id": given.c.id,
        "edition_id": Opening.edition_id,
        "opening_id": Opening.id,
        "registration_id": Registration.id,
        "person_id": Registration.person_id,
        **{name: bindparam(name, type_=_STANDS) for name in ("standing", "status")},
        "seats": given.c.seats,
        "sole": given.c.sole,
        "during": _during(),
        "begun_at": bindparam("now", type_=Participation.begun_at.type),
        "version": literal(1),
    }
    tenant = bindparam("tenant", type_=Uuid())
    source = (
        select(*values.values())
        .select_from(given)
        .join(Registration, Registration.id == given.c.registration_id)
        .join(Opening, and_(Opening.id == given.c.opening_id, Opening.edition_id == Registration.edition_id))
        .join(Offer, refers(Opening.offer_id, Offer))
        .where(Registration.tenant_id == tenant, Opening.tenant_id == tenant)
        .where(Registration.standing != Standing.ENDED, Offer.standing != Standing.ENDED)
        .with_for_update(of=[Registration, Opening], key_share=True)
    )
    if condition is not Condition.NONE:
        source = source.where(has_room(given.c.seats))
    if condition is Condition.ROOM_AND_NOBODY_WAITS:
        source = source.where(nobody_waits())
    table = as_type(Table, inspect(Participation).local_table)
    statement = insert(table).from_select(list(values), source, include_defaults=False)
    return statement.on_conflict_do_nothing().returning(column("id", Uuid))


@cache
def beginning() -> ReturningInsert[tuple[uuid.UUID]]:
    """Return the statement that begins the history of a place, unless its offer has ended, and returns its id.

    Whoever waited for an opening that the ending of its offer held has looked at the offer before: this looks again, in
    a statement of its own. Its parameters are the columns of the history, and `opening`.
    """
    table = as_type(Table, inspect(StatusChange).local_table)
    offered = exists().where(
        Opening.tenant_id == bindparam("tenant_id"),
        Opening.id == bindparam("opening", type_=Uuid()),
        refers(Opening.offer_id, Offer),
        Offer.standing != Standing.ENDED,
    )
    names = [each.name for each in table.c]
    told = select(*(bindparam(name, type_=table.c[name].type) for name in names)).where(offered)
    return insert(table).from_select(names, told, include_defaults=False).returning(column("id", Uuid))


@cache
def _during() -> ColumnElement[object]:
    """Return the time of an opening that has one occurrence; several are no one stretch of time.

    What was agreed with one participant is nobody else's time.
    """
    return (
        select(func.tstzrange(func.min(Occurrence.starts_at), func.min(Occurrence.ends_at)))
        .where(Occurrence.tenant_id == Opening.tenant_id, Occurrence.opening_id == Opening.id)
        .where(Occurrence.participation_id.is_(None))
        .having(func.count() == 1)
        .correlate(Opening)
        .scalar_subquery()
    )


@cache
def refusing() -> Select[*tuple[Any, ...]]:
    """Return what stands against a place (Wanted, field by field): no row when it is none that anybody could have."""
    already = exists().where(
        _ALIVE.tenant_id == Opening.tenant_id,
        _ALIVE.opening_id == Opening.id,
        _ALIVE.registration_id == Registration.id,
        _ALIVE.standing != PlaceStanding.ENDED,
    )
    holds = and_(_HELD.tenant_id == Opening.tenant_id, _HELD.standing == PlaceStanding.HOLDING)
    second = exists().where(holds, _HELD.registration_id == Registration.id, _HELD.sole)
    elsewhere = exists().where(holds, _HELD.person_id == Registration.person_id, _HELD.during.op("&&")(_during()))
    seats = bindparam("seats", type_=Integer())
    return (
        select(
            (Offer.standing == Standing.ENDED).label("over"),
            already.label("already"),
            and_(bindparam("sole", type_=Boolean()), second).label("second"),
            elsewhere.label("elsewhere"),
            and_(has_room(seats), or_(seats == 0, nobody_waits())).label("room"),
        )
        .select_from(Registration)
        .join(Opening, and_(Opening.tenant_id == Registration.tenant_id, Opening.edition_id == Registration.edition_id))
        .join(Offer, refers(Opening.offer_id, Offer))
        .where(Registration.id == bindparam("registration_id"), Registration.standing != Standing.ENDED)
        .where(Opening.id == bindparam("opening_id"))
    )
