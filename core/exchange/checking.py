"""Checks a sheet cell by cell, and notes every one that is wrong, so that a person can mend a file in one go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from core.exchange.cells import CellFault, moment, text
from core.exchange.flaws import (
    DATE_IN_TEXT,
    ERROR_VALUE,
    FORMULA_NOT_CALCULATED,
    GARBLED_TEXT,
    HIDDEN_ROW,
    IMPOSSIBLE_DAY,
    NO_REFERENCE,
    OLDER_THAN_EDITION,
    OTHER_SHEET,
    REPEATED_REFERENCE,
    REQUIRED,
    TOO_LONG,
    UNKNOWN_COLUMN,
    Flaw,
)
from core.exchange.reading import LONGEST_LINE, Sheet, SheetColumn
from core.exchange.values import Broken, Cell, Formula, Meant

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
R = TypeVar("R")
C = TypeVar("C", bound="DataclassInstance")
#: Stands in for a moment that is missing, in a row that is faulty for it.
_NO_MOMENT: Final = datetime(1, 1, 2, tzinfo=UTC)
#: What a reference may be: it stands in the address of a page, and in the name of a file.
_REFERENCE: Final = re.compile(r"\w(?:[\w .-]{0,38}\w)?")
#: What is left of accents when a text was read in another encoding than it was written in: "HÃ©lÃ¨ne".
_GARBLED: Final = re.compile("\ufffd|[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac")


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell with its flaw: the row as Excel numbers it, the header as the file writes it, the flaw's name.

    `said` is what stands in the cell, as its owner sees it in Excel, near enough to find it.
    """

    row: int
    column: str
    flaw: str
    said: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the finding as reports write it."""
        return {"row": self.row, "column": self.column, "fault": self.flaw}


@dataclass(frozen=True, slots=True)
class CheckedSheet(Generic[R]):
    """The result of checking a sheet: `count` rows that are not empty, of which `rows` have no fault.

    `numbers` are those of Excel by the reference of the row, `titles` the headers of the file by the names of the
    columns.
    """

    count: int
    rows: Sequence[R]
    faults: Sequence[Finding]
    warnings: Sequence[Finding]
    numbers: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Days:
    """Which days the moments of a file may be of: later than `latest` is a fault, before `usual` a warning."""

    latest: date
    usual: date


#: Nobody registered before there were such programmes.
EARLIEST: Final = date(2000, 1, 1)
ANY_DAY: Final = Days(date(2100, 1, 1), EARLIEST)


def check_sheet(
    sheet: Sheet, columns: Sequence[SheetColumn], read: Callable[[SheetRow], R | None], days: Days = ANY_DAY
) -> CheckedSheet[R]:
    """Let `read` read every row of a sheet: it returns what a row says, and None for one with a fault; pure.

    `days` says which moments are to be believed (L8).
    """
    notes = SheetNotes(sheet, columns, days)
    rows = [found for row in notes.rows() if (found := read(row)) is not None]
    return CheckedSheet(len(sheet.rows), rows, notes.faults, notes.warnings, notes.numbers, dict(sheet.headers))


@dataclass
class SheetNotes:
    """What was found in a sheet, in the order of its rows and columns."""

    sheet: Sheet
    columns: Sequence[SheetColumn]
    days: Days = ANY_DAY
    faults: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    #: The references that were read so far.
    seen: set[str] = field(default_factory=set)
    #: The row in which each reference stands first.
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.longest = {column.name: column.longest for column in self.columns}
        self.obligatory = {column.name for column in self.columns if column.obligatory}
        self._places = {column.name: place for place, column in enumerate(self.columns)}
        self._titles = {column.name: column.headers[0] for column in self.columns} | dict(self.sheet.headers)
        self.warnings += [
            Finding(self.sheet.header_row, header, flaw.name, header)
            for flaw, headers in ((OTHER_SHEET, self.sheet.other_sheets), (UNKNOWN_COLUMN, self.sheet.unknown))
            for header in headers
        ]

    def rows(self) -> Iterator[SheetRow]:
        """Yield each row for reading."""
        hidden = frozenset(self.sheet.hidden)
        for number, cells in self.sheet.rows:
            row = SheetRow(number, cells, self)
            if number in hidden:
                row.note(next(iter(self.sheet.headers)), HIDDEN_ROW)
            row.note_damage()
            yield row
            self.faults += row.faults()

    def place(self, column: str) -> int:
        """Return where a column stands among those that are looked for."""
        return self._places.get(column, len(self._places))

    def title(self, column: str) -> str:
        """Return the header of a column as the file writes it, or as it would be written."""
        return self._titles[column]


class SheetRow:
    """One row: its number in Excel, its cells, and what is wrong with them."""

    def __init__(self, number: int, cells: Mapping[str, Cell], notes: SheetNotes) -> None:
        self.number = number
        self._cells = cells
        self._notes = notes
        self._faults: dict[str, Flaw] = {}

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self._faults

    @property
    def meant(self) -> Meant:
        """Whom the row means, if it stands for somebody who is known."""
        return self._notes.sheet.meant

    def note_damage(self) -> None:
        """Note the cells that Excel, or another program, spoiled: errors, formulas without a value, lost accents."""
        for column, cell in self._cells.items():
            if isinstance(cell, str):
                if not cell.isascii() and _GARBLED.search(cell):
                    self.note(column, GARBLED_TEXT)
            elif isinstance(cell, Broken):
                self.note(column, ERROR_VALUE)
            elif isinstance(cell, Formula):
                self.note(column, FORMULA_NOT_CALCULATED)

    def read(self, column: str, parser: Callable[[Cell], T]) -> T | None:
        """Return what a cell says, or None if it is empty or wrong, which is noted."""
        try:
            return parser(self._cells.get(column))
        except CellFault as wrong:
            self.note(column, wrong.flaw)
            return None

    def need(self, column: str, parser: Callable[[Cell], T | None], default: T) -> T:
        """Return what a cell says; an empty one is a fault, and gives `default` as a wrong one does."""
        if self._cells.get(column) is None:
            self.note(column, REQUIRED)
            return default
        found = self.read(column, parser)
        if found is None or found == "":
            self.note(column, REQUIRED)
            return default
        return found

    def text(self, column: str) -> str | None:
        """Return the text of a cell, None for an empty one; one that is longer than its column may be is a fault."""
        return self._short_enough(column, self.read(column, words) or None)

    def needed_text(self, column: str) -> str:
        """Return the text of a cell; an empty one is a fault and gives ""."""
        return self._short_enough(column, self.need(column, words, "")) or ""

    def said_text(self, column: str) -> str:
        """Return the text of a cell; an empty one gives "", and is a fault in a column that files must have."""
        return self.needed_text(column) if column in self._notes.obligatory else self.text(column) or ""

    def needed_moment(self, column: str) -> datetime:
        """Return the moment in a cell; an empty one is a fault, and gives some moment as a wrong one does.

        So does one that cannot be true; one that is older than its edition is a warning.
        """
        found = self.need(column, moment, _NO_MOMENT)
        if found is not _NO_MOMENT:
            days = self._notes.days
            if not EARLIEST <= found.date() <= days.latest:
                self.note(column, IMPOSSIBLE_DAY)
            elif found.date() < days.usual:
                self.note(column, OLDER_THAN_EDITION)
        return found

    def has(self, column: str) -> bool:
        """Say whether the file has a column, whatever stands in it."""
        return column in self._cells

    def completed(self, said: C, known: C | None, columns: Mapping[str, str]) -> C:
        """Return what a row says, with what is known where the file lacks a column: that says nothing of it.

        `columns` gives the column of each field of the two dataclasses; where it has another name.
        """
        if known is None:
            return said
        names = [each.name for each in fields(said)]
        kept = {name: getattr(known, name) for name in names if not self.has(columns.get(name, name))}
        return replace(said, **kept) if kept else said

    def _short_enough(self, column: str, said: str | None) -> str | None:
        if said is not None and len(said) > self._notes.longest[column]:
            self.note(column, TOO_LONG)
            return None
        return said

    def reference(self, column: str = "reference") -> str:
        """Return a printed reference (S077, H004) in capitals, as it is printed; one of an earlier row is a fault."""
        reference = self.needed_text(column).upper()
        if reference and not _REFERENCE.fullmatch(reference):
            self.note(column, NO_REFERENCE)
        if reference and reference in self._notes.seen:
            self.note(column, REPEATED_REFERENCE)
        self._notes.seen.add(reference)
        self._notes.numbers.setdefault(reference, self.number)
        return reference

    def note(self, column: str, flaw: Flaw) -> None:
        """Note a fault, of which a cell has one, the first; or a warning, which does not keep the row out."""
        if flaw.warning:
            self._notes.warnings.append(self._finding(column, flaw))
        else:
            self._faults.setdefault(column, flaw)

    def faults(self) -> list[Finding]:
        """Return the faults in the order of the columns."""
        return [self._finding(column, self._faults[column]) for column in sorted(self._faults, key=self._notes.place)]

    def _finding(self, column: str, flaw: Flaw) -> Finding:
        return Finding(self.number, self._notes.title(column), flaw.name, _as_seen(self._cells.get(column)))


def words(cell: Cell) -> str | None:
    """Return the text of a cell; raises "date instead of text" for what Excel made a day, a time or a length of it."""
    if isinstance(cell, date | time | timedelta):
        raise CellFault(DATE_IN_TEXT)
    return text(cell)


def _as_seen(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M").removesuffix(" 00:00")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    said = str(cell)
    return said if len(said) <= LONGEST_LINE else f"{said[:LONGEST_LINE]}…"
