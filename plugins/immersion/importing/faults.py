"""What can be wrong with a cell, by fixed English names, and the report of an import. docs/import.md lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.exchange import cells

REQUIRED: Final = cells.REQUIRED
INVALID_EMAIL: Final = cells.INVALID_EMAIL
INVALID_DATE: Final = cells.INVALID_DATE
NOT_YES_OR_NO: Final = cells.NOT_YES_OR_NO
NOT_A_WHOLE_NUMBER: Final = cells.NOT_A_WHOLE_NUMBER
NOT_A_NUMBER: Final = cells.NOT_A_NUMBER
TOO_LONG: Final = "too long"
REPEATED_REFERENCE: Final = "repeated reference"
DUPLICATE_PERSON: Final = "duplicate person"
SHARED_ADDRESS: Final = "shared address"
UNKNOWN_OFFER: Final = "unknown offer"
SAME_CHOICE_TWICE: Final = "same choice twice"
FIRST_CHOICE_MISSING: Final = "first choice missing"
TOO_MANY_CHOICES: Final = "too many choices"
OWN_INSTITUTION: Final = "own institution"
UNKNOWN_POSTAL_CODE: Final = "unknown postal code"
UNCLEAR_POSTAL_CODE: Final = "postal code of two municipalities"
UNKNOWN_DAY: Final = "unknown day"
NUMBER_OUT_OF_RANGE: Final = "number out of range"
FEWER_PLACES_THAN_TAKEN: Final = "fewer places than taken"
OUTSIDE_TERRITORY: Final = "outside your territory"
UNKNOWN_TRAINEE: Final = "unknown trainee"
WITHDRAWN: Final = "withdrawn already"
HAS_A_PLACE: Final = "has a place already"
OLDER_CHOICES: Final = "older than the current choices"

#: Warnings: the row is imported as it stands.
SAID_NOT_ACCEPTED: Final = "host service said, no accepted offer"
ACCEPTED_NOT_SAID: Final = "accepted offer, not said"
OTHER_PROVINCE: Final = "province differs from the postal code"
NO_TERRITORY: Final = "outside the network"
UNKNOWN_SECTOR: Final = "unknown sector"
UNKNOWN_PROFESSION: Final = "unknown profession"
GAP_IN_CHOICES: Final = "gap in the choices"
OFFER_NOT_OPEN: Final = "offer not accepted"
UNKNOWN_COLUMN: Final = "unknown column"

FAULTS: Final = (
    *(REQUIRED, INVALID_EMAIL, DUPLICATE_PERSON, SHARED_ADDRESS, UNKNOWN_OFFER, SAME_CHOICE_TWICE),
    *(FIRST_CHOICE_MISSING, OWN_INSTITUTION, INVALID_DATE, UNKNOWN_POSTAL_CODE, NOT_YES_OR_NO),
    *(REPEATED_REFERENCE, TOO_MANY_CHOICES, UNCLEAR_POSTAL_CODE, UNKNOWN_DAY, NOT_A_WHOLE_NUMBER, NOT_A_NUMBER),
    *(NUMBER_OUT_OF_RANGE, FEWER_PLACES_THAN_TAKEN, OUTSIDE_TERRITORY, UNKNOWN_TRAINEE, WITHDRAWN, HAS_A_PLACE),
    *(OLDER_CHOICES, TOO_LONG),
)
WARNINGS: Final = (
    *(SAID_NOT_ACCEPTED, ACCEPTED_NOT_SAID, OTHER_PROVINCE, NO_TERRITORY, UNKNOWN_SECTOR, UNKNOWN_PROFESSION),
    *(GAP_IN_CHOICES, OFFER_NOT_OPEN, UNKNOWN_COLUMN),
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A cell with what is wrong: the row as Excel numbers it, the header as the file writes it, a name of this page."""

    row: int
    column: str
    fault: str

    def as_json(self) -> dict[str, Any]:
        """Return the fault as reports write it."""
        return {"row": self.row, "column": self.column, "fault": self.fault}


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file: its rows that are not empty, those without fault, and what they did.

    A valid row is imported (new), updated or unchanged; all three are 0 when faults kept the file out. In a dry run
    they say what would happen.
    """

    rows: int
    valid: int
    imported: int
    unchanged: int
    updated: int
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    @property
    def kept_out(self) -> bool:
        """Whether faults kept everything out."""
        return bool(self.faults) and not (self.imported or self.unchanged or self.updated)

    def as_json(self) -> dict[str, Any]:
        """Return the report as `liaison immersion import --json` prints it."""
        return {
            "rows": self.rows,
            "valid": self.valid,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "updated": self.updated,
            "faults": [fault.as_json() for fault in self.faults],
            "warnings": [warning.as_json() for warning in self.warnings],
        }


def report(
    rows: int,
    faults: Sequence[Fault],
    warnings: Sequence[Fault],
    *,
    valid: int,
    new: int,
    changed: int,
    valid_only: bool,
) -> ImportReport:
    """Make the report of a file; with faults nothing counts as imported unless the valid rows were asked for."""
    kept_out = bool(faults) and not valid_only
    return ImportReport(
        rows=rows,
        valid=valid,
        imported=0 if kept_out else new,
        unchanged=0 if kept_out else valid - new - changed,
        updated=0 if kept_out else changed,
        faults=tuple(faults),
        warnings=tuple(warnings),
    )
