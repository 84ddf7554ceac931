"""What an import would do, decided before anything is written, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.exchange.checking import CheckedSheet, Finding


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A checked file: the references that are new, those that change with the columns that do, and how to write them.

    `write` is called at most once, in the transaction in which the plan was made; never in a dry run.
    """

    checked: CheckedSheet[Any]
    new: Sequence[str]
    updated: Mapping[str, Sequence[str]]
    write: Callable[[], None]


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
    faults: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def kept_out(self) -> bool:
        """Whether faults kept everything out."""
        return bool(self.faults) and not (self.imported or self.unchanged or self.updated)

    def as_json(self) -> dict[str, Any]:
        """Return the report as `liaison <module> import --json` prints it."""
        return {
            "rows": self.rows,
            "valid": self.valid,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "updated": self.updated,
            "faults": [finding.as_json() for finding in self.faults],
            "warnings": [finding.as_json() for finding in self.warnings],
        }


def report_of(plan: ImportPlan, *, valid_only: bool) -> ImportReport:
    """Return what a plan does; with faults nothing counts as imported unless the valid rows were asked for."""
    checked = plan.checked
    kept_out = bool(checked.faults) and not valid_only
    new, changed, valid = len(plan.new), len(plan.updated), len(checked.rows)
    return ImportReport(
        rows=checked.count,
        valid=valid,
        imported=0 if kept_out else new,
        unchanged=0 if kept_out else valid - new - changed,
        updated=0 if kept_out else changed,
        faults=tuple(checked.faults),
        warnings=tuple(checked.warnings),
    )
