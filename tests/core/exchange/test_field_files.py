"""Files as the field really sends them: what programs beside ours make of a sheet, and what people do to it."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from core.exchange import cells
from core.exchange.cells import CellFault
from core.exchange.checking import CheckedSheet, SheetRow, check_sheet
from core.exchange.errors import UnreadableFileError
from core.exchange.formats import format_of
from core.exchange.reading import Sheet, SheetColumn, column, read_sheet
from core.exchange.values import Broken, Formula, Shown
from core.language.folding import without_unseen
from tests.core.exchange.books import by_hand, written

COLUMNS = (
    SheetColumn("reference", ("N°", "Nr."), obligatory=True),
    SheetColumn("name", ("Nom", "Naam")),
    SheetColumn("places", ("Places",)),
    SheetColumn("(places left)", ("Places libres",), read=False),
)
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_KINDS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def said(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


def rows(*lines: str) -> str:
    return "<sheetData>" + "".join(f"<row>{line}</row>" for line in lines) + "</sheetData>"


HEADER = said("N°", "Nom", "Places")


def checked(content: bytes) -> CheckedSheet[dict[str, Any]]:
    def row(row: SheetRow) -> dict[str, Any] | None:
        found = {"reference": row.reference(), "name": row.text("name"), "places": row.read("places", cells.number)}
        return found if row.valid else None

    return check_sheet(read_sheet(content, COLUMNS), COLUMNS, row)


def found(content: bytes) -> list[tuple[int, str, str]]:
    check = checked(content)
    return [(each.row, each.column, each.flaw) for each in (*check.faults, *check.warnings)]


def names(content: bytes) -> list[Any]:
    return [row["name"] for row in checked(content).rows]


def test_a_line_break_as_excel_escapes_it_is_a_line_break() -> None:
    escaped = by_hand(rows(HEADER, said("H1", "Matin._x000D_\nSoir._x000D_\n")))
    plain = by_hand(rows(HEADER, said("H1", "Matin.\nSoir.")))
    assert names(escaped) == names(plain) == ["Matin.\nSoir."]


def test_a_sheet_that_nobody_sees_is_not_read() -> None:
    content = by_hand(rows(HEADER, said("H1", "2025")), before={"last_year": rows(HEADER, said("H1", "2024"))})
    assert (names(content), found(content)) == (["2025"], [])


def test_another_sheet_with_the_same_columns_is_named() -> None:
    content = by_hand(
        rows(HEADER, said("H1", "Mons")),
        after={"Namur": rows(HEADER, said("H2", "Namur")), "Remarques": rows(said("Nom"), said("x"))},
    )
    assert (names(content), found(content)) == (["Mons"], [(1, "Namur", "other sheet")])


def test_of_a_formula_the_saved_value_is_read_and_without_one_the_text() -> None:
    content = by_hand(
        rows(
            HEADER,
            f'{said("H1")}<c t="str"><f>PROPER("mons")</f><v>Mons</v></c><c><f>1+1</f><v>2</v></c>',
            f"{said('H2')}<c><f>CMD()</f></c>",
            f'{said("H3")}<c t="str"><f>IF(1,"")</f><v></v></c>',
        )
    )
    assert [(row["name"], row["places"]) for row in checked(content).rows] == [
        ("Mons", 2),
        ("=CMD()", None),
        (None, None),
    ]
    assert found(content) == [(3, "Nom", "formula without a value")]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?"])
def test_an_error_of_excel_is_a_fault_in_any_column(error: str) -> None:
    cell = f'<c t="e"><v>{error}</v></c>'
    content = by_hand(rows(said("N°", "Nom", "Places", "Places libres"), f"{said('H1')}{cell * 3}"))
    assert found(content) == [
        (2, "Nom", "error value"),
        (2, "Places", "error value"),
        (2, "Places libres", "error value"),
    ]


def test_a_day_where_words_belong_is_a_fault() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="16"/></cellXfs>'
    content = by_hand(rows(HEADER, f'{said("H1")}<c s="1"><v>45811</v></c>'), styles=styles)
    assert found(content) == [(2, "Nom", "date instead of text")]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ('0000" "00" "00" "00', 470000002, "0470 00 00 02"),
        ("0000\\ 00\\ 00\\ 00", 470000002, "0470 00 00 02"),
        ("000/00 00 00", 65000001, "065/00 00 01"),
        ('"H"000', 1, "H001"),
        ('"H"000', 1234, "H1234"),
        ("00000", 7, "00007"),
        ('0" places"', 12, "12 places"),
        ("+##\\ ###", 32470, "+32 470"),
        ("#", 5, None),
        ("0", 5, None),
        ("0.00", 5, None),
        ("#,##0", 5000, None),
        ("General", 5, None),
        ('"H"000', -1, None),
        ('"H"000', 1.5, None),
        ("0%", 1, None),
        ('[Red]"H"00', 4, "H04"),
    ],
)
def test_a_number_is_read_as_excel_shows_it(code: str, number: float, shown: str | None) -> None:
    style = format_of("164", code)
    assert (style.shown(number) if style else None) == shown


def test_what_a_format_adds_is_part_of_a_text_and_of_no_number() -> None:
    assert [cells.text(Shown(1, "H001")), cells.number(Shown(2, "2 places")), cells.whole_number(Shown(3, "03"))] == [
        "H001",
        2,
        3,
    ]
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="&quot;H&quot;000"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    )
    content = by_hand(rows(HEADER, f'<c s="1"><v>1</v></c>{said("Mons")}'), styles=styles)
    assert [row["reference"] for row in checked(content).rows] == ["H001"]


def test_signs_that_nobody_sees_are_dropped() -> None:
    content = by_hand(rows(said("N°\u200b", "\ufeffNom"), said("H1\u200b", "\u200eMai\u00adson\u2060")))
    assert [(row["reference"], row["name"]) for row in checked(content).rows] == [("H1", "Maison")]
    unseen = "".join(map(chr, (c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) == "Cf")))
    kept = without_unseen(f"é{unseen}é")
    assert [f"U+{ord(sign):04X}" for sign in kept[1:-1]] == []


def test_a_strict_workbook_is_read() -> None:
    content = by_hand(rows(HEADER, said("H1", "Mons")), main=STRICT, kinds=STRICT_KINDS)
    assert names(content) == ["Mons"]


def test_a_style_that_other_readers_refuse_is_no_matter() -> None:
    styles = '<fills count="1"><fill/></fills><cellXfs><xf numFmtId="0"/></cellXfs>'
    assert names(by_hand(rows(HEADER, f'{said("H1")}<c s="0"><v>5</v></c>'), styles=styles)) == ["5"]


@pytest.mark.parametrize("header", ["Nom*", "Nom *", "Nom :", "Nom\u00a0:", "NOM", "nom"])
def test_a_star_or_a_colon_is_no_part_of_a_heading(header: str) -> None:
    sheet = read_sheet(written(["N°*", header], ["H1", "Mons"]), COLUMNS)
    assert (sheet.rows, sheet.unknown) == ([(2, {"reference": "H1", "name": "Mons"})], ())


def test_a_row_that_a_filter_hides_is_read_and_named() -> None:
    content = by_hand(
        f"<sheetData><row>{HEADER}</row><row>{said('H1', 'Mons')}</row>"
        f'<row hidden="1">{said("H2", "Namur")}</row><row hidden="1"/></sheetData>'
    )
    assert (names(content), found(content)) == (["Mons", "Namur"], [(3, "N°", "hidden row")])


@pytest.mark.parametrize("text", ["HÃ©lÃ¨ne", "Lef\ufffdvre", "lâ€™accueil"])
def test_accents_that_were_lost_are_a_warning(text: str) -> None:
    content = by_hand(rows(HEADER, said("H1", text)))
    assert (names(content), found(content)) == ([text], [(2, "Nom", "garbled text")])


@pytest.mark.parametrize("text", ["Hélène", "Œuvre", "Ça", "Ângela", "à l’aise", "São Paulo", "Â demain", "Ã"])
def test_accents_that_are_there_are_none(text: str) -> None:
    assert found(by_hand(rows(HEADER, said("H1", text)))) == []


@pytest.mark.parametrize("address", ["f.o’neill@clb.example", "gaël@clb.example", "é@x.be"])
def test_an_address_that_our_mail_would_refuse_is_a_fault(address: str) -> None:
    with pytest.raises(CellFault) as fault:
        cells.email(address)
    assert fault.value.flaw.name == "accent in an e-mail address"
    assert cells.email("info@école-ici.example") == "info@école-ici.example"


def test_a_column_of_our_own_lists_is_known_and_not_read() -> None:
    sheet = read_sheet(written(["N°", "Places libres", "Autre"], ["H1", 3, "x"]), COLUMNS)
    assert (sheet.unknown, sheet.beside) == (("Autre",), {2: ("x",)})


def test_cells_of_columns_that_nobody_asked_for_stand_beside() -> None:
    sheet = read_sheet(written(["Autre", "N°", "Encore"], ["x", "H1", 3], [None, None, 4], [None, "H2", None]), COLUMNS)
    assert sheet.beside == {2: ("x", 3), 4: (None, None)}


@pytest.mark.parametrize("kind", [Broken("#N/A"), Formula("=A1"), Shown(1, "01")])
def test_people_see_of_a_cell_what_it_says(kind: Any) -> None:
    assert str(kind) == kind.said


def test_a_formatted_cell_at_the_end_of_the_sheet_costs_nothing() -> None:
    read: list[int] = []
    read_row: Callable[[SheetRow], None] = lambda row: read.append(row.number)  # noqa: E731
    content = by_hand(
        f'<sheetData><row r="1">{HEADER}</row><row r="2">{said("H1")}</row>'
        '<row r="1048576" customFormat="1"><c r="XFD1048576" s="0"/></row></sheetData>'
    )
    sheet: Sheet = read_sheet(content, COLUMNS)
    check_sheet(sheet, COLUMNS, read_row)
    assert read == [2]


def test_a_column_that_two_others_replace_may_be_missing() -> None:
    columns = (
        SheetColumn("contact", ("Contact",), obligatory=True, instead=("first", "last")),
        SheetColumn("first", ("Prénom",)),
        SheetColumn("last", ("Nom",)),
    )
    assert read_sheet(written(["Prénom", "Nom"], ["Ada", "B"]), columns).headers == {"first": "Prénom", "last": "Nom"}
    with pytest.raises(UnreadableFileError) as caught:
        read_sheet(written(["Prénom"], ["Ada"]), columns)
    assert (caught.value.reason, caught.value.column) == ("missing column", "Contact")


def test_a_missing_column_is_called_as_the_file_would_call_it() -> None:
    columns = (
        column("reference", fr="N°", nl="Nr.", en="No."),
        column("name", fr="Nom", nl="Naam", en="Name", obligatory=True),
    )
    for header, missing in (("Nr.", "Naam"), ("N°", "Nom"), ("No.", "Name")):
        with pytest.raises(UnreadableFileError) as caught:
            read_sheet(written([header], ["x"]), columns)
        assert caught.value.column == missing


def test_a_file_with_the_headings_of_a_list_of_ours_is_that_list() -> None:
    own = [{"Numéro": "reference", "Nom": "name", "Places": "(Places)", "Hôte": "(Hôte)"}]
    sheet = read_sheet(written(["Numéro", "Nom", "Places", "Hôte"], ["H1", "Mons", 3, "x"]), COLUMNS, own=own)
    assert (sheet.unknown, sheet.rows[0][1]["reference"]) == ((), "H1")
    assert read_sheet(written(["N°", "Nom", "Places"], ["H1", "Mons", 3]), COLUMNS, own=own).rows == [
        (2, {"reference": "H1", "name": "Mons", "places": 3})
    ]
