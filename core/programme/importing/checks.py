"""What the check of a file found, kept for the page on which its reader decides: plain values, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from core.contract.importing import ImportKind
from core.contract.module import Label
from core.exchange.grouping import group_findings
from core.exchange.importing import ImportPlan, ImportReport, changed_cells, new_rows, report_of

#: More than a person reads before looking again; the page says how many there are besides.
MOST_KEPT: Final = 200
#: What changes without a column of its own.
_TITLES: Final[Mapping[str, Label]] = {
    "name": _l("Name"),
    "organisation": _l("Address and sectors"),
    "status": _l("Status"),
}


def title_of(kind: ImportKind, column: str) -> str:
    """Return what a column is called that the file has not, or that is none of its own."""
    if label := kind.titles.get(column) or _TITLES.get(column):
        return str(label)
    return next((each.title() for each in kind.columns if each.name == column), column)


def facts_of_check(kind: ImportKind, plan: ImportPlan, *, first: str | None = None) -> dict[str, Any]:
    """Return what a plan does as the page shows it: counts, the beginning of each list, and a fingerprint of it all.

    `first` is the kind of file without which this one says nothing ("hosts first").
    """
    report = report_of(plan, valid_only=True)
    lists = {
        "found": [astuple(each) for each in group_findings(report.faults)],
        "noted": [astuple(each) for each in group_findings(report.warnings)],
        "changes": [astuple(each) for each in changed_cells(plan, lambda column: title_of(kind, column))],
        "added": [astuple(each) for each in new_rows(plan)],
    }
    return {
        **counts_of(report),
        **{name: rows[:MOST_KEPT] for name, rows in lists.items()},
        **{f"{name}_in_all": len(rows) for name, rows in lists.items()},
        "seen": plan.fingerprint,
        "first": first if report.faults else None,
    }


def counts_of(report: ImportReport) -> dict[str, int]:
    """Return a report as numbers alone."""
    return {key: len(value) if isinstance(value, list) else value for key, value in report.as_json().items()}
