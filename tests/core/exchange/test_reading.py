"""What a workbook says, and which files are refused with what reason."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from core.exchange.errors import UnreadableFileError
from core.exchange.reading import SheetColumn, header_pattern, read_sheet
from core.exchange.values import Formula

COLUMNS = (
    SheetColumn("reference", ("N° demande", "Nr. aanvraag"), obligatory=True),
    SheetColumn("name", ("Nom", "Naam")),
    SheetColumn("code", ("Code postal",)),
)


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def reason_of(content: bytes, **options: int) -> tuple[str, str | None]:
    with pytest.raises(UnreadableFileError) as caught:
        read_sheet(content, COLUMNS, **options)
    return caught.value.reason, caught.value.column


def test_headers_are_found_whatever_their_case_accents_and_spaces() -> None:
    sheet = read_sheet(workbook(["  n° DEMANDE", "Náam ", "Autre"], ["S001", "Ada", "x"]), COLUMNS)
    assert sheet.headers == {"reference": "n° DEMANDE", "name": "Náam"}
    assert sheet.rows == [(2, {"reference": "S001", "name": "Ada"})]
    assert sheet.unknown == ("Autre",)


def test_empty_rows_are_passed_over_and_numbers_stay_those_of_excel() -> None:
    content = workbook([], ["N° demande", "Nom"], [None, "  "], ["S001", " Ada  Bea "], [], [], ["S002", None])
    sheet = read_sheet(content, COLUMNS)
    assert sheet.header_row == 2
    assert sheet.rows == [
        (4, {"reference": "S001", "name": "Ada  Bea"}),
        (7, {"reference": "S002", "name": None}),
    ]


def test_a_formula_without_a_value_is_the_text_that_was_typed() -> None:
    sheet = read_sheet(workbook(["N° demande", "Nom"], ["S001", "=CMD()"]), COLUMNS)
    assert sheet.rows == [(2, {"reference": "S001", "name": Formula("=CMD()")})]


def test_dates_and_numbers_keep_their_type() -> None:
    moment = datetime(2024, 2, 13, 10, 28)  # noqa: DTZ001 - Excel knows no zones.
    sheet = read_sheet(workbook(["N° demande", "Nom", "Code postal"], ["S001", moment, 7034.0]), COLUMNS)
    assert sheet.rows == [(2, {"reference": "S001", "name": moment, "code": 7034})]


def test_files_that_are_no_workbook() -> None:
    assert reason_of(b"") == ("empty", None)
    assert reason_of(b"Nom;Prenom\n") == ("not an Excel file", None)
    assert reason_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == ("old Excel file", None)
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert reason_of(encrypted) == ("password", None)


def test_a_zip_that_is_no_workbook() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert reason_of(stream.getvalue()) == ("not an Excel file", None)


def test_a_workbook_cut_short_is_refused() -> None:
    content = workbook(["N° demande"], ["S001"])
    assert reason_of(content[: len(content) // 2]) == ("not an Excel file", None)


def test_a_workbook_whose_sheet_is_broken_is_refused() -> None:
    source, target = BytesIO(workbook(["N° demande"], ["S001"])), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, content[:-40] if entry.filename.endswith("sheet1.xml") else content)
    assert reason_of(target.getvalue()) == ("not an Excel file", None)


def test_a_file_with_an_entity_is_refused() -> None:
    source, target = BytesIO(workbook(["N° demande"], ["S001"])), BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, bomb + content if entry.filename.endswith("workbook.xml") else content)
    assert reason_of(target.getvalue()) == ("not an Excel file", None)


def test_a_small_file_that_unfolds_to_gigabytes_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(2_000_000))
    monkeypatch.setattr("core.exchange.parts.MAX_UNFOLDED_BYTES", 1_000_000)
    assert reason_of(stream.getvalue()) == ("too big", None)


def with_rows(rows: bytes) -> bytes:
    """Return a workbook of one row, after which `rows` stand in the file."""
    source, target = BytesIO(workbook(["N° demande"], ["S001"])), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry).replace(b"</sheetData>", rows + b"</sheetData>"))
    return target.getvalue()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        pytest.param(b"<row/>" * 12_000_001, "too many rows", id="millions of empty rows"),
        pytest.param(b"<row>" + b"<c/>" * 4_000_000 + b"</row>", "too many columns", id="a row of millions of cells"),
        pytest.param(b"<row><c>" + b"<x/>" * 12_000_001 + b"</c></row>", "too big", id="millions of other pieces"),
        pytest.param(b"<row><c " + b'a="' + b">" * 4_000_000 + b'"/></row>', "too big", id="a tag without end"),
        pytest.param(b"<!--" + b"x" * 4_000_000 + b"-->", "too big", id="a comment without end"),
    ],
)
def test_a_small_file_of_millions_of_pieces_is_refused_before_they_are_made(rows: bytes, reason: str) -> None:
    content = with_rows(rows)
    assert len(content) < 200_000
    assert reason_of(content) == (reason, None)


def test_a_row_after_the_last_that_excel_has_is_not_waited_for() -> None:
    content = with_rows(b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>')
    assert reason_of(content) == ("too many rows", None)


def test_an_encrypted_entry_is_no_workbook() -> None:
    content = bytearray(workbook(["N° demande"], ["S001"]))
    for sign, place, length in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        for start in (found.start() for found in re.finditer(re.escape(sign), bytes(content))):
            if content[start + length :].startswith(b"xl/worksheets/"):
                content[start + place] |= 1  # The flag of an entry with a password.
    assert reason_of(bytes(content)) == ("not an Excel file", None)


def test_sheets_without_what_is_needed() -> None:
    assert reason_of(workbook()) == ("empty", None)
    assert reason_of(workbook([None, " "])) == ("empty", None)
    assert reason_of(workbook(["S001", "Ada"])) == ("no header row", None)
    assert reason_of(workbook(["Nom", "Naam", "N° demande"])) == ("header twice", "Naam")
    assert reason_of(workbook(["Nom"])) == ("missing column", "N° demande")
    assert reason_of(workbook(["N° demande"], ["S001"], ["S002"]), max_rows=1) == ("too many rows", None)


def test_columns_past_the_limit_are_not_read() -> None:
    wide = ["N° demande", *([None] * 400), "Nom"]
    assert read_sheet(workbook(wide, ["S001", *([None] * 400), "Ada"]), COLUMNS).headers == {"reference": "N° demande"}
    assert reason_of(workbook(["N° demande"] + [f"x{place}" for place in range(400)])) == ("too many columns", None)


def test_numbered_columns_have_their_number_with_or_without_a_space() -> None:
    assert header_pattern(("Choix", "Keuze"), 2) == ("Choix 2", "Choix2", "Keuze 2", "Keuze2")
