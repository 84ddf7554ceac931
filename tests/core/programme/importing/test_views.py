"""Import by page, whatever the module: small files at once, large ones by the worker, and what becomes of each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from io import BytesIO
from threading import Thread
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from lunch.menus import LunchMenu
from sqlalchemy import Engine, delete, select, update

from core.application import Application
from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.database.session import TenantSession
from core.exchange import services as keeping
from core.exchange.errors import GONE
from core.exchange.models import StoredFile
from core.jobs.models import JobRun
from core.jobs.queries import latest_run
from core.jobs.work import work_off
from core.processes import runtime
from core.programme.importing import services, views
from core.programme.importing.services import FileState
from core.programme.services import create_edition
from core.tenancy.switching import switch_modules
from tests.together import while_locked
from tests.waiting import join

TENANT = "harbour"
IMPORT = f"/{TENANT}/lunch/2024/import/"
PLAN = EditionPlan({"fr": "Lunchs {year}"}, (PhasePlan("lunch", PhaseDay(1, 1), PhaseDay(1, 31)),), {})


def workbook(*dishes: str | None, header: Sequence[str] = ("Dish", "Remark")) -> bytes:
    book = openpyxl.Workbook()
    for row in (header, *((dish, "good") for dish in dishes)):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def client(application: Application, engine: Engine, sign_in) -> FlaskClient:
    """A coordinator, in a network with an edition of the module."""
    with application.unit(TENANT) as unit:
        switch_modules(unit, frozenset({"lunch"}))
    with application.unit(TENANT) as unit:
        create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state="live")
    return sign_in()


@pytest.fixture
def by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BYTES_AT_ONCE", 0)
    monkeypatch.setattr(services, "ROWS_AT_ONCE", 0)


@pytest.fixture
def work(application: Application) -> Callable[[], int]:
    return lambda: work_off(runtime(application))


def send(client: FlaskClient, content: bytes, name: str = "menu.xlsx") -> Any:
    return client.post(IMPORT, data={"kind": "dishes", "file": (BytesIO(content), name)})


def menu(application: Application) -> list[str]:
    with application.unit(TENANT) as unit:
        return sorted(unit.session.scalars(select(LunchMenu.dish)))


def states(application: Application) -> list[str]:
    with application.unit(TENANT) as unit:
        return list(unit.session.scalars(select(StoredFile.state).where(StoredFile.purpose == "import")))


def test_a_small_file_is_checked_and_imported_at_once(client: FlaskClient, application: Application) -> None:
    address = send(client, workbook("Stew", "soup")).location
    page = client.get(address).text
    assert "Import these 2 rows" in page
    assert client.post(address).location == address
    assert "menu.xlsx is imported" in client.get(address).text
    assert menu(application) == ["SOUP", "STEW", "soup"]


def test_a_large_file_is_checked_and_imported_by_the_worker(
    client: FlaskClient, application: Application, by_the_worker, work
) -> None:
    address = send(client, workbook("Stew", "Pie")).location
    page = client.get(address).text
    assert "Waiting for its turn…" in page
    assert "Look again" in page  # The link of who has no script.
    fragment = client.get(address, headers={"X-Fragment": "progress"}).text
    assert ("data-poll" in fragment, "<html" in fragment) == (True, False)
    assert work() == 1
    assert "Import these 2 rows" in client.get(address).text
    client.post(address)
    client.post(address)  # Pressed twice, it is still one import.
    assert "Waiting for its turn…" in client.get(address).text
    assert (work(), menu(application), states(application)) == (1, ["PIE", "STEW", "soup"], ["done"])
    assert "menu.xlsx is imported" in client.get(address).text
    with application.unit(TENANT) as unit:
        runs = unit.session.execute(select(JobRun.kind, JobRun.module, JobRun.state).order_by(JobRun.created_at)).all()
    assert runs == [("lunch.check_file", "lunch", "done"), ("lunch.import_file", "lunch", "done")]
    assert f'href="{address}"' in client.get(f"/{TENANT}/work").text


def test_what_was_looked_at_is_imported_and_the_workbook_read_once(
    client: FlaskClient, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    monkeypatch.setattr(
        services, "read_sheet", lambda *said, r=services.read_sheet, **more: read.append(1) or r(*said, **more)
    )
    address = send(client, workbook("Stew", "Tartare")).location
    assert "Import the 1 valid row only" in client.get(address).text
    client.get(address)
    client.post(address, data={"valid_only": "1"})
    assert (read, menu(application)) == ([1], ["STEW", "soup"])


def test_a_page_that_shows_a_check_reads_neither_the_rows_nor_the_edition(client: FlaskClient, statements) -> None:
    counted = []
    for dishes in (("Stew",), tuple(f"Dish {number}" for number in range(300))):
        address = send(client, workbook(*dishes)).location
        with statements() as sent:
            assert client.get(address).status_code == 200
        counted.append(sent.count)
        assert [text for text in sent.texts if "lunch_menu" in text or "content" in text] == []
    assert counted[0] == counted[1]


def test_the_worker_too_says_why_a_file_cannot_be_read(client: FlaskClient, by_the_worker, work) -> None:
    address = send(client, workbook("Stew", header=("Plat", "Remark"))).location
    assert work() == 1
    page = client.get(address).text
    assert "This file cannot be read" in page
    assert "The column “Dish” is missing." in page
    assert "cannot be read" in client.get(IMPORT).text
    assert client.post(address).location == address  # There is nothing to import.


def test_what_became_faulty_while_it_waited_for_the_worker_is_not_imported(
    client: FlaskClient, application: Application, by_the_worker, work, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(client, workbook("Stew", "Pie")).location
    work()
    client.post(address)
    monkeypatch.setattr("core.exchange.checking.SheetRow.valid", property(lambda row: row.number != 3))
    monkeypatch.setattr(
        "core.exchange.checking.SheetRow.faults",
        lambda row: [] if row.valid else [row._finding("reference", services.FLAWS[0])],
    )
    work()
    page = client.get(address).text
    assert "Since you looked, something changed." in page
    assert (menu(application), states(application)) == (["soup"], ["waiting"])


def test_work_that_failed_can_be_asked_for_again(
    client: FlaskClient, application: Application, by_the_worker, work, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(client, workbook("Stew")).location
    with monkeypatch.context() as broken:
        broken.setattr(services, "pack_sheet", lambda _sheet: 1 / 0)
        work()
    page = client.get(address).text
    assert "The work was not finished" in page
    assert client.post(f"{address}check").location == address
    assert work() == 1
    assert "Import this row" in client.get(address).text


def test_a_file_that_went_before_its_turn_is_said_to_be_gone(
    client: FlaskClient, application: Application, by_the_worker, work
) -> None:
    send(client, workbook("Stew"))
    with application.unit(TENANT) as unit:
        unit.session.execute(delete(StoredFile))
    assert work() == 0
    with application.unit(TENANT) as unit:
        assert unit.session.execute(select(JobRun.state, JobRun.error)).all() == [("failed", GONE)]
    assert GONE in client.get(f"/{TENANT}/work").text


def test_work_that_ends_while_its_page_is_made_is_shown_to_have_ended(
    client: FlaskClient, by_the_worker, work, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(client, workbook("Stew")).location

    def that_ends(session: TenantSession, subject_id: uuid.UUID) -> JobRun | None:
        run = latest_run(session, subject_id)
        assert (run.state, work()) == ("queued", 1)
        return run

    monkeypatch.setattr(views, "latest_run", that_ends)
    assert "Import this row" in client.get(address).text


@pytest.mark.parametrize("sent_to", ["", "check"])
def test_nobody_waits_for_a_worker_that_has_the_file_in_hand(
    client: FlaskClient, application: Application, by_the_worker, sent_to: str
) -> None:
    address = send(client, workbook("Stew")).location
    answers: list[Any] = []
    press = Thread(target=lambda: answers.append(client.post(f"{address}{sent_to}")))
    with application.unit(TENANT) as worker:
        worker.session.scalars(select(StoredFile.state).with_for_update()).all()
        press.start()
        join(press)
    assert [answer.location for answer in answers] == [address]
    assert "Waiting for its turn…" in client.get(address).text


def test_who_presses_twice_waits_for_the_first_and_sees_what_it_did(
    client: FlaskClient, application: Application, engine: Engine
) -> None:
    address = send(client, workbook("Stew")).location
    with application.unit(TENANT) as first:
        file = first.session.scalars(select(StoredFile).with_for_update()).one()
        file.state = FileState.DONE
        first.session.flush()
        second = while_locked(engine, first.session.commit, lambda: client.post(address))
    assert (second.location, menu(application)) == (address, ["soup"])


def test_a_workbook_that_nobody_has_read_is_checked_when_asked_for(
    client: FlaskClient, application: Application, work
) -> None:
    """Files that waited while Liaison was brought to the present are such."""
    address = send(client, workbook("Stew")).location
    with application.unit(TENANT) as unit:
        unit.session.execute(update(StoredFile).values(state="new", content=workbook("Stew"), facts={}))
    assert "This file has not been checked yet" in client.get(address).text
    client.post(f"{address}check")
    client.post(f"{address}check")
    assert work() == 1
    assert "Import this row" in client.get(address).text


def test_a_right_that_is_gone_stops_the_worker(
    client: FlaskClient, application: Application, by_the_worker, work
) -> None:
    from core.accounts.models import RoleGrant

    address = send(client, workbook("Stew")).location
    with application.unit(TENANT) as unit:
        for grant in unit.session.scalars(select(RoleGrant)):
            unit.session.delete(grant)
    work()
    assert (menu(application), states(application)) == (["soup"], ["checking"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("path", [IMPORT, f"{IMPORT}{uuid.UUID(int=1)}/"])
def test_a_module_that_is_off_has_no_such_pages(client: FlaskClient, application: Application, path: str) -> None:
    with application.unit(TENANT) as unit:
        switch_modules(unit, frozenset())
    assert client.get(path).status_code == 404


def test_a_file_counts_for_one_edition_of_one_module_only(client: FlaskClient, application: Application) -> None:
    with application.unit(TENANT) as unit:
        create_edition(unit, module="lunch", code="2025", year=2025, plan=PLAN, state="live")
    address = send(client, workbook("Stew")).location
    assert client.get(address.replace("/2024/", "/2025/")).status_code == 404


def test_the_oldest_files_make_room(client: FlaskClient, application: Application, monkeypatch) -> None:
    monkeypatch.setattr(keeping, "MOST_FILES", 3)
    addresses = [send(client, workbook(f"Dish {number}")).location for number in range(5)]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 200, 200, 200]
    monkeypatch.setattr(keeping, "MOST_BYTES", 150)
    last = send(client, workbook("Pie")).location
    assert [client.get(address).status_code for address in (*addresses, last)] == [404] * 5 + [200]


def test_files_in_the_hands_of_a_worker_stay_and_leave_no_room_for_too_many(
    client: FlaskClient, application: Application, by_the_worker, work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_FILES", 2)
    addresses = [send(client, workbook(dish)).location for dish in ("Stew", "Pie")]
    refused = send(client, workbook("Ragout"))
    assert (refused.status_code, "Several of your files are still being checked" in refused.text) == (422, True)
    assert (states(application), work()) == (["checking", "checking"], 2)
    client.post(addresses[0])
    addresses.append(send(client, workbook("Ragout")).location)
    assert [client.get(address).status_code for address in addresses] == [200, 404, 200]
    assert (work(), menu(application)) == (2, ["STEW", "soup"])


def test_a_file_that_somebody_holds_makes_no_room_and_nobody_waits(
    client: FlaskClient, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_FILES", 1)
    address = send(client, workbook("Stew")).location
    press = Thread(target=send, args=(client, workbook("Pie")))
    with application.unit(TENANT) as other:
        other.session.scalars(select(StoredFile.state).with_for_update()).all()
        press.start()
        join(press)
    assert (client.get(address).status_code, len(states(application))) == (200, 2)


def test_nobody_sends_file_after_file_without_end(client: FlaskClient) -> None:
    codes = [client.post(IMPORT, data={}).status_code for _ in range(21)]
    assert (set(codes[:20]), codes[20]) == ({422}, 429)


def test_nobody_sends_more_than_the_network_lets_one_person_send_in_an_hour(
    client: FlaskClient, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M1: each file counts as at least a megabyte."""
    monkeypatch.setattr("core.settings.Settings.upload_megabytes", 2)
    answers = [send(client, workbook(f"Dish {number}")) for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert "You have sent 2 MB of files within an hour" in answers[2].text
