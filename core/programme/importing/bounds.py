"""What an import is held to beside its file: the days of its edition, and the people whom the actor may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from core.accounts.models import Person
from core.accounts.rules import PersonFacts
from core.contract.acting import Permission
from core.exchange.checking import Days
from core.programme.models import Edition, Registration
from core.programme.queries import phases_of
from core.tenancy.unit import Unit

#: Nobody registers or withdraws so long after an edition is over.
LONGEST_AFTER: Final = timedelta(days=366)


def days_of(unit: Unit, edition: Edition) -> Days:
    """Return which moments are to be believed of an edition's files; one statement (L8).

    They are usually not before its first phase, and never a year after it is over and after today.
    """
    phases = phases_of(unit.session, edition.id)
    first = min((phase.first_day for phase in phases), default=date(edition.year - 1, 1, 1))
    last = max((phase.last_day for phase in phases), default=date(edition.year, 12, 31))
    return Days(latest=max(last, unit.today) + LONGEST_AFTER, usual=first)


def unseen_people(
    unit: Unit, edition: Edition, permission: Permission, people: Iterable[PersonFacts]
) -> frozenset[uuid.UUID]:
    """Return which of `people` the unit's actor may not see; one statement, none for who may see everybody (M2).

    Whoever acts for some territories sees the people who take part there, or took part, in editions of the same module.
    """
    territories, ids = unit.actor.territories(permission), {person.id for person in people if person.id is not None}
    if territories is None or not ids:
        return frozenset()
    seen = (
        select(Registration.person_id)
        .join_from(Registration, Edition)
        .where(Edition.module == edition.module, Registration.territory_id.in_(territories))
    )
    query = select(Person.id).where(Person.id.in_(ids), Person.id.not_in(seen))
    return frozenset(unit.session.scalars(query))
