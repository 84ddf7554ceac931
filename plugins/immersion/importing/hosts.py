"""Checks the file of hosts: one row, one offer with its places and its contact (IM-09, IM-10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from core.accounts.importing import AddressBook, one_per_address, read_person
from core.directory.importing import OrganisationReader, profession_words
from core.exchange import cells
from core.exchange.changes import SAME, Change, in_words, weekday_words
from core.exchange.checking import CheckedSheet, SheetRow, check_sheet
from core.exchange.flaws import NUMBER_OUT_OF_RANGE
from core.exchange.reading import Sheet
from core.programme.importing.registrations import SaidRegistration, changed_registration
from plugins.immersion.enums import OfferStatus
from plugins.immersion.importing import flaws
from plugins.immersion.importing.columns import HOSTS
from plugins.immersion.importing.known import HostDetails, KnownFacts, KnownHost
from plugins.immersion.statuses import offer_word

#: Where a detail stands in a column of another name.
COLUMN_OF: Final = {"duration_days": "duration", "capacity": "places"}
_SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {"professions": profession_words, "weekdays": weekday_words}
MOST_PLACES: Final = 1_000
LONGEST_STAY: Final = Decimal(60)


@dataclass(frozen=True, slots=True)
class HostRow(SaidRegistration):
    """A row without fault: an offer as the file says it, with its contact."""

    details: HostDetails


def check_hosts(sheet: Sheet, known: KnownFacts) -> CheckedSheet[HostRow]:
    """Check every row of a sheet against the edition; pure. One contact may have several offers."""
    checked = check_sheet(sheet, HOSTS, _Check(known).row, known.days)
    return replace(checked, rows=_one_contact_per_address(checked.rows))


def _one_contact_per_address(rows: Sequence[HostRow]) -> list[HostRow]:
    """Let the offers of one contact agree on name and phone, so that a second import finds nothing to change."""
    contacts = one_per_address(row.person for row in rows)
    return [replace(row, person=contacts.get(row.person.email_key or "", row.person)) for row in rows]


class _Check:
    def __init__(self, known: KnownFacts) -> None:
        self._known = known
        self._reader = OrganisationReader(known.territories)
        self._addresses = AddressBook(known.people, known.unseen)

    def row(self, row: SheetRow) -> HostRow | None:
        """Read one row; None if it is faulty."""
        reference = row.reference()
        current = self._known.hosts.get(reference)
        if current is not None:
            self._reader.check_reference(row, current.territory_id)
            if current.status == OfferStatus.WITHDRAWN:
                row.note("reference", flaws.OFFER_WITHDRAWN)
        organisation, territory_id = self._reader.organisation(row, current.territory_id if current else None)
        person = self._addresses.completed(read_person(row))
        self._addresses.check(row, reference, person, current.person if current else None, None)
        details = self._details(row, current)
        registered_at = (
            current.registered_at if current and not row.has("registered_at") else row.needed_moment("registered_at")
        )
        if not row.valid:
            return None
        return HostRow(reference, person, organisation, territory_id, registered_at, details)

    def _details(self, row: SheetRow, current: KnownHost | None) -> HostDetails:
        said = HostDetails(
            title=row.needed_text("title") if current is None or row.has("title") else current.details.title,
            description=row.text("description") or "",
            professions=self._reader.professions(row, "professions", ",;"),
            ages=row.text("ages"),
            modality=row.text("modality"),
            weekdays=row.read("weekdays", cells.weekdays) or (),
            dates=tuple(day.isoformat() for day in row.read("dates", cells.days) or ()),
            duration_days=_duration(row),
            capacity=_places(row, current.taken if current else 0) if current is None or row.has("places") else None,
            conditions=row.text("conditions"),
        )
        return row.completed(said, current.details if current else None, COLUMN_OF)


def _duration(row: SheetRow) -> Decimal | None:
    """Return the length of a stay in days, to the quarter of an hour's accuracy that the table keeps."""
    said = row.read("duration", cells.number)
    if said is None:
        return None
    if not 0 < said <= LONGEST_STAY:
        row.note("duration", NUMBER_OUT_OF_RANGE)
        return None
    return said.quantize(Decimal("0.01"))


def _places(row: SheetRow, taken: int) -> int:
    """Return the number of places: at least one (IM-10), and never fewer than were given already."""
    said = row.need("places", cells.whole_number, 1)
    if not 1 <= said <= MOST_PLACES:
        row.note("places", NUMBER_OUT_OF_RANGE)
    elif said < taken:
        row.note("places", flaws.FEWER_PLACES_THAN_TAKEN)
    return said


def changed_columns(row: HostRow, known: KnownHost) -> dict[str, Change]:
    """Say of each column whether a row differs in it from what the edition has.

    A registration that serves several offers carries the day of the one whose number it bears.
    """
    told = changed_registration(row, known)
    details = {
        COLUMN_OF.get(name, name): Change(
            getattr(known.details, name), getattr(row.details, name), _SHOWN.get(name, in_words)
        )
        for name in HostDetails.__dataclass_fields__
    }
    accepted = known.status == OfferStatus.PROPOSED
    return {
        **told,
        "registered_at": told["registered_at"] if known.registration_reference == row.reference else SAME,
        "status": Change(known.status, OfferStatus.ACCEPTED, offer_word) if accepted else SAME,
        **details,
    }
