"""Trainees withdraw: their place is free at once, and the host is told in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import and_, select

from core.accounts.models import Person
from core.accounts.rules import full_name
from core.contract.acting import require
from core.database.rows import grouped
from core.programme.booking import Left
from core.programme.models import Edition, Registration
from core.programme.registrations import Withdrawal, withdraw
from core.tenancy.unit import Unit
from plugins.immersion.access import WITHDRAW, visible_trainees
from plugins.immersion.enums import ParticipantKind
from plugins.immersion.services.letters import write_host_lists
from plugins.immersion.statuses import GIVEN_BACK, WITHDRAWN


def withdraw_many(unit: Unit, edition: Edition, withdrawals: Sequence[Withdrawal]) -> int:
    """Withdraw trainees of `edition` and free their places; return how many withdrew now.

    Whoever had withdrawn stays as they were, so that the same file can come twice. Each host whose list changed gets
    one letter (IM-20). Later rounds do not see those who withdrew. The number of statements does not depend on how many
    withdraw. Raises UnknownRegistrationError when one does not exist for the actor, NotAllowedError without the right.
    """
    require(unit.actor, WITHDRAW)
    trainees = and_(
        Registration.role == ParticipantKind.TRAINEE,
        visible_trainees(unit.actor, WITHDRAW),
    )
    act = "immersion.trainee.withdrawn"
    done = withdraw(unit, edition.id, withdrawals, WITHDRAWN, GIVEN_BACK, among=trainees, act=act)
    if done.registration_ids:
        write_host_lists(unit, edition, _names_by_offer(unit, done.places))
    return len(done.registration_ids)


def _names_by_offer(unit: Unit, places: Sequence[Left]) -> dict[uuid.UUID, list[str]]:
    """Return the names of those who leave, by offer; their hosts knew them."""
    query = (
        select(Registration.id, Person.first_name, Person.last_name)
        .join_from(Registration, Person)
        .where(Registration.id.in_([place.registration_id for place in places]))
    )
    names = {row.id: full_name(row.first_name, row.last_name) for row in unit.session.execute(query)}
    return grouped((place.offer_id, names[place.registration_id]) for place in places)
