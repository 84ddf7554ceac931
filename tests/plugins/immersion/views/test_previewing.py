"""What an import would change is seen before it happens; a model of each file, and the rows refused, as files."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from core.accounts.models import Person
from core.jobs.work import work_off
from core.processes import runtime
from core.programme.importing import services
from core.programme.importing.services import import_file
from core.programme.queries import find_edition
from tests.plugins.immersion.importing.sheets import HOST, KINDS, OTHER_HOST, OTHER_TRAINEE, TRAINEE, sheet_of
from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.importing_pages import IMPORT, checked
from tests.plugins.immersion.views.reading import buttons, figures, words


@pytest.fixture
def bare(application: Any, engine: object) -> Year:
    """An edition with nobody in it."""
    return Year(application)


@pytest.fixture
def known(bare: Year) -> Year:
    """An edition with two hosts and a trainee."""
    bare.load_workbook("hosts", sheet_of(HOST, OTHER_HOST))
    bare.load_workbook("trainees", sheet_of(TRAINEE))
    return bare


def table(page: str, name: str) -> list[str]:
    return words(page.partition(f'id="{name}"')[2].partition("</table>")[0], "td")


def phone(year: Year) -> str | None:
    with year.application.unit(TENANT) as unit:
        return unit.session.scalar(select(Person.phone).where(Person.last_name == "Simon"))


def workbook(client: FlaskClient, address: str) -> list[list[Any]]:
    answer = client.get(address)
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_what_changes_is_told_of_whom_from_what_to_what(known: Year, sign_in) -> None:
    """Finding 6: an older copy of the file would put an old phone number back."""
    rows = ({**TRAINEE, "Téléphone": "02 111 11 11", "Choix 2": None}, {**OTHER_TRAINEE, "Choix 2": None})
    _address, page = checked(sign_in(), "trainees", sheet_of(*rows))
    heads = words(page.partition('id="changes"')[2].partition("</table>")[0], ".row-head")
    assert heads == ["Pauline SimonS001", "Pauline SimonS001"]
    assert table(page, "changes") == [
        *("2", "Téléphone", TRAINEE["Téléphone"], "02 111 11 11"),
        *("2", "Choices", "H001, H002", "H001"),
    ]
    assert words(page.partition('id="added"')[2].partition("</table>")[0], ".row-head") == ["Ada JorisS002"]
    assert phone(known) == TRAINEE["Téléphone"]


def test_a_new_row_tells_what_it_changes_of_somebody_who_is_known_from_elsewhere(known: Year, sign_in) -> None:
    row = {**OTHER_TRAINEE, "Prénom": "Nathalie", "Nom": "Leroy", "E-mail": OTHER_HOST["E-mail"], "Téléphone": "02 1"}
    _address, page = checked(sign_in(), "trainees", sheet_of(row))
    assert table(page, "changes") == ["2", "Téléphone", OTHER_HOST["Téléphone"], "02 1"]


def test_what_changed_since_it_was_looked_at_is_shown_anew_and_not_done(known: Year, sign_in) -> None:
    client = sign_in()
    address, page = checked(client, "trainees", sheet_of({**TRAINEE, "Téléphone": "02 2"}))
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    with known.application.unit(TENANT) as unit:
        unit.session.execute(update(Person).where(Person.last_name == "Simon").values(phone="02 1"))
    client.post(address, data={"seen": seen})
    assert phone(known) == "02 1"
    page = client.get(address).text
    assert words(page, ".flash") == [
        "Nothing was imported: things are not as you saw them. This is the check as they stand now."
    ]
    assert table(page, "changes") == ["2", "Téléphone", "02 1", "02 2"]
    client.post(address, data={"seen": seen})  # The other tab still shows what was seen first.
    assert phone(known) == "02 1"
    client.post(address, data={"seen": page.partition('name="seen" value="')[2].partition('"')[0]})
    assert phone(known) == "02 2"


def test_what_repeats_is_one_line(known: Year, sign_in) -> None:
    """Finding 14: the same warning 120 times."""
    rows = [{**HOST, "N° offre": f"H{number:03}", "Secteur": f"Secteur {number}"} for number in range(10, 20)]
    _address, page = checked(sign_in(), "hosts", sheet_of(*rows))
    cells = table(page, "warnings")
    sectors = cells.index("Secteur")
    assert cells[sectors - 1] == "2-1110 cells"
    assert cells[sectors + 1] == "Secteur 10, Secteur 11, Secteur 12, Secteur 13, Secteur 14, …"


@pytest.mark.parametrize(("kind", "first"), [("trainees", "hosts"), ("choices", "hosts"), ("withdrawals", "hosts")])
def test_what_has_to_come_first_is_one_sentence_and_a_link(bare: Year, sign_in, kind: str, first: str) -> None:
    row = {**TRAINEE, "Reçu le": "20/02/2024"}
    _address, page = checked(sign_in(), kind, sheet_of(row, {**row, "N° demande": "S002"}))
    assert "First import the file “Host services and their places”" in page
    assert f'href="{IMPORT}?kind={first}"' in page
    assert (buttons(page), table(page, "faults")) == ([], [])
    there = sign_in().get(f"{IMPORT}?kind={first}").text
    chosen = re.findall(r'<input\b(?=[^>]*name="kind")(?=[^>]*\bchecked\b)[^>]*value="(\w+)"', there)
    assert chosen == [first]


def test_refused_rows_come_back_as_a_file_that_can_be_corrected_and_sent_again(known: Year, sign_in) -> None:
    client = sign_in()
    wrong = {**OTHER_TRAINEE, "E-mail": "nobody", "Attentes": "=1+1", "Remarque": "pas un = x"}
    address, page = checked(client, "trainees", sheet_of({**TRAINEE, "N° demande": "S009", "E-mail": None}, wrong))
    assert f'href="{address}refused.xlsx"' in page
    header, row = workbook(client, f"{address}refused.xlsx")
    told = dict(zip(header, row, strict=True))
    assert header[-2:] == ["Remarque", "To correct"]
    assert told["To correct"] == (
        "E-mail: This is not an e-mail address. "
        "Write one address, such as name@service.example, or leave the cell empty."
    )
    assert (told["N° demande"], told["Attentes"], told["Remarque"]) == ("S002", "=1+1", "pas un = x")
    client.post(address, data={"valid_only": "1"})
    assert workbook(client, f"{address}refused.xlsx") == [header, row]  # Also once the others are imported.
    corrected = {**told, "E-mail": "ada@ssm.example"}
    _address, page = checked(client, "trainees", sheet_of(corrected))
    assert figures(page) == {"row": "1", "new row": "1"}
    assert "To correct" not in table(page, "warnings")


def test_what_is_wrong_with_a_refused_row_is_told_as_the_reader_writes(known: Year, sign_in) -> None:
    """French has a no-break space before a colon."""
    client = sign_in(language="fr")
    address, _page = checked(client, "trainees", sheet_of({**OTHER_TRAINEE, "E-mail": "nobody"}))
    header, row = workbook(client, f"{address}refused.xlsx")
    assert dict(zip(header, row, strict=True))["À corriger"] == (
        "E-mail\u00a0: Ce n’est pas une adresse e-mail. "
        "Écrivez une seule adresse, par exemple nom@service.example, ou laissez la cellule vide."
    )


def test_a_file_of_which_nothing_is_refused_gives_none_back(known: Year, sign_in) -> None:
    client = sign_in()
    address, page = checked(client, "trainees", sheet_of(OTHER_TRAINEE))
    assert "refused.xlsx" not in page
    assert client.get(f"{address}refused.xlsx").status_code == 404
    client.post(address)
    assert client.get(f"{address}refused.xlsx").status_code == 404
    assert sign_in("referent", territory="namur").get(f"{address}refused.xlsx").status_code == 404


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_model_has_the_headers_that_are_read(bare: Year, sign_in, kind: str, language: str) -> None:
    client = sign_in()
    (header,) = workbook(client, f"{IMPORT}model/{kind}.xlsx?lang={language}")
    _address, page = checked(client, kind, sheet_of(dict.fromkeys(header, "x")))
    assert "Unknown" not in page
    expected = [each for each in KINDS[kind].columns if each.read and not each.hidden]
    assert [name.removesuffix(" *") for name in header] == [each.titles[language] for each in expected]
    assert [name.endswith(" *") for name in header] == [each.obligatory for each in expected]


def test_a_model_of_no_kind_does_not_exist(bare: Year, sign_in) -> None:
    assert sign_in().get(f"{IMPORT}model/nothing.xlsx").status_code == 404


def test_the_page_lists_the_columns_of_each_file(bare: Year, sign_in) -> None:
    page = sign_in().get(f"{IMPORT}?lang=nl").text
    assert words(page.partition('id="table-choices"')[2].partition("</table>")[0], ".row-head") == [
        *("Nr. aanvraag", "Keuze 1", "Keuze 2", "Keuze 3", "Ontvangen op")
    ]


def test_the_worker_says_what_it_finds_in_the_language_of_who_sent_the_file(
    known: Year, sign_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in()
    content = client.get(f"/{TENANT}/immersion/2024/hosts.xlsx?lang=nl").data
    monkeypatch.setattr(services, "BYTES_AT_ONCE", 0)
    data = {"kind": "hosts", "file": (BytesIO(content), "gastorganisaties.xlsx")}
    address = client.post(f"{IMPORT}?lang=fr", data=data).location
    assert work_off(runtime(known.application)) == 1
    page = client.get(f"{address}?lang=fr").text
    assert "Il n’y a rien à importer" in page
    row = {**HOST, "Personne de contact": "Autre Nom"}
    data = {"kind": "hosts", "file": (BytesIO(sheet_of(row)), "hotes.xlsx")}
    address = client.post(f"{IMPORT}?lang=nl", data=data).location
    assert work_off(runtime(known.application)) == 1
    assert table(client.get(address).text, "changes")[1] == "Naam"


def test_words_that_our_lists_separate_by_commas_are_told_apart(bare: Year, sign_in) -> None:
    bare.load_workbook("hosts", sheet_of({**HOST, "Secteur": "CPMS / PSE; Aide à la jeunesse"}))
    row = {**HOST, "Secteur": "CPMS / PSE, Aide à la jeunesse"}
    assert figures(checked(sign_in(), "hosts", sheet_of(row))[1]) == {
        "row": "1",
        "new rows": "0",
        "row that is here already": "1",
    }


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("kind", ["hosts", "trainees"])
def test_our_own_list_is_imported_again_and_changes_nothing(known: Year, sign_in, kind: str, language: str) -> None:
    client = sign_in()
    content = client.get(f"/{TENANT}/immersion/2024/{kind}.xlsx?lang={language}").data
    with known.application.unit(TENANT) as unit, known.application.speaking("fr"):
        report = import_file(unit, find_edition(unit.session, "immersion", "2024"), KINDS[kind], content, dry_run=True)
    assert (report.changes, report.faults) == ((), ())
    assert [each.flaw for each in report.warnings if each.flaw != "unknown sector"] == []
    assert (report.imported, report.unchanged) == (0, report.rows)
