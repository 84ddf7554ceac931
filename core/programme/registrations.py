"""Registrations that end: whoever withdraws gives back their places in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from core.audit.services import record
from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from core.database.bulk import update_rows
from core.database.rows import AnyRow
from core.programme.booking import Left, cancel_all
from core.programme.errors import UnknownRegistrationError
from core.programme.holding import hold_open
from core.programme.models import Registration
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal: of which registration, when it was received, and why if they said so."""

    registration_id: uuid.UUID
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What withdrawals did: whose registrations ended now, and the places that they gave back."""

    registration_ids: tuple[uuid.UUID, ...]
    places: tuple[Left, ...]


def withdraw(
    unit: Unit,
    edition_id: uuid.UUID,
    withdrawals: Sequence[Withdrawal],
    status: Status[Standing],
    place_status: Status[PlaceStanding],
    *,
    among: ColumnElement[bool],
    act: str,
) -> Withdrawn:
    """End registrations of an edition as `status` and their places as `place_status`, on record as `act`.

    An act of a module's service, which has checked the right and says `among` which registrations it may be done
    (those of a role that exist for the actor). Whoever had withdrawn stays as they were, so that the
    same file can come twice. Why somebody withdraws stands with the registration, which can be erased, and not in the
    trail. The number of statements does not depend on how many withdraw. Raises UnknownRegistrationError, NotOpenError.
    """
    hold_open(unit, edition_id)
    by_id = {withdrawal.registration_id: withdrawal for withdrawal in withdrawals}
    # Locks in the order that booking takes them too: registrations, then openings, each by key.
    leaving = [row for row in _lock(unit, edition_id, by_id, among) if row.standing != Standing.ENDED]
    if not leaving:
        return Withdrawn((), ())
    update_rows(
        unit.session,
        Registration,
        {
            row.id: {
                **status.columns,
                "withdrawn_at": by_id[row.id].at,
                "withdrawal_reason": by_id[row.id].reason,
            }
            for row in leaving
        },
    )
    for row in leaving:
        record(unit, act, row.id, reference=row.reference)
    ids = tuple(row.id for row in leaving)
    places = cancel_all(unit, ids, place_status, {id_: by_id[id_].reason for id_ in ids})
    return Withdrawn(ids, tuple(places))


def _lock(
    unit: Unit, edition_id: uuid.UUID, registration_ids: Collection[uuid.UUID], among: ColumnElement[bool]
) -> Sequence[AnyRow]:
    query = (
        select(Registration.id, Registration.reference, Registration.standing)
        .where(Registration.id.in_(registration_ids), Registration.edition_id == edition_id, among)
        .order_by(Registration.id)
        .with_for_update(key_share=True)
    )
    rows = unit.session.execute(query).all()
    if len(rows) < len(registration_ids):
        raise UnknownRegistrationError(len(registration_ids) - len(rows))
    return rows
