"""Take places, give them back, and let those who wait move up: nothing else writes participations.

The count of an opening follows by itself (a trigger), and a CHECK has the last word. These are acts of a module's
services, which have checked the right. Whoever locks several rows locks registrations first, then openings, each in the
order of their keys, so that no two acts wait for each other's rows. There remain two acts that give places to the same
people in different openings, each to the one first whom the other needs: the database stops one, which tries again.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TypeVar

from psycopg.errors import DeadlockDetected, ExclusionViolation, UniqueViolation
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from core.database.base import uuid7
from core.database.bulk import as_text, insert_rows
from core.database.rows import AnyRow
from core.programme.booking_statements import Condition, beginning, inserting, refusing
from core.programme.errors import (
    AlreadyBookedError,
    BookingError,
    ElsewhereError,
    FullError,
    NotOfferedError,
    NotTakingPartError,
    SecondPlaceError,
)
from core.programme.models import Offer, Opening, Participation, Registration, StatusChange
from core.programme.rules import Room, first_that_fit
from core.programme.waiting import once_each, promotable
from core.tenancy.unit import Unit

T = TypeVar("T")
#: How often an act that another got in the way of looks again.
_TRIES = 5
#: How others get in the way of a write: somebody has just taken the place, or both wait for each other.
_IN_THE_WAY = (UniqueViolation, ExclusionViolation, DeadlockDetected)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that is wanted: by whom, where, and how many seats it takes.

    With `sole` the registration may hold no other place that is sole.
    """

    opening_id: uuid.UUID
    registration_id: uuid.UUID
    seats: int = 1
    sole: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """A place that was taken, or a place on the waiting list."""

    participation_id: uuid.UUID
    standing: PlaceStanding


@dataclass(frozen=True, slots=True)
class Left:
    """A place that was given back, or a wish that was."""

    participation_id: uuid.UUID
    registration_id: uuid.UUID
    opening_id: uuid.UUID
    offer_id: uuid.UUID
    standing: PlaceStanding


def book(
    unit: Unit, wanted: Wanted, status: Status[PlaceStanding], *, otherwise: Status[PlaceStanding] | None = None
) -> Booked:
    """Take a place as `status`, or a place on the waiting list as `otherwise` when there is no room.

    Nobody overtakes those who wait: what would fit one of them is not given to another. A refusal writes nothing and
    locks nothing. Raises FullError without room and without `otherwise`, AlreadyBookedError, SecondPlaceError,
    ElsewhereError (somewhere else at that time), NotOfferedError, NotTakingPartError.
    """
    for _ in range(_TRIES):
        if found := _take(unit, wanted, status):
            return found
        refusal = _refusal(unit, wanted)
        if isinstance(refusal, FullError) and otherwise:
            # Under the locks, so that nobody leaves between our look and our wait.
            _lock_registrations(unit, [wanted.registration_id])
            _lock_openings(unit, [wanted.opening_id])
            return _take(unit, wanted, status) or _wait(unit, wanted, otherwise)
        if refusal:
            raise refusal
    raise FullError(wanted.opening_id, wanted.registration_id)


def book_many(unit: Unit, wanted: Sequence[Wanted], status: Status[PlaceStanding]) -> list[uuid.UUID]:
    """Take all the places of `wanted` as `status`, or none, and return their participations in the same order.

    For a decision on many at once, which does not heed the waiting list; six statements, however many places.
    Raises what `book` raises, for the first of them that cannot be taken.
    """
    if not wanted:
        return []
    _lock_registrations(unit, {one.registration_id for one in wanted})
    rooms = _lock_openings(unit, {one.opening_id for one in wanted})
    seats: Counter[uuid.UUID] = Counter()
    for one in wanted:
        seats[one.opening_id] += one.seats
        if one.opening_id in rooms and not rooms[one.opening_id].fits(seats[one.opening_id]):
            raise FullError(one.opening_id, one.registration_id)
    ids = [uuid7() for _ in wanted]
    written = _undisturbed(unit, lambda: _insert(unit, list(zip(ids, wanted, strict=True)), status))
    for id_, one in zip(ids, wanted, strict=True):
        if id_ not in written:
            raise _refusal(unit, one) or AlreadyBookedError(one.opening_id, one.registration_id)
    _tell(unit, ((id_, None, None) for id_ in ids), status)
    return ids


def cancel(
    unit: Unit, participation_ids: Collection[uuid.UUID], status: Status[PlaceStanding], *, reason: str | None = None
) -> list[Left]:
    """End participations as `status`, and return those that were alive; four statements, however many.

    Who waits moves up with `promote`, when the module says so.
    """
    return _end(unit, Participation.id.in_(participation_ids), status, lambda _registration: reason)


def cancel_all(
    unit: Unit,
    registration_ids: Collection[uuid.UUID],
    status: Status[PlaceStanding],
    reasons: Mapping[uuid.UUID, str | None],
) -> list[Left]:
    """End whatever these registrations ask, wait for or hold, as `status`; the reasons are by registration."""
    return _end(unit, Participation.registration_id.in_(registration_ids), status, reasons.get)


def restore(unit: Unit, participation_ids: Collection[uuid.UUID], status: Status[PlaceStanding]) -> None:
    """Let participations that are over stand as `status` again, all or none; their openings are locked first, by key.

    Whoever undoes what ended them. Raises FullError for the first without room, NotOfferedError where no offer stands.
    """
    query = select(
        *(Participation.id, Participation.opening_id, Participation.registration_id),
        *(Participation.seats, Participation.status),
    )
    rows = unit.session.execute(query.where(Participation.id.in_(participation_ids)).order_by(Participation.id)).all()
    rooms = _lock_openings(unit, {row.opening_id for row in rows})
    over = _over(unit, rooms)  # Under the locks, so that no offer ends between our look and our change.
    seats: Counter[uuid.UUID] = Counter()
    for row in rows:
        if row.opening_id in over:
            raise NotOfferedError(row.opening_id, row.registration_id)
        seats[row.opening_id] += row.seats
        if not rooms[row.opening_id].fits(seats[row.opening_id]):
            raise FullError(row.opening_id, row.registration_id)
    if rows:
        _undisturbed(unit, lambda: _change(unit, [row.id for row in rows], status))
        _tell(unit, ((row.id, row.status, None) for row in rows), status)


def promote(unit: Unit, opening_id: uuid.UUID, status: Status[PlaceStanding]) -> list[uuid.UUID]:
    """Give what is left of an opening to those who wait, the first first, as `status`; return their participations.

    Passed over, and waiting on: those whose seats do not fit any more, those who are somewhere else at that time or
    hold the only place they may have, and those whose registration is over.
    """
    room = _lock_openings(unit, [opening_id]).get(opening_id)
    if room is None:
        return []

    def move_up() -> Sequence[AnyRow]:
        # Looks anew each time: who has just taken a place elsewhere is passed over.
        rows = once_each(unit.session.execute(promotable(opening_id)).all())
        chosen = [rows[position] for position in first_that_fit([row.seats for row in rows], room)]
        if chosen:
            _change(unit, [row.id for row in chosen], status)
        return chosen

    moved = _undisturbed(unit, move_up)
    _tell(unit, ((row.id, row.status, None) for row in moved), status)
    return [row.id for row in moved]


def _undisturbed(unit: Unit, write: Callable[[], T]) -> T:
    """Write something whole; from the beginning when another got in the way, and that has ended."""
    for _ in range(_TRIES):
        try:
            with unit.session.begin_nested():
                return write()
        except DBAPIError as error:
            if not isinstance(error.orig, _IN_THE_WAY):
                raise
    with unit.session.begin_nested():
        return write()


def _take(unit: Unit, wanted: Wanted, status: Status[PlaceStanding]) -> Booked | None:
    """Take a place if there is room: one statement, which locks the opening only when there is.

    Whoever waits for the lock looks again at what is left then, and goes away without an error when it is too late.
    """
    return _write(unit, wanted, status, Condition.ROOM_AND_NOBODY_WAITS if wanted.seats else Condition.ROOM)


def _wait(unit: Unit, wanted: Wanted, status: Status[PlaceStanding]) -> Booked:
    if found := _write(unit, wanted, status, Condition.NONE):
        return found
    raise _refusal(unit, wanted) or AlreadyBookedError(wanted.opening_id, wanted.registration_id)


def _write(unit: Unit, wanted: Wanted, status: Status[PlaceStanding], condition: Condition) -> Booked | None:
    id_ = uuid7()
    if not _insert(unit, [(id_, wanted)], status, condition):
        return None
    if not _begin(unit, id_, wanted, status):
        # The offer ended while the opening was waited for: nothing was written.
        unit.session.execute(
            delete(Participation).where(Participation.id == id_), execution_options={"synchronize_session": False}
        )
        raise NotOfferedError(wanted.opening_id, wanted.registration_id)
    return Booked(id_, status.standing)


def _begin(unit: Unit, participation_id: uuid.UUID, wanted: Wanted, status: Status[PlaceStanding]) -> bool:
    """Write how the history of a place begins, unless its offer is over by now; say whether it was written."""
    values = {
        **{"tenant_id": unit.tenant.id, "id": uuid7(), "participation_id": participation_id},
        **{"old": None, "new": status.word, "by": unit.actor.name, "at": unit.now, "reason": None},
    }
    return unit.session.scalar(beginning(), {**values, "opening": wanted.opening_id}) is not None


def _insert(
    unit: Unit,
    places: Sequence[tuple[uuid.UUID, Wanted]],
    status: Status[PlaceStanding],
    condition: Condition = Condition.NONE,
) -> set[uuid.UUID]:
    """Insert participations, but for those that a key refuses or the condition on the opening; return which."""
    names = [field.name for field in fields(Wanted)]
    rows = [{"id": id_, **{name: getattr(one, name) for name in names}} for id_, one in places]
    values = {"rows": as_text(rows), "tenant": unit.tenant.id, "now": unit.now, **status.columns}
    return set(unit.session.scalars(inserting(condition), values))


def _refusal(unit: Unit, wanted: Wanted) -> BookingError | None:
    """Say why a place cannot be taken; None when by now it can. One statement."""
    row = unit.session.execute(refusing(), asdict(wanted)).one_or_none()
    reasons = (
        (row is None, NotTakingPartError),
        (row and row.over, NotOfferedError),
        (row and row.already, AlreadyBookedError),
        (row and row.second, SecondPlaceError),
        (row and row.elsewhere, ElsewhereError),
        (row and not row.room, FullError),
    )
    found = next((error for applies, error in reasons if applies), None)
    return found(wanted.opening_id, wanted.registration_id) if found else None


def _end(
    unit: Unit,
    which: ColumnElement[bool],
    status: Status[PlaceStanding],
    reason_of: Callable[[uuid.UUID], str | None],
) -> list[Left]:
    """End the participations of a criterion that are alive; their openings are locked first, by key."""
    alive = and_(which, Participation.standing != PlaceStanding.ENDED)
    _lock_openings(unit, select(Participation.opening_id).where(alive))
    query = (
        select(
            Participation.id,
            Participation.registration_id,
            Participation.opening_id,
            Opening.offer_id,
            Participation.standing,
            Participation.status,
        )
        .join(Opening, and_(Opening.tenant_id == Participation.tenant_id, Opening.id == Participation.opening_id))
        .where(alive)
        .order_by(Participation.id)
    )
    rows = unit.session.execute(query).all()
    if rows:
        _change(unit, [row.id for row in rows], status)
        _tell(unit, ((row.id, row.status, reason_of(row.registration_id)) for row in rows), status)
    return [
        Left(row.id, row.registration_id, row.opening_id, row.offer_id, PlaceStanding(row.standing)) for row in rows
    ]


def _change(unit: Unit, participation_ids: Collection[uuid.UUID], status: Status[PlaceStanding]) -> None:
    unit.session.execute(
        update(Participation)
        .where(Participation.id.in_(participation_ids))
        .values(
            **status.columns,
            ended_at=unit.now if status.standing is PlaceStanding.ENDED else None,
        )
        .execution_options(synchronize_session=False)
    )


def _tell(
    unit: Unit, changes: Iterable[tuple[uuid.UUID, str | None, str | None]], status: Status[PlaceStanding]
) -> None:
    """Write the history of changes to `status`: participation, the word before, and why."""
    rows = [{"participation_id": id_, "old": old, "reason": reason} for id_, old, reason in changes]
    insert_rows(unit.session, StatusChange, rows, new=status.word, by=unit.actor.name, at=unit.now)


def _lock_openings(unit: Unit, opening_ids: Collection[uuid.UUID] | Select[uuid.UUID]) -> dict[uuid.UUID, Room]:
    """Lock openings in the order of their keys, and return how many places each has now."""
    query = select(Opening.id, Opening.capacity, Opening.taken).where(Opening.id.in_(opening_ids))
    rows = unit.session.execute(query.order_by(Opening.id).with_for_update(key_share=True))
    return {id_: Room(capacity, taken) for id_, capacity, taken in rows}


def _over(unit: Unit, opening_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return those of these openings whose offer has ended; none for none, without a statement."""
    if not opening_ids:
        return frozenset()
    query = select(Opening.id).join_from(Opening, Offer).where(Opening.id.in_(opening_ids))
    return frozenset(unit.session.scalars(query.where(Offer.standing == Standing.ENDED)))


def _lock_registrations(unit: Unit, registration_ids: Collection[uuid.UUID]) -> None:
    query = select(Registration.id).where(Registration.id.in_(registration_ids)).order_by(Registration.id)
    unit.session.execute(query.with_for_update(key_share=True)).all()
