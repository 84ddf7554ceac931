"""Checks the file of trainees: one row, one registration with its ranked choices (IM-08, IM-11)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.accounts.rules import PersonFacts
from core.directory.rules import SaidOrganisation
from core.exchange import cells
from core.exchange.reading import Sheet
from plugins.immersion.importing import faults as names
from plugins.immersion.importing.checked import Checked
from plugins.immersion.importing.columns import TRAINEES
from plugins.immersion.importing.known import KnownFacts, KnownTrainee, TraineeDetails
from plugins.immersion.importing.rows import Notes, Row
from plugins.immersion.importing.shared import Addresses, Reader, read_choices

_NEVER: Final = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TraineeRow:
    """A row without fault: a trainee as the file says them; the address is that of the service."""

    number: int
    reference: str
    person: PersonFacts
    organisation: SaidOrganisation
    territory_id: uuid.UUID | None
    details: TraineeDetails
    choices: tuple[str, ...]
    registered_at: datetime


def check_trainees(sheet: Sheet, known: KnownFacts) -> Checked[TraineeRow]:
    """Check every row of a sheet against the edition; pure.

    The later of two rows that clash carries the fault. Priority is never taken from the file: what a row says of its
    host service is kept, and compared with the accepted offers (IM-17).
    """
    notes = Notes(sheet, TRAINEES)
    check = _Check(known)
    rows = [found for row in notes.rows() if (found := check.row(row))]
    return Checked(len(sheet.rows), rows, notes.faults, notes.warnings)


class _Check:
    def __init__(self, known: KnownFacts) -> None:
        self._known = known
        self._reader = Reader(known.places)
        self._addresses = Addresses(known.people)
        self._seen: set[str] = set()
        self._accepted = known.accepted_institutions()
        self._alive: defaultdict[uuid.UUID | None, list[str]] = defaultdict(list)
        for reference, trainee in known.trainees.items():
            if trainee.alive:
                self._alive[trainee.person.id].append(reference)

    def row(self, row: Row) -> TraineeRow | None:
        """Read one row; None if it is faulty."""
        reference = row.reference()
        current = self._known.trainees.get(reference)
        self._check_reference(row, reference, current)
        person = self._person(row, reference, current)
        organisation, territory_id = self._reader.organisation(row)
        institution = organisation.key.institution
        details = self._details(row, institution)
        choices = read_choices(row, self._known.offers, institution, self._known.max_choices)
        registered_at = row.need("registered_at", cells.moment, _NEVER)
        if current is not None and row.valid:
            _check_new_choices(row, current, choices)
        if not row.valid:
            return None
        return TraineeRow(row.number, reference, person, organisation, territory_id, details, choices, registered_at)

    def _check_reference(self, row: Row, reference: str, current: KnownTrainee | None) -> None:
        if reference and reference in self._seen:
            row.fault("reference", names.REPEATED_REFERENCE)
        self._seen.add(reference)
        if current is not None and not self._known.places.may(current.territory_id):
            row.fault("reference", names.OUTSIDE_TERRITORY)

    def _person(self, row: Row, reference: str, current: KnownTrainee | None) -> PersonFacts:
        person = PersonFacts(
            first_name=row.needed_text("first_name"),
            last_name=row.needed_text("last_name"),
            email=row.read("email", cells.email),
            phone=row.text("phone"),
        )
        self._addresses.check(row, reference, person, current.person if current else None, self._other_reference)
        return person

    def _other_reference(self, person_id: uuid.UUID) -> str | None:
        """Return a reference under which a person takes part already."""
        return next(iter(self._alive.get(person_id, ())), None)

    def _details(self, row: Row, institution: str) -> TraineeDetails:
        said = row.read("host_service", cells.yes_or_no)
        accepted = institution in self._accepted
        if said is not None and said != accepted:
            row.warn("host_service", names.SAID_NOT_ACCEPTED if said else names.ACCEPTED_NOT_SAID)
        profession = self._reader.professions(row, "profession", "")
        return TraineeDetails(profession[0] if profession else None, row.text("expectations"), said)


def _check_new_choices(row: Row, current: KnownTrainee, choices: tuple[str, ...]) -> None:
    """Refuse other first choices once they are history: after newer ones, or after a place was given on them."""
    if not current.waves or choices == current.waves[0].choices:
        return
    if len(current.waves) > 1:
        row.fault("choice_1", names.OLDER_CHOICES)
    elif current.has_place:
        row.fault("choice_1", names.HAS_A_PLACE)


def changed_columns(row: TraineeRow, known: KnownTrainee) -> tuple[str, ...]:
    """Return the names of the columns in which a row differs from what the edition has; () if in none.

    A person's address or phone that the file leaves out is not erased: another file may have brought it.
    """
    told = {
        "name": (row.person.first_name, row.person.last_name) != (known.person.first_name, known.person.last_name),
        "email": row.person.email is not None and row.person.email != known.person.email,
        "phone": row.person.phone is not None and row.person.phone != known.person.phone,
        "institution": row.organisation.key != known.organisation,
        "postal_code": row.territory_id != known.territory_id,
        "profession": row.details.profession != known.details.profession,
        "host_service": row.details.said_host_service != known.details.said_host_service,
        "expectations": row.details.expectations != known.details.expectations,
        "choices": not known.waves or row.choices != known.waves[0].choices,
        "registered_at": row.registered_at != known.registered_at,
    }
    return tuple(column for column, differs in told.items() if differs)
