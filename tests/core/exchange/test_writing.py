"""What Excel finds in a workbook of ours, read back with openpyxl."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from core.exchange.writing import Column, Table, write_workbook

COLUMNS = (
    Column("Nom", 30),
    Column("Places", 8, "number"),
    Column("Le", 12, "day"),
    Column("Inscrit le", 18, "moment"),
)


def written(*rows, columns=COLUMNS):
    return openpyxl.load_workbook(BytesIO(write_workbook([Table("Hôtes", columns, rows)])))["Hôtes"]


def test_values_come_back_with_their_types() -> None:
    sheet = written(
        ("Ada", 2, date(2024, 4, 22), datetime(2024, 2, 13, 9, 28, tzinfo=UTC)),
        ("Bea", Decimal("0.5"), None, datetime(2024, 7, 1, 8, tzinfo=UTC)),
        (None, None, None, None),
    )
    assert list(sheet.iter_rows(values_only=True)) == [
        ("Nom", "Places", "Le", "Inscrit le"),
        ("Ada", 2, datetime(2024, 4, 22), datetime(2024, 2, 13, 10, 28)),  # noqa: DTZ001 - Excel knows no zones.
        ("Bea", 0.5, None, datetime(2024, 7, 1, 10)),  # noqa: DTZ001
    ]
    assert (sheet["C2"].number_format, sheet["D3"].number_format) == ("dd/mm/yyyy", "dd/mm/yyyy hh:mm")


@pytest.mark.requirement("IM-22")
@pytest.mark.parametrize("said", ["=CMD()", "+32 478 42 05 17", "-1", "@SUM(A1)", "=", "#N/A", "\t=1+1"])
def test_text_is_never_a_formula(said: str) -> None:
    cell = written((said, 1, None, None))["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (said, "s", True)


def test_a_header_is_text_too() -> None:
    assert written(columns=(Column("=A1"),))["A1"].data_type == "s"


def test_what_no_workbook_can_hold_is_left_out() -> None:
    sheet = written(
        ("a\x00b\x0bc\nd", 1, None, None), ("x" * 40_000, 1, None, None), ("=" + "x" * 40_000, 1, None, None)
    )
    assert [len(sheet.cell(row, 1).value) for row in (2, 3, 4)] == [5, 32_767, 32_767]


def test_the_header_stays_in_sight_and_filters() -> None:
    sheet = written(("Ada", 2, None, None), ("Bea", 3, None, None))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D3")
    assert sheet.column_dimensions["A"].width == 30
    assert sheet["A1"].font.bold


def test_two_sheets_with_titles_that_excel_takes() -> None:
    content = write_workbook([Table("Hôtes / 2024: [liste]", COLUMNS, ()), Table("Filtres", (Column("Filtre"),), ())])
    assert openpyxl.load_workbook(BytesIO(content)).sheetnames == ["Hôtes   2024   liste ", "Filtres"]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        written(("Ada", 1, None, datetime(2024, 2, 13)))  # noqa: DTZ001


def test_what_was_begun_and_fails_is_not_left_lying_about(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    begun = []

    def rows():
        yield ("Ada", 2, None, None)
        begun.extend(tmp_path.iterdir())
        raise LookupError

    with pytest.raises(LookupError):
        write_workbook([Table("Hôtes", COLUMNS, [("Bea", 1, None, None)]), Table("Stagiaires", COLUMNS, rows())])
    assert (len(begun), list(tmp_path.iterdir())) == (2, [])
