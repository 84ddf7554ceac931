"""The registrations on which the offers of a file hang: a person has one for each organisation, with all its offers."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from core.contract.module import Status
from core.contract.standing import Standing
from core.database.base import uuid7
from core.database.bulk import insert_rows, update_rows
from core.programme.models import Registration
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class KnownContact:
    """Somebody's registration for an organisation, with or without offers, also of one who left."""

    id: uuid.UUID
    reference: str
    person_id: uuid.UUID
    organisation_id: uuid.UUID | None
    alive: bool


def contacts_of(unit: Unit, edition_id: uuid.UUID, role: str) -> tuple[KnownContact, ...]:
    """Return the registrations of an edition in a role; one statement."""
    query = select(
        Registration.id,
        Registration.reference,
        Registration.person_id,
        Registration.organisation_id,
        Registration.standing != Standing.ENDED,
    ).where(Registration.edition_id == edition_id, Registration.role == role)
    return tuple(KnownContact(*row) for row in unit.session.execute(query))


@dataclass
class Contacts:
    """Finds the registration of each offer of a file, and gathers what must be written for it.

    `known` are the registrations there are, `offers` says on which of them each offer of the edition hangs. `inserted`
    and `updated` are the registrations to write, as columns; `placed` is where each offer of the file hangs now. An
    offer that has `ended` keeps its contact's registration as it is: no file brings either back.
    """

    known: tuple[KnownContact, ...]
    offers: Mapping[str, uuid.UUID]
    inserted: list[dict[str, Any]] = field(default_factory=list)
    updated: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    placed: dict[str, uuid.UUID] = field(default_factory=dict)
    ended: Collection[str] = frozenset()

    def __post_init__(self) -> None:
        self._there = {(one.person_id, one.organisation_id): one.id for one in self.known if one.alive}
        self._who = {one.id: (one.person_id, one.organisation_id) for one in self.known}
        self._gone = {one.id for one in self.known if not one.alive}
        self._references = {one.reference: one.id for one in self.known}
        self._served = Counter(self.offers.values())

    def place(self, offer: str, columns: Mapping[str, Any]) -> None:
        """Hang an offer on the registration that `columns` (person_id and organisation_id among them) speak of."""
        who = (columns["person_id"], columns["organisation_id"])
        before, found = self.offers.get(offer), self._there.get(who)
        if offer in self.ended and before is not None and self._who.get(before) == who:
            found = before
        if found is None and before is not None and self._served[before] == 1:
            found = self._hand_over(before, who, columns)
        elif found is None:
            found = self._insert(offer, who, columns)
        elif before == found and self._references.get(offer) == found:
            self.updated[found] = {**columns}
        if before is not None:
            self._served[before] -= 1
        self._served[found] += 1
        self.placed[offer] = found

    @property
    def left(self) -> set[uuid.UUID]:
        """The registrations whose last offer went to another contact, and those that serve but offers that ended."""
        losing = {self.offers[offer] for offer in self.placed if offer in self.offers}
        hanging = {**self.offers, **self.placed}
        serving = {there for offer, there in hanging.items() if offer not in self.ended}
        return (losing | {*self.placed.values()}) - serving - self._gone

    def write(self, unit: Unit, edition_id: uuid.UUID, role: str, status: Status[Standing]) -> None:
        """Write what was gathered; new registrations stand as `status`. At most two statements."""
        same = {"edition_id": edition_id, "role": role, **status.columns}
        insert_rows(unit.session, Registration, self.inserted, **same)
        update_rows(unit.session, Registration, self.updated)

    def end_those_who_left(self, unit: Unit, status: Status[Standing]) -> None:
        """Let the registrations that serve no offer any more stand as `status`; at most one statement."""
        if gone := self.left:
            unit.session.execute(
                update(Registration).where(Registration.id.in_(gone)).values(**status.columns, withdrawn_at=unit.now),
                execution_options={"synchronize_session": False},
            )

    def _hand_over(
        self, registration_id: uuid.UUID, who: tuple[uuid.UUID, uuid.UUID], columns: Mapping[str, Any]
    ) -> uuid.UUID:
        """Let the registration of an offer's contact, which serves no other offer, be the new contact's."""
        self._there = {whose: there for whose, there in self._there.items() if there != registration_id}
        if registration_id not in self._gone:
            self._there[who] = registration_id
        self.updated[registration_id] = {**columns}
        return registration_id

    def _insert(self, offer: str, who: tuple[uuid.UUID, uuid.UUID], columns: Mapping[str, Any]) -> uuid.UUID:
        new_id = uuid7()
        self._there[who] = new_id
        self.inserted.append({"id": new_id, "reference": self._free(offer, new_id), **columns})
        return new_id

    def _free(self, reference: str, registration_id: uuid.UUID) -> str:
        """Return a reference for a registration: that of its first offer, unless another registration bears it."""
        found, number = reference, 2
        while found in self._references:
            found, number = f"{reference}-{number}", number + 1
        self._references[found] = registration_id
        return found
