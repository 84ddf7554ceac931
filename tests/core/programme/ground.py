"""An edition with openings and people to book them, who stand as the lunch says."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime

from lunch.statuses import CANCELLED, GONE, HERE, LAID, QUEUED, SEATED
from sqlalchemy import Engine, select

from core.accounts.models import Person
from core.contract.module import Status
from core.contract.standing import Standing
from core.database.base import uuid7
from core.database.session import TenantSession
from core.programme.models import Edition, Occurrence, Offer, Opening, Participation, Registration
from core.tenancy.unit import Unit

__all__ = ["CANCELLED", "GONE", "HERE", "LAID", "QUEUED", "SEATED", "Ground"]


@dataclass
class Ground:
    """One edition, written through a unit whose session the test commits."""

    unit: Unit
    engine: Engine
    edition: Edition
    opened: list[TenantSession] = field(default_factory=list)

    @classmethod
    def lay(cls, unit: Unit, engine: Engine) -> Ground:
        edition = Edition(
            id=uuid7(), module="lunch", code=str(uuid7()), year=2024, title={"fr": "Lunchs"}, state="live", settings={}
        )
        unit.session.add(edition)
        unit.session.flush()
        return cls(unit, engine, edition)

    def another(self) -> Unit:
        """Return a unit with a connection of its own."""
        session = TenantSession(self.engine, self.unit.tenant.id)
        self.opened.append(session)
        return replace(self.unit, session=session)

    def opening(self, capacity: int | None, *times: tuple[datetime, datetime]) -> uuid.UUID:
        """Make an offer of the network's own with one opening, which takes place at `times`."""
        offer, opening = uuid7(), uuid7()
        where = {"edition_id": self.edition.id}
        title, reference = {"fr": "Table"}, f"L{offer}"
        self._add(Offer(id=offer, title=title, reference=reference, **LAID.columns, **where))
        self._add(Opening(id=opening, offer_id=offer, capacity=capacity, **where))
        for starts_at, ends_at in times:
            self._add(Occurrence(opening_id=opening, starts_at=starts_at, ends_at=ends_at, ics_uid=str(uuid7())))
        return opening

    def guest(self, person: uuid.UUID | None = None, role: str = "guest", status: Status[Standing] = HERE) -> uuid.UUID:
        """Make a registration, of a new person unless one is given."""
        if person is None:
            person = uuid7()
            self._add(_person(person))
        registration = self._registration(person, role=role, **status.columns)
        self._add(registration)
        return registration.id

    def guests(self, count: int) -> list[uuid.UUID]:
        """Make so many registrations, each of a new person."""
        people = [uuid7() for _ in range(count)]
        self._add(*map(_person, people))
        registrations = [self._registration(person, role="guest", **HERE.columns) for person in people]
        self._add(*registrations)
        return [registration.id for registration in registrations]

    def person_of(self, registration: uuid.UUID) -> uuid.UUID:
        query = select(Registration.person_id).where(Registration.id == registration)
        return self.unit.session.scalars(query).one()

    def taken(self, opening: uuid.UUID) -> int:
        return self.unit.session.scalars(select(Opening.taken).where(Opening.id == opening)).one()

    def standing(self, opening: uuid.UUID) -> list[tuple[uuid.UUID, str, str]]:
        """Return (registration, standing, status) of all who asked, in order of arrival."""
        columns = (Participation.registration_id, Participation.standing, Participation.status)
        query = select(*columns).where(Participation.opening_id == opening).order_by(Participation.arrival)
        return [tuple(row) for row in self.unit.session.execute(query)]

    def _registration(self, person: uuid.UUID, **facts: str) -> Registration:
        id_ = uuid7()
        same = {"edition_id": self.edition.id, "registered_at": self.unit.now, "reference": f"G{id_}"}
        return Registration(id=id_, person_id=person, **same, **facts)

    def _add(self, *rows: object) -> None:
        self.unit.session.add_all(rows)
        self.unit.session.flush()


def _person(id_: uuid.UUID) -> Person:
    return Person(id=id_, first_name="A", last_name="B", language="fr")
