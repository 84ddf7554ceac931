"""A withdrawal is undone while nothing followed: the registration and the places that it gave back stand again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from core.audit.models import AuditEntry
from core.audit.services import done_before, record
from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from core.database.bulk import update_rows
from core.programme.booking import restore
from core.programme.capacity import has_room
from core.programme.errors import FollowedError, FullError, RegistrationMovedError, UnknownRegistrationError
from core.programme.holding import hold_open
from core.programme.models import Offer, Opening, Participation, Registration
from core.tenancy.unit import Unit


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


def given_back(unit: Unit, registration_id: uuid.UUID, act: str) -> Sequence[GivenBack]:
    """Return the places that a registration gave back in its latest `act` (on record); one statement."""
    # The latest by the real clock: that of an edition in rehearsal may have been set back since.
    acts = select(AuditEntry.counted_at).where(AuditEntry.act == act, AuditEntry.subject_id == registration_id)
    since = acts.order_by(AuditEntry.at.desc()).limit(1)
    query = (
        select(
            *(Participation.id, Offer.id, Offer.reference, Offer.standing == Standing.ACTIVE),
            has_room(Participation.seats.expression),
        )
        .join_from(Participation, Opening)
        .join_from(Opening, Offer)
        .where(Participation.registration_id == registration_id, Participation.standing == PlaceStanding.ENDED)
        .where(Participation.ended_at == since.scalar_subquery())
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
    for place in places:
        if not place.open or not place.room:
            return FollowedError("given to another" if place.open else "no longer offered", place.offer)
    return None


def bring_back(
    unit: Unit,
    edition_id: uuid.UUID,
    registration_id: uuid.UUID,
    status: Status[Standing],
    place_status: Status[PlaceStanding],
    *,
    among: ColumnElement[bool],
    undoes: str,
    act: str,
    version: int,
) -> Sequence[GivenBack] | None:
    """Undo the withdrawal of a registration, on record as `act`: it is `status` again, and its places `place_status`.

    An act of a module's service, which has checked the right and says `among` which registrations it may be done;
    `undoes` is the act of the withdrawal, `version` that of the registration that was looked at. Return the places that
    it has again, or None when the same actor did this very act before. Raises FollowedError, RegistrationMovedError,
    UnknownRegistrationError, NotOpenError.
    """
    hold_open(unit, edition_id)
    query = select(Registration).where(Registration.id == registration_id, Registration.edition_id == edition_id, among)
    row = unit.session.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))
    if row is None:
        raise UnknownRegistrationError(1)
    if done_before(unit, {act}, row.id, version=version):
        return None
    if row.version != version or row.standing != Standing.ENDED:
        raise RegistrationMovedError()
    places = given_back(unit, row.id, undoes)
    if followed := what_followed(unit, row.id, places):
        raise followed
    record(unit, act, row.id, reference=row.reference, version=version, withdrawn_at=_written(row.withdrawn_at))
    again = {**status.columns, "withdrawn_at": None, "withdrawal_reason": None}
    update_rows(unit.session, Registration, {row.id: again})
    try:
        restore(unit, [place.participation_id for place in places], place_status)
    except FullError:  # Somebody has just taken it.
        raise FollowedError("given to another", places[0].offer) from None
    return places


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
