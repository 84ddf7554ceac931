"""What is wrong with a cell or a file, in the reader's language: the reason, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.contract.module import Label
from core.exchange.reading import Cell, UnreadableFileError, read_sheet
from plugins.immersion.importing import columns, faults
from plugins.immersion.importing.faults import Fault
from plugins.immersion.services.importing import Kind
from plugins.immersion.texts import gettext as _
from plugins.immersion.texts import lazy_gettext as _l

#: Each name of a fault or a warning, with its reason and its remedy.
WORDS: Final[Mapping[str, tuple[Label, Label]]] = {
    faults.REQUIRED: (_l("This cell is empty, and the row cannot do without it."), _l("Fill it in.")),
    faults.INVALID_EMAIL: (
        _l("This is not an e-mail address."),
        _l("Write one address, such as name@service.example, or leave the cell empty."),
    ),
    faults.INVALID_DATE: (_l("This is not a date."), _l("Write a day such as 18/03/2024.")),
    faults.NOT_YES_OR_NO: (_l("This is neither yes nor no."), _l("Write oui or non, ja or nee, yes or no.")),
    faults.NOT_A_WHOLE_NUMBER: (_l("This is not a whole number."), _l("Write a number such as 3.")),
    faults.NOT_A_NUMBER: (_l("This is not a number."), _l("Write a number such as 0,5 or 2.")),
    faults.TOO_LONG: (
        _l("This text is too long."),
        _l("Names and titles have at most 250 characters, descriptions at most 5000."),
    ),
    faults.REPEATED_REFERENCE: (
        _l("Another row of the file has the same reference."),
        _l("Give each row a reference of its own, or remove one of the two."),
    ),
    faults.DUPLICATE_PERSON: (
        _l("The same person, by name and address, is registered under another reference."),
        _l("Keep one of the two registrations."),
    ),
    faults.SHARED_ADDRESS: (
        _l("Another person has this e-mail address already."),
        _l("Ask for a personal address: letters go to one person only."),
    ),
    faults.UNKNOWN_OFFER: (
        _l("No offer of this edition has this reference."),
        _l("Look the reference up in the list of hosts, such as H004."),
    ),
    faults.SAME_CHOICE_TWICE: (
        _l("The same offer stands twice among the choices."),
        _l("Choose another one, or leave the cell empty."),
    ),
    faults.FIRST_CHOICE_MISSING: (
        _l("There is no first choice."),
        _l("Write at least the first choice: without one nobody can be placed."),
    ),
    faults.TOO_MANY_CHOICES: (
        _l("There are more choices than this edition allows."),
        _l("Empty the cell: the first choices count."),
    ),
    faults.OWN_INSTITUTION: (
        _l("The offer is of the person’s own institution."),
        _l("Choose an offer of another institution: that is where the discovery is."),
    ),
    faults.UNKNOWN_POSTAL_CODE: (_l("Belgium has no such postal code."), _l("Correct the four digits.")),
    faults.UNCLEAR_POSTAL_CODE: (
        _l("Several municipalities have this postal code, and none is the one named beside it."),
        _l("Write the municipality in its own column."),
    ),
    faults.UNKNOWN_DAY: (_l("This is not a day of the week."), _l("Write days such as Monday, Tuesday.")),
    faults.NUMBER_OUT_OF_RANGE: (
        _l("This number is too small or too large to be true."),
        _l("Check it and write it again."),
    ),
    faults.FEWER_PLACES_THAN_TAKEN: (
        _l("More people have a place here already than the number says."),
        _l("Keep at least as many places as are taken, or withdraw a trainee first."),
    ),
    faults.OUTSIDE_TERRITORY: (
        _l("This address lies outside your territory."),
        _l("Leave the row to the referent of that territory, or to the coordinator."),
    ),
    faults.UNKNOWN_TRAINEE: (
        _l("No trainee of this edition has this reference."),
        _l("Look the reference up in the list of trainees, such as S077."),
    ),
    faults.WITHDRAWN: (
        _l("This person has withdrawn."),
        _l("Remove the row. Somebody who comes back registers again, under a new reference."),
    ),
    faults.HAS_A_PLACE: (
        _l("This person has a place already, so new choices would change nothing."),
        _l("Remove the row, or import the withdrawal first."),
    ),
    faults.OLDER_CHOICES: (
        _l("These choices are older than those we have."),
        _l("Remove the row, or correct the date on which the choices arrived."),
    ),
    faults.SAID_NOT_ACCEPTED: (
        _l("The file says “host service”, and no accepted offer is of this institution."),
        _l("The person has no priority. Check whether the offer is missing."),
    ),
    faults.ACCEPTED_NOT_SAID: (
        _l("The file does not say “host service”, and the institution has an accepted offer."),
        _l("The person has priority: it follows from the offer."),
    ),
    faults.OTHER_PROVINCE: (
        _l("The postal code lies in another province."),
        _l("The postal code counts. Correct whichever is wrong."),
    ),
    faults.NO_TERRITORY: (
        _l("This address lies in no territory of the network."),
        _l("No referent will see this row; the coordinator will."),
    ),
    faults.UNKNOWN_SECTOR: (_l("We do not know this sector."), _l("It is kept as written and counted apart.")),
    faults.UNKNOWN_PROFESSION: (_l("We do not know this profession."), _l("It is kept as written.")),
    faults.GAP_IN_CHOICES: (
        _l("A choice before this one is empty."),
        _l("The choices move up, in the same order."),
    ),
    faults.OFFER_NOT_OPEN: (
        _l("This offer is not accepted, so nobody is placed there now."),
        _l("Accept the offer, or let the person choose another one."),
    ),
    faults.UNKNOWN_COLUMN: (
        _l("We do not know this column."),
        _l("It is not read. Correct its header if it should be."),
    ),
}

_COLUMNS: Final = {
    "hosts": columns.HOSTS,
    "trainees": columns.TRAINEES,
    "choices": columns.CHOICES,
    "withdrawals": columns.WITHDRAWALS,
}


@dataclass(frozen=True, slots=True)
class SaidFault:
    """A faulty cell as the page shows it."""

    row: int
    column: str
    value: str
    reason: Label
    remedy: Label | None


def said_faults(kind: Kind, content: bytes, found: tuple[Fault, ...]) -> list[SaidFault]:
    """Return the faults with what each cell says, in the reader's words."""
    if not found:
        return []
    sheet = read_sheet(content, _COLUMNS[kind])
    names = {header: name for name, header in sheet.headers.items()}
    rows = dict(sheet.rows)
    return [
        SaidFault(
            fault.row,
            fault.column,
            _as_seen(rows.get(fault.row, {}).get(names.get(fault.column, "")))
            if fault.fault != faults.UNKNOWN_COLUMN
            else fault.column,
            *WORDS.get(fault.fault, (fault.fault, None)),
        )
        for fault in found
    ]


def check_readable(kind: Kind, content: bytes) -> None:
    """Raise UnreadableFileError unless the file is a sheet of this kind."""
    read_sheet(content, _COLUMNS[kind])


def unreadable_words(error: UnreadableFileError) -> str:
    """Say what is wrong with a whole file, and what to do."""
    megabytes = (error.limit or 0) // (1024 * 1024)
    sentences: dict[str, str] = {
        "not an Excel file": _("This is not an Excel file, or it is damaged. Save it as .xlsx and choose it again."),
        "old Excel file": _("This file is of an old kind (.xls). Open it, save it as .xlsx and choose it again."),
        "password": _("This file has a password. Save it without one and choose it again."),
        "empty": _("This file is empty. Choose the file that holds the rows."),
        "no header row": _(
            "The first row names none of the columns that we look for. "
            "Check that this is the right file, and that its first row holds the headers."
        ),
        "header twice": _("Two columns are called “%(column)s”. Rename or remove one of them.", column=error.column),
        "missing column": _(
            "The column “%(column)s” is missing. Check that you said what is in the file, or add the column.",
            column=error.column,
        ),
        "too many rows": _("This file has more than %(limit)s rows. Divide it into several.", limit=error.limit),
        "too many columns": _(
            "This file has more than %(limit)s columns. Remove those without use.", limit=error.limit
        ),
        "too big": _("This file is larger than %(limit)s MB. Remove images and other sheets from it.", limit=megabytes),
    }
    return sentences.get(error.reason, sentences["not an Excel file"])


def _as_seen(cell: Cell) -> str:
    """Return a cell as its owner sees it in Excel, near enough to find it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M").removesuffix(" 00:00")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)
