"""The registrations that the rows of a file speak of, beside those the edition holds, and how they are written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import select

from core.accounts.importing import Mention, changed_person, enter_people
from core.accounts.rules import PersonFacts, full_name
from core.contract.importing import Subject
from core.directory.rules import OrganisationKey, PublicFacts, SaidOrganisation
from core.directory.services import OrganisationPlan, enter_organisations, plan_organisations
from core.directory.vocabulary import sectors
from core.exchange.changes import SAME, Change, only_changed
from core.exchange.checking import CheckedSheet
from core.exchange.importing import ImportPlan
from core.language.here import spoken_here
from core.tenancy.models import Territory
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
    #: The organisation as people write it.
    organisation_name: str = field(default="", compare=False, kw_only=True)

    @property
    def subject(self) -> Subject:
        """What is changed when a row says something else."""
        return Subject(registration_id=self.registration_id, person_id=self.person.id)


Said = TypeVar("Said", bound=SaidRegistration)
Known = TypeVar("Known", bound=KnownRegistration)


def changed_registration(said: SaidRegistration, known: KnownRegistration) -> dict[str, Change]:
    """Return what a row says otherwise of a registration, by column; a module adds its own columns."""
    names = {known.organisation: known.organisation_name, said.organisation.key: named(said.organisation)}
    return {
        **changed_person(said.person, known.person),
        "institution": Change(known.organisation, said.organisation.key, lambda key: names[key]),
        "postal_code": Change(known.territory_id, said.territory_id),
        "registered_at": Change(known.registered_at, said.registered_at),
    }


def named(organisation: SaidOrganisation) -> str:
    """Return an organisation as people write it: the institution, and its service."""
    return ", ".join(filter(None, (organisation.institution, organisation.service)))


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
    updated: Mapping[str, Mapping[str, Change]]
    #: What the new rows change of people who are known already.
    beside: Mapping[str, Mapping[str, Change]] = field(default_factory=dict)

    def plan(self, write: Callable[[], None]) -> ImportPlan:
        """Return the plan of the import that `write` does."""
        names = {row.reference: full_name(row.person.first_name, row.person.last_name) for row in self.checked.rows}
        subjects = {reference: self.known[reference].subject for reference in self.updated}
        new = [row.reference for row in self.new]
        return ImportPlan(self.checked, new, self.updated, write, names, self.beside, subjects)

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
    differs: Callable[[Said, Known], Mapping[str, Change]],
    *,
    corrects: bool,
    people: Mapping[str, PersonFacts] | None = None,
    among: Callable[[PublicFacts], bool] = lambda _facts: True,
) -> Compared[Said, Known]:
    """Compare the rows of a checked file with what the edition holds, by reference; two statements, or three.

    `differs` says of each column whether a row says something else than what is known. What a file says of an
    organisation corrects what the network itself entered, or (not `corrects`) only fills what is missing.
    """
    organisations = plan_organisations(unit, (row.organisation for row in checked.rows), corrects=corrects, among=among)
    updated: dict[str, dict[str, Change]] = {}
    beside: dict[str, dict[str, Change]] = {}
    for row in checked.rows:
        if row.reference in known:
            told = {**differs(row, known[row.reference]), "organisation": _facts(organisations, row.organisation.key)}
            if changes := only_changed(told):
                updated[row.reference] = changes
        elif (owner := (people or {}).get(row.person.email_key or "")) and (
            changes := only_changed(changed_person(row.person, owner))
        ):
            beside[row.reference] = changes
    return Compared(
        checked=checked,
        known=known,
        organisations=organisations,
        new=[row for row in checked.rows if row.reference not in known],
        changed=[row for row in checked.rows if row.reference in updated],
        updated=_with_territories(unit, updated),
        beside=beside,
    )


def _facts(organisations: OrganisationPlan, key: OrganisationKey) -> Change:
    """Return what a file says otherwise of where an organisation lies and what it does."""
    if key not in organisations.changed:
        return SAME
    old, new = organisations.known[key].facts, organisations.changed[key]
    plain = [(each.street, each.postal_code, *sorted(each.sectors)) for each in (old, new)]
    return Change(plain[0], plain[1], _facts_in_words)


def _facts_in_words(facts: tuple[str | None, ...]) -> str:
    street, postal_code, *codes = facts
    words = (sectors().name(code or "", spoken_here()) for code in codes)
    return "; ".join(filter(None, (street, postal_code, *words)))


def _with_territories(unit: Unit, updated: dict[str, dict[str, Change]]) -> dict[str, dict[str, Change]]:
    """Let territories be named as people call them; one statement, where one changes."""
    moved = [changes for changes in updated.values() if "postal_code" in changes]
    if moved:
        names = {row.id: row.name for row in unit.session.scalars(select(Territory))}
        for changes in moved:
            change = changes["postal_code"]
            changes["postal_code"] = Change(
                change.old, change.new, lambda id: unit.tenant.text(names[id], spoken_here()) if id else ""
            )
    return updated
