"""Import by page: the check, the faulty cells in words, the import, and files that are none."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core.database.base import utc_now
from core.exchange.models import StoredFile
from core.exchange.parts import MAX_BYTES
from core.programme.importing.services import flaws_of
from core.programme.models import Registration
from tests.plugins.immersion.importing.sheets import FILES, HOST, KINDS, OTHER_HOST, OTHER_TRAINEE, TRAINEE, sheet_of
from tests.plugins.immersion.views.conftest import PRIORITY, TENANT, Year
from tests.plugins.immersion.views.importing_pages import IMPORT, checked, send
from tests.plugins.immersion.views.reading import buttons, figures, words


def trainees(year: Year) -> int:
    with year.application.unit(TENANT) as unit:
        query = select(func.count()).where(Registration.role == "trainee")
        return unit.session.scalar(query) or 0


@pytest.fixture
def bare(application: Any, engine: object) -> Year:
    """An edition with nobody in it."""
    return Year(application)


@pytest.mark.requirement("IM-08")
def test_a_file_is_checked_then_imported_without_being_chosen_twice(bare: Year, sign_in) -> None:
    client = sign_in()
    address, page = checked(client, "hosts", sheet_of(HOST, OTHER_HOST))
    assert figures(page) == {"rows": "2", "new rows": "2"}
    assert buttons(page) == ["Import these 2 rows"]
    done = client.post(address)
    assert (done.status_code, done.location) == (302, address)
    after = client.get(address).text
    assert words(after, "h1") == ["file.xlsx is imported"]
    assert figures(after) == {"new rows": "2"}
    again = client.post(address)
    assert (again.status_code, figures(client.get(address).text)) == (302, {"new rows": "2"})
    assert words(client.get(IMPORT).text, ".status") == ["imported"]
    _, same = checked(client, "hosts", sheet_of(HOST, OTHER_HOST))
    assert words(same, ".notice-title") == ["There is nothing to import"]


def test_what_was_imported_is_not_kept(bare: Year, sign_in) -> None:
    client = sign_in()
    address, _page = checked(client, "hosts", sheet_of(HOST))
    client.post(address)
    with bare.application.unit(TENANT) as unit:
        kept, undo = unit.session.scalars(select(StoredFile).order_by(StoredFile.purpose)).all()
        assert b"Van den Berg" not in zlib.decompress(undo.content)  # Of what is new, only the keys.
        assert (kept.state, kept.content, kept.facts) == (
            "done",
            b"",
            {"rows": 1, "valid": 1, "imported": 1, "unchanged": 0, "updated": 0, "faults": 0, "warnings": 1},
        )


@pytest.mark.requirement("IM-11")
def test_each_faulty_cell_stands_with_its_reason_and_its_remedy(year: Year, sign_in) -> None:
    client = sign_in()
    wrong = {**OTHER_TRAINEE, "E-mail": "nobody", "Choix 1": "H999"}
    address, page = checked(client, "trainees", sheet_of(TRAINEE, wrong))
    assert figures(page) == {"rows": "2", "new row": "1", "row to correct": "1"}
    assert words(page.partition('id="faults"')[2].partition("</table>")[0], "td") == [
        "3",
        "E-mail",
        "nobody",
        "This is not an e-mail address.Write one address, such as name@service.example, or leave the cell empty.",
        "3",
        "Choix 1",
        "H999",
        "No offer of this edition has this reference.Look the reference up in the list of hosts, such as H004.",
    ]
    assert buttons(page) == ["Import the 1 valid row only"]
    before = trainees(year)
    assert client.post(address).location == address
    assert words(client.get(address).text, ".flash") == [
        "Nothing was imported: things are not as you saw them. This is the check as they stand now."
    ]
    assert trainees(year) == before
    client.post(address, data={"valid_only": "1"})
    assert figures(client.get(address).text) == {"new row": "1", "row left out": "1"}
    assert trainees(year) == before + 1


@pytest.mark.requirement("IM-11")
def test_the_faulty_file_of_the_demo_shows_every_fault(app: Flask, bare: Year, sign_in) -> None:
    bare.load_workbook("hosts", (FILES / "hotes.xlsx").read_bytes())
    _, page = checked(sign_in(), "trainees", (FILES / "stagiaires-avec-erreurs.xlsx").read_bytes())
    expected = json.loads((FILES / "faults.json").read_text(encoding="utf-8"))
    cells = words(page.partition('id="faults"')[2].partition("</table>")[0], "td")
    assert list(zip(cells[::4], cells[1::4], strict=True)) == [
        (str(fault["row"]), fault["column"]) for fault in expected
    ]
    with app.test_request_context("/?lang=en"):
        flaws = flaws_of(KINDS["trainees"])
        told = [flaws[fault["fault"]] for fault in expected]
        assert cells[3::4] == [f"{flaw.reason}{flaw.remedy}" for flaw in told]


def test_warnings_keep_no_row_out(year: Year, sign_in) -> None:
    _, page = checked(sign_in(), "trainees", sheet_of({**TRAINEE, "Service hôte": "oui", "Couleur": "bleu"}))
    assert words(page, "summary") == ["1 new row", "2 cells to look at; they keep no row out"]
    cells = words(page.partition('id="warnings"')[2].partition("</table>")[0], "td")
    assert cells[:4] == [
        "1",
        "Couleur",
        "Couleur",
        "We do not know this column.It is not read. Correct its header if it should be.",
    ]
    assert buttons(page) == ["Import this row"]


def broken(content: bytes) -> bytes:
    return content[: len(content) // 2]


def without(header: str) -> bytes:
    return sheet_of({key: value for key, value in TRAINEE.items() if key != header})


def nothing() -> bytes:
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty. Choose the file that holds the rows."),
        (b"Name;Mail", "This is not an Excel file, or it is damaged. Save it as .xlsx and choose it again."),
        (
            broken(sheet_of(TRAINEE)),
            "This is not an Excel file, or it is damaged. Save it as .xlsx and choose it again.",
        ),
        (nothing(), "This file is empty. Choose the file that holds the rows."),
        (
            without("Nom"),
            "The column “Nom” is missing. Check that you said what is in the file, or add the column.",
        ),
        (
            sheet_of({"Couleur": "bleu"}),
            "The first row names none of the columns that we look for. "
            "Check that this is the right file, and that its first row holds the headers.",
        ),
        (b"x" * (MAX_BYTES + 1), "This file is larger than 20 MB. Remove images and other sheets from it."),
    ],
    ids=["no bytes", "text", "cut short", "no cells", "missing column", "other file", "too big"],
)
def test_a_file_that_is_none_is_refused_at_its_field(bare: Year, sign_in, content: bytes, sentence: str) -> None:
    answer = send(sign_in(), "trainees", content)
    assert answer.status_code == 422
    assert words(answer.text, ".error") == [f"Error: {sentence}"]
    assert words(answer.text, ".errors-title") == ["One thing to correct"]
    assert 'checked id="kind-1"' in answer.text


def test_a_form_without_file_and_kind_says_both(bare: Year, sign_in) -> None:
    answer = sign_in().post(IMPORT, data={})
    assert answer.status_code == 422
    assert words(answer.text, ".error") == ["Error: Say what is in the file.", "Error: Choose a file."]


def test_the_file_of_another_account_does_not_exist(bare: Year, sign_in) -> None:
    mine, other = sign_in(), sign_in("referent", territory="namur")
    address, _page = checked(mine, "hosts", sheet_of(HOST))
    assert [other.get(address).status_code, other.post(address).status_code] == [404, 404]
    assert ["file.xlsx" in client.get(IMPORT).text for client in (mine, other)] == [True, False]


def test_a_file_is_gone_after_a_day(bare: Year, sign_in) -> None:
    client = sign_in()
    address, _page = checked(client, "hosts", sheet_of(HOST))
    with bare.application.unit(TENANT) as unit:
        unit.session.execute(update(StoredFile).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]


def test_a_reader_imports_nothing(bare: Year, sign_in) -> None:
    client = sign_in("reader")
    assert [client.get(IMPORT).status_code, send(client, "hosts", sheet_of(HOST)).status_code] == [403, 403]


@pytest.mark.requirement("IM-10")
def test_a_referent_imports_hosts_of_her_own_territory(bare: Year, sign_in) -> None:
    client = sign_in("referent", territory="hainaut")
    address, page = checked(client, "hosts", sheet_of(HOST, OTHER_HOST))
    assert figures(page) == {"rows": "2", "new row": "1", "row to correct": "1"}
    assert "This address lies outside your territory." in words(page, "table")[0]
    client.post(address, data={"valid_only": "1"})
    assert figures(client.get(address).text) == {"new row": "1", "row left out": "1"}


def test_what_changes_is_counted_apart(year: Year, sign_in) -> None:
    client = sign_in()
    address, page = checked(client, "trainees", sheet_of({**PRIORITY, "Téléphone": "+32 470 00 00 00"}))
    assert figures(page) == {"row": "1", "new rows": "0", "row that changes what we have": "1"}
    client.post(address)
    assert figures(client.get(address).text) == {"new rows": "0", "row updated": "1"}


def test_headers_alone_are_nothing_to_import(bare: Year, sign_in) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(TRAINEE))
    stream = BytesIO()
    book.save(stream)
    _, page = checked(sign_in(), "trainees", stream.getvalue())
    assert words(page, ".notice-title") == ["This file has headers, and no row below them"]
    assert buttons(page) == []
