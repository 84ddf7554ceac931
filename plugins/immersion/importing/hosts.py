"""Checks the file of hosts: one row, one offer with its places and its contact (IM-09, IM-10)."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from core.accounts.rules import PersonFacts, split_name
from core.directory.rules import SaidOrganisation
from core.exchange import cells
from core.exchange.reading import Cell, Sheet
from core.language.folding import fold
from plugins.immersion.importing import faults as names
from plugins.immersion.importing.checked import Checked
from plugins.immersion.importing.columns import HOSTS
from plugins.immersion.importing.known import HostDetails, KnownFacts, KnownHost
from plugins.immersion.importing.persons import one_per_address
from plugins.immersion.importing.rows import Notes, Row
from plugins.immersion.importing.shared import Addresses, Reader

_NEVER: Final = datetime(1, 1, 2, tzinfo=UTC)
MOST_PLACES: Final = 1_000
LONGEST_STAY: Final = Decimal(60)

#: Weekdays by every name, 1 (Monday) to 7.
WEEKDAYS: Final = {
    name: number
    for number, names_of_day in enumerate(
        (
            ("lundi", "maandag", "monday", "montag"),
            ("mardi", "dinsdag", "tuesday", "dienstag"),
            ("mercredi", "woensdag", "wednesday", "mittwoch"),
            ("jeudi", "donderdag", "thursday", "donnerstag"),
            ("vendredi", "vrijdag", "friday", "freitag"),
            ("samedi", "zaterdag", "saturday", "samstag"),
            ("dimanche", "zondag", "sunday", "sonntag"),
        ),
        start=1,
    )
    for name in names_of_day
}


@dataclass(frozen=True, slots=True)
class HostRow:
    """A row without fault: an offer as the file says it."""

    number: int
    reference: str
    person: PersonFacts
    organisation: SaidOrganisation
    territory_id: uuid.UUID | None
    details: HostDetails
    registered_at: datetime


def check_hosts(sheet: Sheet, known: KnownFacts) -> Checked[HostRow]:
    """Check every row of a sheet against the edition; pure. One contact may have several offers."""
    notes = Notes(sheet, HOSTS)
    check = _Check(known)
    rows = _one_contact_per_address([found for row in notes.rows() if (found := check.row(row))])
    return Checked(len(sheet.rows), rows, notes.faults, notes.warnings)


def _one_contact_per_address(rows: list[HostRow]) -> list[HostRow]:
    """Let the offers of one contact agree on name and phone, so that a second import finds nothing to change."""
    contacts = one_per_address(row.person for row in rows)
    return [replace(row, person=contacts.get(row.person.email_key or "", row.person)) for row in rows]


def weekdays(cell: Cell) -> tuple[int, ...]:
    """Return the weekdays of a list ("lundi, jeudi"), 1 (Monday) to 7, in order; raises "unknown day"."""
    words = [re.sub(r"s$", "", fold(word)) for word in cells.several(cell, ",;/")]
    if any(word not in WEEKDAYS for word in words):
        raise cells.CellFault(names.UNKNOWN_DAY)
    return tuple(sorted({WEEKDAYS[word] for word in words}))


class _Check:
    def __init__(self, known: KnownFacts) -> None:
        self._known = known
        self._reader = Reader(known.places)
        self._addresses = Addresses(known.people)
        self._seen: set[str] = set()

    def row(self, row: Row) -> HostRow | None:
        """Read one row; None if it is faulty."""
        reference = row.reference()
        current = self._known.hosts.get(reference)
        self._check_reference(row, reference, current)
        organisation, territory_id = self._reader.organisation(row)
        first_name, last_name = split_name(row.needed_text("contact"))
        person = PersonFacts(first_name, last_name, row.read("email", cells.email), row.text("phone"))
        self._addresses.check(row, reference, person, current.person if current else None, None)
        details = self._details(row, current)
        registered_at = row.need("registered_at", cells.moment, _NEVER)
        if not row.valid:
            return None
        return HostRow(row.number, reference, person, organisation, territory_id, details, registered_at)

    def _check_reference(self, row: Row, reference: str, current: KnownHost | None) -> None:
        if reference and reference in self._seen:
            row.fault("reference", names.REPEATED_REFERENCE)
        self._seen.add(reference)
        if current is not None and not self._known.places.may(current.territory_id):
            row.fault("reference", names.OUTSIDE_TERRITORY)
        if current is not None and current.status == "withdrawn":
            row.warn("reference", names.OFFER_NOT_OPEN)

    def _details(self, row: Row, current: KnownHost | None) -> HostDetails:
        return HostDetails(
            title=row.needed_text("title"),
            description=row.text("description") or "",
            professions=self._reader.professions(row, "professions", ",;"),
            ages=row.text("ages"),
            modality=row.text("modality"),
            weekdays=row.read("weekdays", weekdays) or (),
            dates=tuple(day.isoformat() for day in row.read("dates", cells.days) or ()),
            duration_days=_duration(row),
            capacity=_places(row, current.taken if current else 0),
            conditions=row.text("conditions"),
        )


def _duration(row: Row) -> Decimal | None:
    """Return the length of a stay in days, to the quarter of an hour's accuracy that the table keeps."""
    said = row.read("duration", cells.number)
    if said is None:
        return None
    if not 0 < said <= LONGEST_STAY:
        row.fault("duration", names.NUMBER_OUT_OF_RANGE)
        return None
    return said.quantize(Decimal("0.01"))


def _places(row: Row, taken: int) -> int:
    """Return the number of places: at least one (IM-10), and never fewer than were given already."""
    said = row.need("places", cells.whole_number, 1)
    if not 1 <= said <= MOST_PLACES:
        row.fault("places", names.NUMBER_OUT_OF_RANGE)
    elif said < taken:
        row.fault("places", names.FEWER_PLACES_THAN_TAKEN)
    return said


def changed_columns(row: HostRow, known: KnownHost) -> tuple[str, ...]:
    """Return the names of the columns in which a row differs from what the edition has; () if in none.

    A contact's address or phone that the file leaves out is not erased. A registration that serves several offers
    carries the day of the one whose number it bears.
    """
    told = {
        "contact": (row.person.first_name, row.person.last_name) != (known.person.first_name, known.person.last_name),
        "email": row.person.email is not None and row.person.email != known.person.email,
        "phone": row.person.phone is not None and row.person.phone != known.person.phone,
        "institution": row.organisation.key != known.organisation,
        "postal_code": row.territory_id != known.territory_id,
        "registered_at": known.registration_reference == row.reference and row.registered_at != known.registered_at,
        "status": known.status == "proposed",
    }
    details = {
        name: getattr(row.details, name) != getattr(known.details, name) for name in HostDetails.__dataclass_fields__
    }
    return tuple(column for column, differs in (told | details).items() if differs)
