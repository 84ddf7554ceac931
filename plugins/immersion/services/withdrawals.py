"""Trainees withdraw: their place is free at once, and the host is told in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.audit.services import record
from core.contract.acting import require
from core.database.rows import AnyRow
from core.programme.models import Edition, Registration
from core.tenancy.unit import Unit
from plugins.immersion.access import WITHDRAW, visible_trainees
from plugins.immersion.enums import ParticipantKind, RegistrationStatus
from plugins.immersion.errors import UnknownTraineeError
from plugins.immersion.services.letters import write_host_lists
from plugins.immersion.services.places import LivePlace, free, live_places


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A trainee's withdrawal: which registration, when it was received, and why if they said so."""

    registration_id: uuid.UUID
    at: datetime
    reason: str | None = None


def withdraw_many(unit: Unit, edition: Edition, withdrawals: Sequence[Withdrawal]) -> int:
    """Withdraw trainees of `edition` and free their places; return how many withdrew now.

    Whoever had withdrawn stays as they were, so that the same file can come twice. Each host whose list changed gets
    one letter (IM-20). Later rounds do not see those who withdrew. The number of statements does not depend on how many
    withdraw. Raises UnknownTraineeError when one does not exist for the actor, NotAllowedError without the right.
    """
    require(unit.actor, WITHDRAW)
    by_id = {withdrawal.registration_id: withdrawal for withdrawal in withdrawals}
    if not by_id:
        return 0
    # Locks in the order that publishing takes them too: registrations, then openings, each by key.
    leaving = [row for row in _lock(unit, edition, by_id) if row.status == RegistrationStatus.REGISTERED]
    if not leaving:
        return 0
    unit.session.execute(
        update(Registration),
        [
            {
                "tenant_id": unit.tenant.id,
                "id": row.id,
                "status": RegistrationStatus.WITHDRAWN.value,
                "withdrawn_at": by_id[row.id].at,
                "withdrawal_reason": by_id[row.id].reason,
                "version": row.version + 1,
            }
            for row in leaving
        ],
    )
    for row in leaving:
        record(unit, "immersion.trainee.withdrawn", row.id, reference=row.reference, reason=by_id[row.id].reason)
    places = live_places(unit, [row.id for row in leaving])
    free(unit, places, {row.id: by_id[row.id].reason for row in leaving})
    write_host_lists(unit, edition, _names_by_offer(unit, places))
    return len(leaving)


def _lock(unit: Unit, edition: Edition, registration_ids: Collection[uuid.UUID]) -> Sequence[AnyRow]:
    query = (
        select(Registration.id, Registration.reference, Registration.status, Registration.version)
        .where(
            Registration.edition_id == edition.id,
            Registration.role == ParticipantKind.TRAINEE,
            Registration.id.in_(registration_ids),
            visible_trainees(unit.actor, WITHDRAW),
        )
        .order_by(Registration.id)
        .with_for_update(key_share=True)
    )
    rows = unit.session.execute(query).all()
    if len(rows) < len(registration_ids):
        raise UnknownTraineeError(len(registration_ids) - len(rows))
    return rows


def _names_by_offer(unit: Unit, places: Sequence[LivePlace]) -> dict[uuid.UUID, list[str]]:
    """Return the names of those who leave, by offer; their hosts knew them."""
    query = (
        select(Registration.id, Person.first_name, Person.last_name)
        .join(Person, (Person.tenant_id == Registration.tenant_id) & (Person.id == Registration.person_id))
        .where(Registration.id.in_([place.registration_id for place in places]))
    )
    names = {row.id: full_name(row.first_name, row.last_name) for row in unit.session.execute(query)}
    found: dict[uuid.UUID, list[str]] = {}
    for place in places:
        found.setdefault(place.offer_id, []).append(names[place.registration_id])
    return found
