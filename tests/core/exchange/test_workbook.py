"""What stands in a workbook, as openpyxl reads it too; and what a file from outside may cost."""

# ruff: noqa: DTZ001 - Excel knows no zones.

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange.errors import UnreadableFileError
from core.exchange.values import Broken, Formula, Shown
from core.exchange.workbook import LONGEST_TEXT, Workbook
from tests.core.exchange.books import MAIN, by_hand, written


def read(content: bytes, max_column: int = 256) -> list[tuple[int, Mapping[int, Any]]]:
    return list(Workbook(content, max_column=max_column).rows())


def reason_of(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read(content)
    return caught.value.reason


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 6)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=12).filter(
        lambda said: "_x" not in said and not said.startswith("=")
    ),
    st.sampled_from(["=CMD()", "=1+1", " spaced ", "<&>\"'", "line\nbreak", "#N/A"]),
    st.datetimes(datetime(1900, 3, 1), datetime(2199, 12, 31)).map(lambda when: when.replace(microsecond=0)),
    st.dates(date(1900, 3, 1), date(2199, 12, 31)),
    st.times().map(lambda when: when.replace(microsecond=0)),
    st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
)


def _as_kept(cell: Any) -> Any:
    """Return what openpyxl took for a formula or an error, as we tell them from a text."""
    if isinstance(cell, str) and cell.startswith("="):
        return Formula(cell)
    return Broken(cell) if cell == "#N/A" else cell


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6), st.booleans())
def test_a_workbook_is_read_as_openpyxl_reads_it(rows: list[list[Any]], from_1904: bool) -> None:
    content = written(*rows, epoch=datetime(1904, 1, 1) if from_1904 else None)
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    expected = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        filled = {place: _as_kept(cell) for place, cell in enumerate(cells) if cell is not None}
        if filled:
            expected.append((number, filled))
    assert read(content) == expected


def test_shared_texts_are_whole_and_without_how_they_are_pronounced() -> None:
    strings = (
        "<si><t>plain</t></si><si><r><t>in </t></r><r><rPr><b/></rPr><t>parts</t></r></si>"
        "<si><t>漢</t><rPh sb='0' eb='1'><t>kan</t></rPh></si><si><t>a_x000D_b_x005F_c</t></si><si/>"
    )
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(5))
    assert read(by_hand(f"<sheetData><row>{cells}</row></sheetData>", strings=strings)) == [
        (1, {0: "plain", 1: "in parts", 2: "漢", 3: "a\rb_c", 4: ""})
    ]


@pytest.mark.parametrize(
    ("escaped", "said"),
    [
        ("a_x0000_b", "ab"),
        ("a_xD800_b", "ab"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xFFFE_a", "a"),
        ("a_x0009_b", "a\tb"),
    ],
)
def test_a_sign_that_no_database_keeps_is_left_out(escaped: str, said: str) -> None:
    content = by_hand('<sheetData><row><c t="s"><v>0</v></c></row></sheetData>', strings=f"<si><t>{escaped}</t></si>")
    assert read(content) == [(1, {0: said})]


def test_every_kind_of_cell_as_the_standard_has_it() -> None:
    cells = (
        '<c r="A3"><v>7034</v></c><c r="B3"><v>1.5E2</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="b"><v>0</v></c>'
        '<c r="E3" t="e"><v>#N/A</v></c><c r="F3" t="str"><f>A1&amp;"x"</f><v>worth</v></c>'
        '<c r="G3" t="d"><v>2024-02-13T10:28:00Z</v></c><c r="H3" t="inlineStr"><is><t>own</t></is></c>'
        '<c r="I3" s="1"/><c r="J3"><v></v></c><c r="K3"><f t="shared" si="0"/><v>42</v></c><c r="AA3"><v>-1</v></c>'
    )
    content = by_hand(f'<sheetData><row r="3">{cells}</row><row r="9"/></sheetData>')
    assert read(content) == [
        (
            3,
            {0: 7034, 1: 150.0, 2: True, 3: False, 4: Broken("#N/A"), 5: "worth", 6: datetime(2024, 2, 13, 10, 28)}
            | {7: "own", 10: 42, 26: -1},
        )
    ]


@pytest.mark.parametrize(
    ("code", "number", "cell"),
    [
        ("dd/mm/yyyy", "45335", datetime(2024, 2, 13)),
        ("[$-80C]d mmmm", "45335.5", datetime(2024, 2, 13, 12)),
        ('"mois" 0', "3", Shown(3, "mois 3")),
        ("[Red]0.00", "3", 3),
        ("hh:mm", "0.5", time(12)),
        ("[h]:mm", "1.25", timedelta(hours=30)),
        ("dd/mm/yyyy", "1", datetime(1900, 1, 1)),
        ("dd/mm/yyyy", "1e300", Broken("#VALUE!")),
        ("dd/mm/yyyy", "-1000000", Broken("#VALUE!")),
    ],
)
def test_a_format_says_whether_a_number_is_a_moment(code: str, number: str, cell: Any) -> None:
    code = code.replace('"', "&quot;")
    styles = (
        f'<numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><cellStyleXfs><xf numFmtId="14"/>'
        '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    )
    content = by_hand(f'<sheetData><row><c s="1"><v>{number}</v></c></row></sheetData>', styles=styles)
    assert read(content) == [(1, {0: cell})]


def test_names_with_a_prefix_are_the_same_names() -> None:
    row = '<x:row><x:c s="0"><x:v>1.5</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{row}</x:sheetData></x:worksheet>'
    styles = '<cellXfs><xf numFmtId="22"/></cellXfs>'
    content = by_hand(sheet, styles=styles, book='<workbookPr date1904="1"/>')
    assert read(content) == [(1, {0: datetime(1904, 1, 2, 12)})]


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        ('<sheetData><row r="5"/><row r="5"/></sheetData>', "not an Excel file"),
        ('<sheetData><row r="five"/></sheetData>', "not an Excel file"),
        ('<sheetData><row><c r="ABCD1"/></row></sheetData>', "not an Excel file"),
        ('<sheetData><row><c r="1"/></row></sheetData>', "not an Excel file"),
        ('<sheetData><row><c t="s"><v>3</v></c></row></sheetData>', "not an Excel file"),
        ('<sheetData><row r="1048577"/></sheetData>', "too many rows"),
        ('<sheetData><row><c r="XFE1"/></row></sheetData>', "too many columns"),
    ],
)
def test_what_excel_would_not_read_is_refused(sheet: str, reason: str) -> None:
    assert reason_of(by_hand(sheet)) == reason


@pytest.mark.parametrize("name", ["_rels/.rels", "xl/_rels/book.xml.rels", "xl/book.xml", "xl/worksheets/s.xml"])
def test_a_workbook_without_one_of_its_parts_is_none(name: str) -> None:
    source, target = BytesIO(by_hand("<sheetData/>")), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
    assert reason_of(target.getvalue()) == "not an Excel file"


def test_a_row_that_says_it_is_the_last_of_a_million_costs_one_row() -> None:
    """A workbook of 1,567 bytes, for which a reader that fills the gap makes a million rows, or 23 GB of cells."""
    content = by_hand(
        '<sheetData><row><c><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    )
    assert len(content) < 1_567
    tracemalloc.start()
    try:
        assert read(content, max_column=16_383) == [(1, {0: 1}), (1_048_576, {16_383: 2})]
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_rows_without_cells_are_passed_over() -> None:
    content = by_hand("<sheetData>" + "<row/>" * 1_000_000 + "<row><c><v>1</v></c></row></sheetData>")
    assert len(content) < 20_000
    assert read(content) == [(1_000_001, {0: 1})]


def test_a_longer_text_than_a_cell_can_hold_is_cut_where_that_still_shows() -> None:
    content = by_hand(f"<sheetData><row><c t='str'><v>{'a' * 100_000}</v></c></row></sheetData>")
    assert [len(row[0]) for _, row in read(content)] == [LONGEST_TEXT + 1]


def test_texts_that_fill_a_memory_are_refused() -> None:
    strings = f"<si><t>{'a' * 30_000}</t></si>" * 2_100
    content = by_hand("<sheetData/>", strings=strings)
    assert len(content) < 100_000
    assert reason_of(content) == "too big"


def test_an_archive_of_many_entries_is_refused_before_its_directory_is_read(monkeypatch) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(2_001):
            archive.writestr(str(number), "")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert reason_of(stream.getvalue()) == "too big"


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE a [<!ENTITY x "lol">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">'],
)
def test_a_part_that_declares_entities_is_refused(declaration: str) -> None:
    sheet = f'{declaration}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert reason_of(by_hand(sheet)) == "not an Excel file"
