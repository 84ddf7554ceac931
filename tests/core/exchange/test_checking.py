"""How the cells of a row are read, and what is noted of them."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.exchange import cells
from core.exchange.checking import CheckedSheet, Finding, SheetRow, check_sheet
from core.exchange.flaws import FLAWS, NUMBER_OUT_OF_RANGE, REQUIRED, Flaw
from core.exchange.reading import Sheet, SheetColumn

COLUMNS = (
    SheetColumn("reference", ("No.",), obligatory=True),
    SheetColumn("name", ("Name",)),
    SheetColumn("story", ("Story",), longest=300),
    SheetColumn("at", ("On",)),
)
LOOK = Flaw("look", "look", "at it", warning=True)


def checked(read, *rows, unknown=()) -> CheckedSheet:
    headers = {"reference": "N°", "name": "Nom", "story": "Récit", "at": "Le"}
    numbered = [(number, {**dict.fromkeys(headers), **row}) for number, row in enumerate(rows, start=2)]
    return check_sheet(Sheet(headers, numbered, unknown=unknown), COLUMNS, read)


def test_a_row_that_gives_nothing_is_not_among_the_rows_but_counts() -> None:
    found = checked(lambda row: row.text("name"), {"name": "Ada"}, {"name": None})
    titles = {"reference": "N°", "name": "Nom", "story": "Récit", "at": "Le"}
    assert found == CheckedSheet(2, ["Ada"], [], [], titles=titles)


def test_faults_stand_in_the_order_of_rows_and_columns_the_first_of_each_cell() -> None:
    def read(row: SheetRow) -> None:
        row.need("at", cells.moment, None)
        row.needed_text("name")
        row.note("at", NUMBER_OUT_OF_RANGE)

    assert checked(read, {"at": "soon"}, {"name": "Ada", "at": datetime(2024, 3, 1)}).faults == [  # noqa: DTZ001
        Finding(2, "Nom", "required"),
        Finding(2, "Le", "invalid date", "soon"),
        Finding(3, "Le", "number out of range", "01/03/2024"),
    ]


def test_a_warning_keeps_no_row_out_and_an_unknown_column_is_one() -> None:
    def read(row: SheetRow) -> bool:
        row.note("name", LOOK)
        return row.valid

    found = checked(read, {"name": "Ada"}, unknown=("Taille",))
    assert (found.rows, found.faults) == ([True], [])
    assert found.warnings == [Finding(1, "Taille", "unknown column", "Taille"), Finding(2, "Nom", "look", "Ada")]


def test_a_reference_stands_once_whatever_its_case() -> None:
    found = checked(lambda row: row.reference() if row.valid else None, {"reference": "s1"}, {"reference": "S1"}, {})
    assert [(each.row, each.flaw) for each in found.faults] == [(3, "repeated reference"), (4, "required")]


@pytest.mark.parametrize(("column", "longest"), [("name", 250), ("story", 300)])
def test_a_text_is_as_long_as_its_column_lets_it(column: str, longest: int) -> None:
    found = checked(lambda row: row.text(column), {column: "a" * longest}, {column: "a" * (longest + 1)})
    assert found.rows == ["a" * longest]
    assert found.faults == [Finding(3, {"name": "Nom", "story": "Récit"}[column], "too long", "a" * 250 + "…")]


def test_a_moment_that_is_missing_or_wrong_is_a_fault_and_gives_another() -> None:
    found = checked(lambda row: row.needed_moment("at").isoformat(), {"at": datetime(2024, 3, 1)}, {}, {"at": "soon"})  # noqa: DTZ001
    assert found.rows == ["2024-02-29T23:00:00+00:00", *["0001-01-02T00:00:00+00:00"] * 2]
    assert [(each.row, each.flaw) for each in found.faults] == [(3, "required"), (4, "invalid date")]


def test_an_empty_cell_gives_what_stands_in_for_it() -> None:
    assert checked(lambda row: (row.need("name", cells.text, "?"), row.valid), {}).rows == [("?", False)]


def test_names_of_flaws_are_different() -> None:
    assert len({flaw.name for flaw in FLAWS}) == len(FLAWS)
    assert REQUIRED.warning is False
