"""The registrations that the rows of a file speak of, beside those the edition holds, and how they are written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from core.accounts.importing import Mention, changed_person, enter_people
from core.accounts.rules import PersonFacts
from core.directory.rules import OrganisationKey, SaidOrganisation
from core.directory.services import OrganisationPlan, enter_organisations, plan_organisations
from core.exchange.checking import CheckedSheet
from core.exchange.importing import ImportPlan
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class SaidRegistration:
    """What a row without fault says of somebody who takes part; `reference` is the row's own. A module adds to it."""

    reference: str
    person: PersonFacts
    organisation: SaidOrganisation
    territory_id: uuid.UUID | None
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class KnownRegistration:
    """The same as the tables have it."""

    registration_id: uuid.UUID
    person: PersonFacts
    organisation: OrganisationKey
    territory_id: uuid.UUID | None
    registered_at: datetime


Said = TypeVar("Said", bound=SaidRegistration)
Known = TypeVar("Known", bound=KnownRegistration)


def changed_registration(said: SaidRegistration, known: KnownRegistration) -> dict[str, bool]:
    """Return what a row says otherwise of a registration, by column; a module adds its own columns."""
    return {
        **changed_person(said.person, known.person),
        "institution": said.organisation.key != known.organisation,
        "postal_code": said.territory_id != known.territory_id,
        "registered_at": said.registered_at != known.registered_at,
    }


@dataclass(frozen=True, slots=True)
class Compared(Generic[Said, Known]):
    """The rows of a file beside what the edition holds: those that are new, and those that say something else.

    `updated` names the columns of the latter, by reference.
    """

    checked: CheckedSheet[Said]
    known: Mapping[str, Known]
    organisations: OrganisationPlan
    new: Sequence[Said]
    changed: Sequence[Said]
    updated: Mapping[str, tuple[str, ...]]

    def plan(self, write: Callable[[], None]) -> ImportPlan:
        """Return the plan of the import that `write` does."""
        return ImportPlan(self.checked, [row.reference for row in self.new], self.updated, write)

    def enter(self, unit: Unit, people: Mapping[str, PersonFacts]) -> dict[str, dict[str, Any]]:
        """Write the organisations and the people of the rows to write; `people` are those known, by address key.

        Return by reference what the registration of each row says: person, organisation, territory and since when.
        """
        organisations = enter_organisations(unit, self.organisations)
        rows = (*self.new, *self.changed)
        there = {row.reference: organisations[row.organisation.key].id for row in rows}
        before = {reference: known.person for reference, known in self.known.items()}
        mentions = [Mention.of(row.person, before.get(row.reference), people, there[row.reference]) for row in rows]
        return {
            row.reference: {
                "person_id": person_id,
                "organisation_id": there[row.reference],
                "territory_id": row.territory_id,
                "registered_at": row.registered_at,
            }
            for row, person_id in zip(rows, enter_people(unit, mentions), strict=True)
        }


def compare(
    unit: Unit,
    checked: CheckedSheet[Said],
    known: Mapping[str, Known],
    differs: Callable[[Said, Known], Mapping[str, bool]],
    *,
    corrects: bool,
) -> Compared[Said, Known]:
    """Compare the rows of a checked file with what the edition holds, by reference; two statements.

    `differs` says of each column whether a row says something else than what is known. What a file says of an
    organisation corrects what the network itself entered, or (not `corrects`) only fills what is missing.
    """
    organisations = plan_organisations(unit, (row.organisation for row in checked.rows), corrects=corrects)
    updated = {}
    for row in checked.rows:
        if row.reference in known:
            told = {**differs(row, known[row.reference]), "organisation": row.organisation.key in organisations.changed}
            if columns := tuple(column for column, changed in told.items() if changed):
                updated[row.reference] = columns
    return Compared(
        checked=checked,
        known=known,
        organisations=organisations,
        new=[row for row in checked.rows if row.reference not in known],
        changed=[row for row in checked.rows if row.reference in updated],
        updated=updated,
    )
