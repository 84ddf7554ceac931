"""A list taken home: a short one at once, a long one by the worker, and what becomes of it until it is fetched."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from threading import Thread
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lunch.access import READ
from lunch.lists import ENTRIES
from lunch.models import LunchEntry
from sqlalchemy import Engine, delete, func, select, update

from core.accounts.models import RoleGrant
from core.accounts.views import SESSION_COOKIE
from core.application import Application
from core.audit.models import AuditEntry
from core.contract.acting import READER, REFERENT, Actor, Grant, NotAllowedError
from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.database.base import utc_now
from core.exchange import downloads, exporting, jobs
from core.exchange import services as keeping
from core.exchange.doors import sweep_files
from core.exchange.errors import UnknownFileError
from core.exchange.exporting import Export, kept_export, start_export
from core.exchange.models import StoredFile
from core.exchange.sheets import fields_of
from core.exchange.writing import write_workbook
from core.jobs.models import Dispatch
from core.jobs.work import work_off
from core.listing.asked import Asked
from core.processes import runtime
from core.programme.models import Edition
from core.programme.services import create_edition
from core.tenancy.switching import switch_modules
from tests.waiting import join

TENANT = "harbour"
LIST = f"/{TENANT}/lunch/2024/"
FILE = f"{LIST}entries.xlsx"
PLAN = EditionPlan({"fr": "Lunchs {year}"}, (PhasePlan("lunch", PhaseDay(1, 1), PhaseDay(1, 31)),), {})
NAMES = ("Ada", "Bea", "Cleo", "Dora")
WHO = "coordinator.all@harbour.example"
HEAD = ("Name", "E-mail address", "State", "Noted on")


NOON = datetime(2024, 2, 19, 12, tzinfo=UTC)


@pytest.fixture
def network_with_entries(application: Application, engine: Engine) -> None:
    with application.unit(TENANT) as unit:
        switch_modules(unit, frozenset({"lunch"}))
    with application.unit(TENANT) as unit:
        edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
        edition.state, edition.clock_offset = "rehearsal", timedelta(days=-400)
        note(unit, edition, NAMES)


def note(unit: Any, edition: Edition, names: tuple[str, ...]) -> None:
    rows = [(name, f"{name.lower()}@post.test") for name in names]
    unit.session.add_all(
        LunchEntry(
            edition_id=edition.id, name=name, email=email, email_key=email, language="fr", state="noted", noted_at=NOON
        )
        for name, email in rows
    )
    unit.session.flush()


@pytest.fixture
def client(network_with_entries, sign_in) -> FlaskClient:
    return sign_in()


@pytest.fixture
def by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "CELLS_AT_ONCE", 0)


@pytest.fixture
def work(application: Application) -> Callable[[], int]:
    return lambda: work_off(runtime(application))


@pytest.fixture
def trail(unit_for) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """Who took which list home, and when on the clock of the edition."""

    def read() -> list[tuple[str, dict[str, Any]]]:
        query = select(AuditEntry.by_name, AuditEntry.details).where(AuditEntry.act == ENTRIES.act)
        session = unit_for().session
        found = [(name, details) for name, details in session.execute(query.order_by(AuditEntry.id))]
        session.close()
        return found

    return read


def fetched(address: str) -> str:
    """The address of the file itself, from that of the page that waits for it."""
    return address.replace("waiting=", "file=")


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    assert (answer.status_code, answer.mimetype) == (
        *(200,),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    return list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))


def names_in(answer: Any) -> list[str]:
    return [row[0] for row in rows_of(answer)[1:]]


def files(unit_for) -> list[tuple[str, str]]:
    session = unit_for().session
    found = session.execute(select(StoredFile.state, StoredFile.kind).order_by(StoredFile.id)).all()
    session.close()
    return [tuple(each) for each in found]


@pytest.mark.requirement("IM-22")
def test_a_short_list_is_answered_with_the_file_and_one_of_a_cell_more_is_the_workers(
    client, monkeypatch, trail, unit_for
) -> None:
    monkeypatch.setattr(exporting, "CELLS_AT_ONCE", len(NAMES) * len(HEAD))
    assert names_in(client.get(FILE)) == list(NAMES)
    assert trail() == [(WHO, {"list": "entries", "filters": [], "rows": 4})]
    assert files(unit_for) == []
    monkeypatch.setattr(exporting, "CELLS_AT_ONCE", len(NAMES) * len(HEAD) - 1)
    assert client.get(FILE).status_code == 302
    assert files(unit_for) == [("under way", "entries")]


@pytest.mark.requirement("IM-22")
def test_a_long_list_is_written_by_the_worker_and_waits_on_its_page(
    client, by_the_worker, work, trail, unit_for
) -> None:
    address = client.get(f"{FILE}?state=noted&text=a&sort=-name").location
    page = client.get(address).text
    assert ("Entries as Excel" in page, "Waiting for its turn…" in page) == (True, True)
    assert "Look again" in page  # The link of who has no script.
    assert f'href="{LIST}?text=a&amp;state=noted&amp;sort=-name"' in page
    fragment = client.get(address, headers={"X-Fragment": "progress"}).text
    assert ("data-poll" in fragment, "<html" in fragment) == (True, False)
    assert client.get(fetched(address)).location == address  # There is nothing yet.
    assert work() == 1
    page = client.get(address, headers={"X-Fragment": "progress"}).text
    assert ("data-poll" in page, "The file is ready" in page, "3 rows as of" in page) == (False, True, True)
    assert f'href="{fetched(address)}"' in page
    assert (trail(), files(unit_for)) == ([], [("ready", "entries")])
    assert names_in(client.get(fetched(address))) == ["Dora", "Bea", "Ada"]


def test_what_is_fetched_twice_left_once(client, by_the_worker, work, trail, unit_for) -> None:
    address = client.get(f"{FILE}?text=bea").location
    work()
    first, second = (client.get(fetched(address)) for _ in range(2))
    assert (first.data, names_in(first)) == (second.data, ["Bea"])
    assert trail() == [(WHO, {"list": "entries", "filters": ["text"], "rows": 1})]
    assert files(unit_for) == [("taken", "entries")]


def test_the_file_and_its_trace_are_of_the_day_of_the_edition(client, by_the_worker, work, unit_for) -> None:
    address = client.get(FILE).location
    work()
    answer = client.get(fetched(address))
    entry = unit_for().session.scalars(select(AuditEntry).where(AuditEntry.act == ENTRIES.act)).one()
    day = (utc_now() - timedelta(days=400)).year
    assert (entry.counted_at.year, entry.at - entry.counted_at > timedelta(days=399)) == (day, True)
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="entries-2024-{day}')
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "head", "state"),
    [("fr", ("Nom", "Adresse e-mail"), "Notée"), ("nl", ("Naam", "E-mailadres"), "Genoteerd")],
)
def test_the_worker_writes_in_the_language_of_who_asked(
    network_with_entries, sign_in, by_the_worker, work, *, language, head, state
) -> None:
    client = sign_in(language=language)
    address = client.get(FILE).location
    work()
    rows = rows_of(client.get(fetched(address)))
    assert (rows[0][:2], rows[1][2]) == (head, state)


def test_a_second_press_leads_to_the_file_that_is_under_way(client, by_the_worker, work, unit_for) -> None:
    address = client.get(f"{FILE}?text=a").location
    assert client.get(f"{FILE}?text=a&after=gone").location == address
    others = {
        client.get(f"{FILE}{query}").location for query in ("", "?text=b", "?text=a&sort=-name", "?text=a&lang=fr")
    }
    assert (len(others), address in others) == (4, False)
    work()
    assert client.get(f"{FILE}?text=a").location not in {address, *others}  # That one is what it was; this is anew.


def test_two_presses_at_once_make_one_file(client, app: Flask, by_the_worker, unit_for) -> None:
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie
    found: list[str] = []

    def press() -> None:
        other = app.test_client()
        other.set_cookie(SESSION_COOKIE, cookie.value)
        found.append(other.get(FILE).location)

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    join(*threads)
    assert (len(found), len(set(found)), files(unit_for)) == (4, 1, [("under way", "entries")])


def test_nobody_else_finds_the_file(client, sign_in, by_the_worker, work) -> None:
    address = client.get(FILE).location
    work()
    colleague = sign_in("referent")
    stranger = sign_in(tenant="orchard")
    for each in (address, fetched(address)):
        assert colleague.get(each).status_code == 404
        assert stranger.get(each).status_code == 404
        assert stranger.get(each.replace(TENANT, "orchard")).status_code == 404
    assert [client.get(each).status_code for each in (address, f"{FILE}?waiting=x", f"{FILE}?file=x")] == [
        200,
        404,
        404,
    ]


def change_role(application: Application, role: str | None) -> None:
    """Take the role of who is signed in, and give another one."""
    with application.unit(TENANT) as unit:
        [account_id] = unit.session.scalars(delete(RoleGrant).returning(RoleGrant.account_id)).all()
        if role:
            unit.session.know("sign_in", WHO)
            unit.session.add(RoleGrant(account_id=account_id, role=role))


def test_a_right_that_is_gone_stops_the_worker(client, application, by_the_worker, work, trail, unit_for) -> None:
    address = client.get(FILE).location
    change_role(application, READER)
    assert work() == 0
    assert client.get(address).status_code == 403
    assert (files(unit_for), trail()) == ([("under way", "entries")], [])


def test_a_right_that_is_gone_keeps_the_file_in(client, application, by_the_worker, work, trail) -> None:
    address = client.get(FILE).location
    work()
    change_role(application, READER)
    assert [client.get(each).status_code for each in (address, fetched(address))] == [403, 403]
    change_role(application, None)
    assert [client.get(each).status_code for each in (address, fetched(address))] == [404, 404]
    assert trail() == []


def test_other_rights_than_the_file_was_written_with_need_another_file(
    client, application, by_the_worker, work, trail
) -> None:
    """It may name people of a territory that is no longer its reader's."""
    address = client.get(FILE).location
    work()
    assert "The file is ready" in client.get(address).text
    change_role(application, REFERENT)
    page = client.get(address).text
    assert ("Your rights have changed" in page, f'href="{FILE}"' in page) == (True, True)
    assert (client.get(fetched(address)).location, trail()) == (address, [])
    again = client.get(FILE).location
    work()
    assert names_in(client.get(fetched(again))) == list(NAMES)


def broken(*_given: Any) -> bytes:
    raise ZeroDivisionError


def test_work_that_failed_is_said_and_can_be_asked_for_again(client, by_the_worker, work, trail, monkeypatch) -> None:
    address = client.get(f"{FILE}?text=a").location
    with monkeypatch.context() as while_broken:
        while_broken.setattr(jobs, "write_workbook", broken)
        assert work() == 0
    page = client.get(f"{address}&lang=fr").text
    assert ("Le fichier n’a pas pu être fait" in page, "Quelque chose a échoué" in page) == (True, True)
    assert f'href="{FILE}?text=a"' in page
    assert client.get(fetched(address)).location == address
    again = client.get(f"{FILE}?text=a&lang=en").location
    assert work() == 1
    assert (again == address, names_in(client.get(fetched(again))), len(trail())) == (False, ["Ada", "Bea", "Dora"], 1)


class Killed(BaseException):
    """The worker's process ends here."""


def test_a_worker_that_is_killed_leaves_it_to_the_next_and_there_is_one_file(
    client, by_the_worker, work, trail, monkeypatch, unit_for
) -> None:
    address = client.get(FILE).location

    def killed(tables: Any) -> bytes:
        write_workbook(tables)
        raise Killed

    for _ in range(2):
        with monkeypatch.context() as dying:
            dying.setattr(jobs, "write_workbook", killed)
            with pytest.raises(Killed):
                work()
        assert "Writing the rows…" in client.get(address).text
        assert client.get(FILE).location == address
    assert work() == 1
    assert names_in(client.get(fetched(address))) == list(NAMES)
    assert (files(unit_for), len(trail())) == ([("taken", "entries")], 1)
    assert unit_for().session.scalar(select(func.count()).select_from(Dispatch)) == 0


def test_one_that_kills_its_worker_each_time_is_given_up_and_says_so(client, by_the_worker, work, monkeypatch) -> None:
    address = client.get(FILE).location

    def killed(_tables: Any) -> bytes:
        raise Killed

    monkeypatch.setattr(jobs, "write_workbook", killed)
    for _ in range(3):
        with pytest.raises(Killed):
            work()
    assert work() == 0
    page = client.get(f"{address}&lang=nl").text
    assert ("Het bestand kon niet gemaakt worden" in page, "bij elke poging onderbroken" in page) == (True, True)


def test_after_a_day_the_file_is_gone(client, application, by_the_worker, work, unit_for) -> None:
    address = client.get(FILE).location
    waits = client.get(f"{FILE}?text=a").location
    with application.unit(TENANT) as unit:
        unit.session.execute(update(StoredFile).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert client.get(address).status_code == 404
    with application.unit(TENANT) as unit:
        sweep_files(unit)
    assert (work(), files(unit_for)) == (2, [])
    assert client.get(waits).status_code == 404


def test_a_list_that_no_sheet_can_hold_is_not_begun(client, by_the_worker, monkeypatch, unit_for) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 3)
    answer = client.get(f"{FILE}?sort=-name")
    assert answer.location == f"{LIST}?sort=-name"
    assert "more rows than an Excel sheet can hold" in client.get(answer.location).text
    assert (files(unit_for), client.get(f"{FILE}?text=a").status_code) == ([], 302)


def test_so_many_at_once_and_no_more(client, by_the_worker, work, monkeypatch, unit_for) -> None:
    monkeypatch.setattr(keeping, "MOST_FILES", 2)
    for query in ("", "?text=a"):
        assert client.get(f"{FILE}{query}").status_code == 302
    refused = client.get(f"{FILE}?text=b").location
    assert refused == f"{LIST}?text=b"
    assert "Several of your lists are still being written." in client.get(refused).text
    work()
    assert client.get(f"{FILE}?text=b").status_code == 302
    assert files(unit_for) == [("ready", "entries"), ("under way", "entries")]  # The oldest made room.


def test_nobody_has_list_after_list_written_without_end(client, by_the_worker) -> None:
    codes = [client.get(f"{FILE}?text={number}").status_code for number in range(21)]
    assert codes == [200] * 21  # Nothing is found, and an empty list is short.
    codes = [client.get(f"{FILE}?text={'a ' * number}").status_code for number in range(1, 22)]
    assert (set(codes[:20]), codes[20]) == ({302}, 429)


def test_the_page_of_work_leads_there_who_asked_and_nobody_else(client, sign_in, by_the_worker, work) -> None:
    address = client.get(f"{FILE}?text=ada").location
    work()
    page = client.get(f"/{TENANT}/work").text
    assert ("Excel file: Entries" in page, f'href="{address}"' in page) == (True, True)
    page = sign_in(territory="north").get(f"/{TENANT}/work")
    assert (page.status_code, address in page.text, "entries-2024" in page.text) == (200, False, False)


def test_progress_is_told_row_by_row(network_with_entries, unit_for, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_BETWEEN", 2)
    unit = unit_for()
    kept = start_export(unit, ENTRIES, of_this_edition(unit), "entries.xlsx")
    [kind] = jobs.export_jobs([ENTRIES])
    told: list[tuple[int, int]] = []
    kind.run(unit, kept, lambda done, total: told.append((done, total)))
    assert (kind.name, told) == ("lunch.export.entries", [(0, 4), (2, 4), (4, 4), (4, 4)])


def of_this_edition(unit: Any) -> Export:
    scope = {"edition": unit.session.scalars(select(Edition.id)).one()}
    return Export("Entries", fields_of(ENTRIES, {}), scope, Asked(), "lunch.export", {})


def test_the_worker_sends_as_many_statements_for_many_rows_as_for_few(
    client, application, by_the_worker, work, statements, monkeypatch
) -> None:
    monkeypatch.setattr("core.listing.reading._BATCH", 2)
    monkeypatch.setattr("core.jobs.running._PAUSE", 1000.0)

    def cost() -> int:
        assert client.get(FILE).status_code == 302
        with statements() as sent:
            assert work() == 1
        return sent.count

    few = cost()
    with application.unit(TENANT) as unit:
        edition = unit.session.scalars(select(Edition)).one()
        note(unit, edition, tuple(f"Guest {number}" for number in range(300)))
    assert cost() == few


def test_a_file_counts_for_its_own_list_and_edition_only(network_with_entries, unit_for) -> None:
    unit = unit_for()
    export = of_this_edition(unit)
    edition = export.edition_id
    kept = start_export(unit, ENTRIES, export, "entries.xlsx")
    assert kept_export(unit, ENTRIES, edition, kept).name == "entries.xlsx"
    for spec, edition_id in ((replace(ENTRIES, name="others"), edition), (ENTRIES, None)):
        with pytest.raises(UnknownFileError):
            kept_export(unit, spec, edition_id, kept)
    reader = replace(unit, actor=Actor("Anne", grants=(Grant(READER),)))
    assert reader.actor.may(READ)
    for refused in (
        lambda: kept_export(reader, ENTRIES, edition, kept),
        lambda: start_export(reader, ENTRIES, export, "entries.xlsx"),
    ):
        with pytest.raises(NotAllowedError):
            refused()


def test_what_was_asked_is_kept_as_plain_data() -> None:
    scope = {"edition": uuid.UUID(int=7), "language": "fr"}
    asked = Asked({"text": "ada"}, "-name")
    export = Export("Entries", fields_of(ENTRIES, {}), scope, asked, "lunch.export", {"edition": "2024"})
    assert Export.from_json(json.loads(json.dumps(export.as_json()))) == export


def test_work_that_ends_while_its_page_is_read_is_seen_to_end(client, by_the_worker, work, monkeypatch) -> None:
    address = client.get(FILE).location

    def ending(*given: Any, read: Any = downloads.latest_run) -> Any:
        run = read(*given)
        assert (run.state, work()) == ("queued", 1)
        return run

    monkeypatch.setattr(downloads, "latest_run", ending)
    assert "The file is ready" in client.get(address).text
