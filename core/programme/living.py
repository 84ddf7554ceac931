"""A year lived day by day in an edition in rehearsal, from the files it left: what a module's demonstration is made of.

What has been lived is left as it is, so that a start that was cut short goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from core.contract.importing import ImportKind
from core.exchange import cells
from core.exchange.reading import Sheet, read_sheet
from core.programme.importing.services import import_sheet
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.programme.services import set_clock
from core.tenancy.commanding import Commander
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class DatedFile:
    """A file of which each row arrived on the day that stands in its column `arrived`."""

    kind: ImportKind
    path: Path
    arrived: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is lived: the files read in its morning, and then what is done.

    `act` is given a unit in real time, as the worker has it. `is_done` says whether the day was lived already; without
    it, it was once the clock of the edition has come so far.
    """

    day: date
    says: str
    files: tuple[DatedFile, ...] = ()
    act: Callable[[Unit, Edition], None] | None = None
    is_done: Callable[[Unit, Edition], bool] | None = None


def live_days(
    commander: Commander, days: Iterable[Day], say: Callable[[str], None], *, tenant: str, module: str, code: str
) -> None:
    """Live those of `days` that an edition has not lived; each is one transaction, and said when it begins."""
    for each in days:
        with commander.unit(tenant) as unit:
            edition = find_edition(unit.session, module, code)
            if not _is_lived(unit, edition, each):
                say(f"Living the demonstration: {each.day:%d/%m/%Y}, {each.says}…")
                _live(unit, edition, each)


def _is_lived(unit: Unit, edition: Edition, lived: Day) -> bool:
    come = unit.inside(edition).today >= lived.day
    return come and (lived.is_done is None or lived.is_done(unit, edition))


def _live(unit: Unit, edition: Edition, lived: Day) -> None:
    set_clock(unit, edition, lived.day)
    unit.session.flush()
    then = unit.inside(edition)
    for file in lived.files:
        sheet = arrived_before(lived.day, read_sheet(file.path.read_bytes(), file.kind.columns), file.arrived)
        import_sheet(then, edition, file.kind, sheet, valid_only=False, dry_run=False)
    if lived.act is not None:
        lived.act(unit, edition)


def arrived_before(day: date, sheet: Sheet, column: str) -> Sheet:
    """Return a sheet with only those of its rows that had arrived before `day`."""
    rows = [(number, row) for number, row in sheet.rows if (at := cells.day(row.get(column))) is not None and at < day]
    return replace(sheet, rows=rows)
