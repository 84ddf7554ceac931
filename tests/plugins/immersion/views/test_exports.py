"""Each list as an Excel file, and the statements that a list costs."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from core.audit.models import AuditEntry
from plugins.immersion.lists import EXPORTED
from tests.plugins.immersion.views.listed import BASE, NOT_OF_NAMUR, fill, on_the_day_of, rename, sheet_of, unlimit
from tests.plugins.immersion.views.reading import words


@pytest.fixture
def edition(lived):
    world = lived(fill, state="rehearsal")
    on_the_day_of(world, date(2024, 3, 20))
    return world


def column(sheet, header: str) -> list[object]:
    place = [cell.value for cell in sheet[1]].index(header)
    return [row[place] for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.requirement("IM-22")
@pytest.mark.parametrize(
    ("address", "header", "expected"),
    [
        ("trainees.xlsx", "Reference", ["S001", "S002", "S003", "S004", "S005"]),
        ("trainees.xlsx?territory=liege&priority=no&page=2", "Reference", ["S003", "S004", "S005"]),
        ("trainees.xlsx?text=nobody", "Reference", []),
        ("hosts.xlsx?sector=disability", "Reference", ["H001", "H003"]),
        ("placements.xlsx?round=1", "Trainee", ["S001"]),
    ],
)
def test_an_export_holds_exactly_what_the_list_shows(edition, sign_in, address, header, expected) -> None:
    assert column(sheet_of(sign_in(), address), header) == expected


def test_days_are_days_and_numbers_are_numbers(edition, sign_in) -> None:
    client = sign_in()
    trainees = sheet_of(client, "trainees.xlsx?text=s001")
    assert column(trainees, "Registered on") == [datetime(2024, 2, 14, 1, 0)]  # noqa: DTZ001 - Excel knows no zones.
    assert column(trainees, "Round") == [1]
    assert column(trainees, "Choice 1") == ["H002"]
    hosts = sheet_of(client, "hosts.xlsx?text=h003")
    assert [column(hosts, name) for name in ("Places", "Places left", "Chosen by")] == [[1], [0], [3]]


@pytest.mark.parametrize(("language", "said"), [("en", "no limit"), ("fr", "sans limite"), ("nl", "onbeperkt")])
def test_what_has_no_limit_says_so_among_numbers(edition, sign_in, language: str, said: str) -> None:
    unlimit(edition, "H002")
    hosts = sheet_of(sign_in(), f"hosts.xlsx?lang={language}")
    assert [row[13:16] for row in hosts.iter_rows(min_row=2, values_only=True)] == [
        (2, 1, 1),
        (said, 2, said),
        (1, 1, 0),
        (1, 0, 1),
    ]


def test_a_name_never_becomes_a_formula(edition, sign_in) -> None:
    rename(edition, "s001@trainee.example", last_name="=CMD()", phone="+32 478 00 00 00")
    sheet = sheet_of(sign_in(), "trainees.xlsx?text=s001")
    headers = [cell.value for cell in sheet[1]]
    for header, value in (("Last name", "=CMD()"), ("Phone", "+32 478 00 00 00")):
        cell = sheet[2][headers.index(header)]
        assert (cell.value, cell.data_type) == (value, "s")


@pytest.mark.requirement("IM-23")
def test_a_referent_exports_only_what_exists_for_her(edition, sign_in) -> None:
    client = sign_in("referent", territory="namur")
    assert column(sheet_of(client, "trainees.xlsx"), "Reference") == ["S001", "S003"]
    assert column(sheet_of(client, "placements.xlsx"), "Trainee") == ["S001", "S003"]
    for name in ("trainees", "placements", "hosts"):
        sheet = sheet_of(client, f"{name}.xlsx")
        said = " ".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)
        for reference in NOT_OF_NAMUR:
            assert f"{reference.lower()}@trainee.example" not in said
            assert reference not in said


def test_a_reader_exports_nothing_and_leaves_no_trace(edition, sign_in, unit_for) -> None:
    client = sign_in("reader")
    codes = [client.get(f"{BASE}{name}.xlsx").status_code for name in ("hosts", "trainees", "placements")]
    assert (codes, exported(unit_for)) == ([403, 403, 403], [])


def exported(unit_for) -> list[tuple[str, dict[str, object]]]:
    """What the trail says of exports: who, and which list."""
    query = select(AuditEntry.by_name, AuditEntry.details).where(AuditEntry.act == EXPORTED).order_by(AuditEntry.id)
    return [(name, details) for name, details in unit_for().session.execute(query)]


@pytest.mark.requirement("IM-22")
@pytest.mark.parametrize(
    ("address", "name", "filters", "rows"),
    [
        ("trainees.xlsx", "trainees", [], 5),
        (
            "trainees.xlsx?territory=liege&priority=no&standing=nonsense&page=2",
            "trainees",
            ["priority", "territory"],
            3,
        ),
        ("trainees.xlsx?text=s001", "trainees", ["text"], 1),
        ("hosts.xlsx?sector=disability&places=full", "hosts", ["places", "sector"], 1),
        ("placements.xlsx?round=1", "placements", ["round"], 1),
    ],
)
def test_an_export_leaves_one_trace(edition, sign_in, unit_for, *, address, name, filters, rows) -> None:
    """Who, which list, which filters by their names, how many rows; nothing of what was searched for."""
    sheet = sheet_of(sign_in(), address)
    [(who, details)] = exported(unit_for)
    assert who == "coordinator.all@immersion-0-23.example"
    assert details == {"list": name, "filters": filters, "rows": rows}
    assert rows == sheet.max_row - 1


def test_the_file_is_named_after_the_list_the_edition_and_its_day(edition, sign_in) -> None:
    answer = sign_in().get(f"{BASE}trainees.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="trainees-2024-2024-03-20.xlsx"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("IM-22")
def test_a_list_costs_as_many_statements_for_300_rows_as_for_one(world, sign_in, statements) -> None:
    client = sign_in()
    addresses = [
        *("", "hosts/", "hosts/H000/", "trainees/", "trainees/S000/", "placements/"),
        *("hosts.xlsx", "trainees.xlsx", "placements.xlsx"),
    ]

    def count() -> dict[str, int]:
        found = {}
        for address in addresses:
            with statements() as sent:
                assert client.get(f"{BASE}{address}").status_code == 200
            found[address] = sent.count
        return found

    world.make_host("H000", 300)
    world.make_trainee("S000", "H000")
    world.live(1)
    world.live(2)
    world.commit()
    count()
    with_one = count()
    for number in range(1, 300):
        world.make_host(f"H{number:03}")
        world.make_trainee(f"S{number:03}", "H000", f"H{number:03}")
    world.live(3)
    world.commit()
    assert words(client.get(f"{BASE}placements/").text, ".results-count") == ["300 placements"]
    assert count() == with_one
