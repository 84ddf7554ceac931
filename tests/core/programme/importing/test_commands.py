"""What the command of an import says of a file that came in, in part, or not at all."""

from __future__ import annotations

import pytest

from core.application import Application
from core.exchange.checking import Finding
from core.exchange.flaws import FLAWS
from core.exchange.importing import ImportReport
from core.programme.importing.commands import report_lines

FOUND = (Finding(2, "Dish", FLAWS[0].name),)
ALL_FAULTY = ImportReport(2, 0, 0, 0, 0, FOUND, ())
HALF_FAULTY = ImportReport(2, 1, 0, 0, 0, FOUND, ())
IN_PART = ImportReport(2, 1, 1, 0, 0, FOUND, ())


@pytest.mark.parametrize(
    ("report", "valid_only", "dry_run", "said"),
    [
        (
            HALF_FAULTY,
            False,
            False,
            ["2 rows, 1 of them faulty: nothing was imported. Correct them, or add --valid-only."],
        ),
        (ALL_FAULTY, True, False, ["2 rows, all of them faulty: nothing was imported. Correct them."]),
        (IN_PART, True, False, ["2 rows: 1 imported, 0 updated, 0 unchanged.", "1 faulty rows."]),
        (
            IN_PART,
            True,
            True,
            ["Dry run, nothing is written.", "2 rows: 1 imported, 0 updated, 0 unchanged.", "1 faulty rows."],
        ),
    ],
)
def test_the_summary_advises_what_is_left_to_do(
    application: Application, report: ImportReport, *, valid_only: bool, dry_run: bool, said: list[str]
) -> None:
    flaws = {flaw.name: flaw for flaw in FLAWS}
    with application.speaking("en"):
        lines = list(report_lines(report, flaws, valid_only=valid_only, dry_run=dry_run))
    assert lines[: lines.index("")] == said
