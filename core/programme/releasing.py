"""A place is released: somebody else may have it, and whoever had it stays registered, without it (IM-28)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from core.audit.services import done_before, record
from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from core.programme.booking import Left, cancel
from core.programme.errors import RegistrationMovedError
from core.programme.holding import hold_registration, note_change
from core.programme.models import Participation
from core.programme.queries import holds_place
from core.tenancy.unit import Unit


def release(
    unit: Unit,
    edition_id: uuid.UUID,
    registration_id: uuid.UUID,
    status: Status[PlaceStanding],
    *,
    among: ColumnElement[bool],
    act: str,
    version: int,
    reason: str,
) -> Sequence[Left] | None:
    """End the places that a registration holds as `status`, on record as `act`; the registration stands.

    An act of a module's service, which has checked the right and says `among` which registrations it may be done.
    `version` is that of the registration that was looked at; it grows, for its places are a part of what is looked at.
    Why stands with the history of each place, where it can be erased, and not in the trail. Return the places, or None
    when the same actor did this very act before. Raises RegistrationMovedError when it stands otherwise by now or holds
    no place, UnknownRegistrationError, NotOpenError.
    """
    row = hold_registration(unit, edition_id, registration_id, among)
    if done_before(unit, {act}, row.id, version=version):
        return None
    held = select(Participation.id).where(Participation.registration_id == row.id, holds_place())
    places = unit.session.scalars(held.order_by(Participation.id)).all()
    if row.version != version or row.standing == Standing.ENDED or not places:
        raise RegistrationMovedError()
    record(unit, act, row.id, reference=row.reference, version=version)
    note_change(unit, row.id)
    return cancel(unit, places, status, reason=reason)
