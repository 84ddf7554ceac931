"""What gave places back is undone while nothing followed: a withdrawal, of which the registration stands again as well,
or a release, through which it stood all the while."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from core.audit.models import AuditEntry
from core.audit.services import done_before, record
from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from core.database.bulk import update_rows
from core.programme.booking import restore
from core.programme.capacity import has_room
from core.programme.errors import FollowedError, FullError, NotOfferedError, RegistrationMovedError
from core.programme.holding import hold_registration, note_change
from core.programme.models import Offer, Opening, Participation, Registration
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Undoing:
    """How an act that gave places back is undone: both by their names in the trail, and what stands as what."""

    #: The act, and as what it left the places.
    undoes: str
    left: Status[PlaceStanding]
    #: Its undoing, and as what the places stand then.
    act: str
    place: Status[PlaceStanding]
    #: As what the registration stands again; None where it stood all the while.
    registration: Status[Standing] | None = None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A place that a registration gave back, and whether it is there still: the offer is open, and has room."""

    participation_id: uuid.UUID
    offer_id: uuid.UUID
    offer: str
    open: bool
    room: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """A withdrawal that was taken back: whose, when and by whom, and since when they had withdrawn."""

    registration_id: uuid.UUID
    at: datetime
    by: str
    withdrawn_at: datetime


#: What says what followed an act, of a registration and the places that it gave back.
Followed = Callable[[Unit, uuid.UUID, Sequence[GivenBack]], FollowedError | None]


def given_back(unit: Unit, registration_id: uuid.UUID, undoing: Undoing) -> Sequence[GivenBack]:
    """Return the places that a registration gave back in the latest act that `undoing` undoes; one statement."""
    # The latest by the real clock: that of an edition in rehearsal may have been set back since.
    acts = select(AuditEntry.counted_at).where(
        AuditEntry.act == undoing.undoes, AuditEntry.subject_id == registration_id
    )
    since = acts.order_by(AuditEntry.at.desc()).limit(1)
    query = (
        select(
            *(Participation.id, Offer.id, Offer.reference, Offer.standing == Standing.ACTIVE),
            has_room(Participation.seats.expression),
        )
        .join_from(Participation, Opening)
        .join_from(Opening, Offer)
        .where(Participation.registration_id == registration_id, Participation.standing == PlaceStanding.ENDED)
        .where(Participation.status == undoing.left.word, Participation.ended_at == since.scalar_subquery())
        .order_by(Participation.id)
    )
    return [GivenBack(*row) for row in unit.session.execute(query)]


def undone_withdrawals(unit: Unit, act: str, registration_id: uuid.UUID | None = None) -> Sequence[Undone]:
    """Return which withdrawals, of one registration or all, were undone by `act`, the latest first; one statement."""
    columns = (AuditEntry.subject_id, AuditEntry.counted_at, AuditEntry.by_name, AuditEntry.details)
    query = select(*columns).where(AuditEntry.act == act)
    query = query.where(AuditEntry.subject_id == registration_id) if registration_id else query
    return [
        Undone(id_, at, by, datetime.fromisoformat(details["withdrawn_at"]))
        for id_, at, by, details in unit.session.execute(query.order_by(AuditEntry.counted_at.desc()))
        if id_ and details.get("withdrawn_at")
    ]


def what_followed(unit: Unit, registration_id: uuid.UUID, places: Sequence[GivenBack]) -> FollowedError | None:
    """Return what followed a withdrawal, by which it cannot be undone any more, or None; one statement.

    The person registered again for the same organisation; the offer of a place is over; the place is somebody else's.
    """
    one, other = aliased(Registration), aliased(Registration)
    same = [getattr(one, name) == getattr(other, name) for name in ("edition_id", "role", "person_id")]
    again = select(other.reference).where(
        *(one.id == registration_id, other.id != one.id, other.standing != Standing.ENDED, *same),
        one.organisation_id.is_not_distinct_from(other.organisation_id),
    )
    if reference := unit.session.scalar(again.limit(1)):
        return FollowedError("registered again", reference)
    return _no_longer_there(places)


def what_followed_release(unit: Unit, registration_id: uuid.UUID, places: Sequence[GivenBack]) -> FollowedError | None:
    """Return what followed a release, by which its places cannot be given again, or None; two statements.

    The person has withdrawn, or has another place by now; the offer of a place is over; the place is somebody else's.
    """
    ended = select(Registration.reference).where(
        Registration.id == registration_id, Registration.standing == Standing.ENDED
    )
    if reference := unit.session.scalar(ended):
        return FollowedError("withdrawn", reference)
    if offer := unit.session.scalar(_placed_since(registration_id, places).limit(1)):
        return FollowedError("placed elsewhere", offer)
    return _no_longer_there(places)


def _placed_since(registration_id: uuid.UUID, places: Sequence[GivenBack]) -> Select[str]:
    """Return which offer a registration takes part in by what no second place may stand beside."""
    gone = aliased(Participation)
    return (
        select(Offer.reference)
        .join_from(Participation, Opening)
        .join_from(Opening, Offer)
        .join(gone, gone.id.in_([place.participation_id for place in places]))
        .where(Participation.registration_id == registration_id, Participation.standing != PlaceStanding.ENDED)
        .where(
            or_(
                Participation.opening_id == gone.opening_id,
                (Participation.standing == PlaceStanding.HOLDING) & Participation.sole & gone.sole,
            )
        )
    )


def _no_longer_there(places: Sequence[GivenBack]) -> FollowedError | None:
    for place in places:
        if not place.open or not place.room:
            return FollowedError("given to another" if place.open else "no longer offered", place.offer)
    return None


def bring_back(
    unit: Unit,
    edition_id: uuid.UUID,
    registration_id: uuid.UUID,
    undoing: Undoing,
    *,
    among: ColumnElement[bool],
    version: int,
    followed: Followed = what_followed,
) -> Sequence[GivenBack] | None:
    """Undo what gave back the places of a registration, on record as `undoing` says: they stand again as it says.

    An act of a module's service, which has checked the right and says `among` which registrations it may be done;
    `version` is that of the registration that was looked at, `followed` says what stands in the way. Return the places
    that it has again, or None when the same actor did this very act before. Raises FollowedError,
    RegistrationMovedError, UnknownRegistrationError, NotOpenError.
    """
    row = hold_registration(unit, edition_id, registration_id, among)
    if done_before(unit, {undoing.act}, row.id, version=version):
        return None
    places = given_back(unit, row.id, undoing)
    if row.version != version or not _can_be_undone(row, undoing, places):
        raise RegistrationMovedError()
    if found := followed(unit, row.id, places):
        raise found
    _let_stand(unit, row, undoing, version)
    try:
        restore(unit, [place.participation_id for place in places], undoing.place)
    except NotOfferedError:  # It has just been withdrawn.
        raise FollowedError("no longer offered", places[0].offer) from None
    except FullError:  # Somebody has just taken it.
        raise FollowedError("given to another", places[0].offer) from None
    return places


def _can_be_undone(row: Registration, undoing: Undoing, places: Sequence[GivenBack]) -> bool:
    """Say whether the act stands that is to be undone: a withdrawal may have given back no place, a release has."""
    return row.standing == Standing.ENDED if undoing.registration else bool(places)


def _let_stand(unit: Unit, row: Registration, undoing: Undoing, version: int) -> None:
    """Let the registration stand again, on record."""
    told = {"reference": row.reference, "version": version}
    if undoing.registration is None:
        record(unit, undoing.act, row.id, **told)
        note_change(unit, row.id)
    else:
        record(unit, undoing.act, row.id, **told, withdrawn_at=_written(row.withdrawn_at))
        again = {**undoing.registration.columns, "withdrawn_at": None, "withdrawal_reason": None}
        update_rows(unit.session, Registration, {row.id: again})


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
