"""A sheet that is kept comes back as it was read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.exchange.reading import Sheet
from core.exchange.staging import pack_sheet, unpack_sheet
from core.exchange.values import Broken, Formula, Shown

CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.datetimes(), st.dates(),
    st.times(), st.timedeltas(),
)  # fmt: skip
NAMES = st.lists(st.text(max_size=5), unique=True, max_size=4)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    names = draw(NAMES)
    rows = [
        (number, {name: draw(CELLS) for name in names}) for number in draw(st.lists(st.integers(1, 99), max_size=4))
    ]
    return Sheet({name: draw(st.text()) for name in names}, rows, draw(st.integers(1, 9)), tuple(draw(NAMES)))


@given(sheets())
def test_a_sheet_comes_back(sheet: Sheet) -> None:
    found = unpack_sheet(pack_sheet(sheet))
    assert found == sheet
    assert [[type(cell) for cell in row.values()] for _, row in found.rows] == [
        [type(cell) for cell in row.values()] for _, row in sheet.rows
    ]


def test_what_is_beside_the_rows_and_kinds_of_cells_come_back() -> None:
    cells = {"a": Shown(1, "H001"), "b": Broken("#N/A"), "c": Formula("=A1")}
    sheet = Sheet(
        {name: name.upper() for name in cells},
        [(2, cells)],
        unknown=("Autre",),
        beside={2: (date(2024, 2, 13),)},
        hidden=(2,),
        other_sheets=("Namur",),
    )
    assert unpack_sheet(pack_sheet(sheet)) == sheet


def test_kinds_of_moments_are_told_apart() -> None:
    cells = {"a": datetime(2024, 2, 13), "b": date(2024, 2, 13), "c": time(9), "d": timedelta(days=-1, seconds=2)}  # noqa: DTZ001
    sheet = Sheet({name: name.upper() for name in cells}, [(2, cells)])
    assert unpack_sheet(pack_sheet(sheet)) == sheet
