"""Reads the cells of a row, and notes every one that is wrong, so that a person can mend a file in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from core.exchange.cells import CellFault, text
from core.exchange.reading import Cell, ColumnName, Sheet
from plugins.immersion.importing import faults as names
from plugins.immersion.importing.faults import Fault

T = TypeVar("T")

#: The longest name, title or address, and the longest text that tells something, in characters.
LONGEST_LINE: Final = 250
LONGEST: Final = 5_000
TOLD_AT_LENGTH: Final = frozenset({"description", "conditions", "expectations", "reason"})


@dataclass
class Notes:
    """What was found wrong or worth saying in a sheet, in the order of its rows and columns."""

    sheet: Sheet
    columns: tuple[ColumnName, ...]
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = {column.name: place for place, column in enumerate(self.columns)}
        self._titles = {column.name: column.headers[0] for column in self.columns} | dict(self.sheet.headers)
        self.warnings.extend(
            Fault(self.sheet.header_row, header, names.UNKNOWN_COLUMN) for header in self.sheet.unknown
        )

    def rows(self) -> Iterator[Row]:
        """Yield each row for reading."""
        for number, cells in self.sheet.rows:
            row = Row(number, cells, self)
            yield row
            row.close()

    def title(self, column: str) -> str:
        """Return the header of a column as the file writes it, or as it would be written."""
        return self._titles[column]

    def place(self, column: str) -> int:
        """Return where a column stands among those that are looked for."""
        return self._places[column]


class Row:
    """One row: its number in Excel, its cells, and whether a fault was noted."""

    def __init__(self, number: int, cells: Mapping[str, Cell], notes: Notes) -> None:
        self.number = number
        self._cells = cells
        self._notes = notes
        self._faults: dict[str, str] = {}

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self._faults

    def read(self, column: str, parser: Callable[[Cell], T]) -> T | None:
        """Return what a cell says, or None if it is empty or wrong, which is noted."""
        cell = self._cells.get(column)
        try:
            return parser(cell)
        except CellFault as wrong:
            self.fault(column, wrong.fault)
            return None

    def need(self, column: str, parser: Callable[[Cell], T | None], default: T) -> T:
        """Return what a cell says; an empty one is a fault, and gives `default` as a wrong one does."""
        if self._cells.get(column) is None:
            self.fault(column, names.REQUIRED)
            return default
        found = self.read(column, parser)
        if found is None or found == "":
            self.fault(column, names.REQUIRED)
            return default
        return found

    def text(self, column: str) -> str | None:
        """Return the text of a cell, None for an empty one; one that is longer than a letter can carry is a fault."""
        cell = self._cells.get(column)
        return self._short_enough(column, text(cell) or None if cell is not None else None)

    def needed_text(self, column: str) -> str:
        """Return the text of a cell; an empty one is a fault and gives ""."""
        return self._short_enough(column, self.need(column, text, "")) or ""

    def _short_enough(self, column: str, said: str | None) -> str | None:
        if said is not None and len(said) > (LONGEST if column in TOLD_AT_LENGTH else LONGEST_LINE):
            self.fault(column, names.TOO_LONG)
            return None
        return said

    def reference(self, column: str = "reference") -> str:
        """Return a printed reference (S077, H004), in the capitals in which it is printed."""
        return self.needed_text(column).upper()

    def fault(self, column: str, fault: str) -> None:
        """Note what is wrong with a cell; the first thing that is wrong with it counts."""
        self._faults.setdefault(column, fault)

    def warn(self, column: str, warning: str) -> None:
        """Note what a person should look at, without keeping the row out."""
        self._notes.warnings.append(Fault(self.number, self._notes.title(column), warning))

    def close(self) -> None:
        """Hand over the faults in the order of the columns."""
        for column in sorted(self._faults, key=self._notes.place):
            self._notes.faults.append(Fault(self.number, self._notes.title(column), self._faults[column]))
