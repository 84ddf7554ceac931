"""What an import would do, decided before anything is written, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from core.contract.importing import Subject
from core.exchange.changes import Change
from core.exchange.checking import CheckedSheet, Finding


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A checked file: the references that are new, those that change with what changes of them, and how to write them.

    `write` is called at most once, in the transaction in which the plan was made; never in a dry run. `names` says who
    or what a reference stands for; `beside` what a new row changes of somebody who is known already.
    """

    checked: CheckedSheet[Any]
    new: Sequence[str]
    updated: Mapping[str, Mapping[str, Change]]
    write: Callable[[], None]
    names: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, Change]] = field(default_factory=dict)
    #: What the references that change stand for, by which their history is kept.
    subjects: Mapping[str, Subject] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """What the plan does, as one short text: two plans that do the same have the same, whatever the language."""
        told = {
            reference: {column: change.facts() for column, change in changes.items()}
            for reference, changes in {**self.updated, **self.beside}.items()
        }
        faults = [[each.row, each.column, each.flaw] for each in self.checked.faults]
        facts = json.dumps([list(self.new), told, faults], ensure_ascii=False, sort_keys=True)
        return sha256(facts.encode(errors="surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One thing that an import changes: the row, whom or what it is about, the column, and the values."""

    row: int
    reference: str
    name: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that an import adds, and whom or what it is about."""

    row: int
    reference: str
    name: str


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
    #: What a dry run would change of what is known.
    changes: tuple[ChangedCell, ...] = ()

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


def changed_cells(plan: ImportPlan, title: Callable[[str], str]) -> list[ChangedCell]:
    """Return what a plan changes of what is known, row by row; `title` names a column that the file has not."""
    numbers, titles = plan.checked.numbers, plan.checked.titles
    return [
        ChangedCell(
            numbers.get(reference, 0),
            reference,
            plan.names.get(reference, ""),
            titles.get(column) or title(column),
            *change.texts(),
        )
        for reference, changes in sorted(
            {**plan.updated, **plan.beside}.items(), key=lambda each: numbers.get(each[0], 0)
        )
        for column, change in changes.items()
    ]


def new_rows(plan: ImportPlan) -> list[NewRow]:
    """Return the rows that a plan adds."""
    numbers = plan.checked.numbers
    return [NewRow(numbers.get(each, 0), each, plan.names.get(each, "")) for each in plan.new]
