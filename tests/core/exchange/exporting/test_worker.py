"""The worker writes a long list: how far it is, what it costs, and what happens when it fails or is killed."""

from __future__ import annotations

from typing import Any

import pytest
from lunch.lists import ENTRIES
from sqlalchemy import func, select

from core.exchange import downloads, jobs
from core.exchange.exporting import start_export
from core.exchange.writing import write_workbook
from core.jobs.models import Dispatch
from core.programme.models import Edition
from tests.core.exchange.exporting.entries import FILE, NAMES, TENANT, fetched, files, names_in, note, of_this_edition


def broken(*_given: Any) -> bytes:
    raise ZeroDivisionError


def test_work_that_failed_is_said_and_can_be_asked_for_again(client, by_the_worker, work, trail, monkeypatch) -> None:
    address = client.get(f"{FILE}?text=a").location
    with monkeypatch.context() as while_broken:
        while_broken.setattr(jobs, "write_workbook", broken)
        assert work() == 0
    page = client.get(f"{address}&lang=fr").text
    assert ("Le fichier n’a pas pu être créé" in page, "Quelque chose a échoué" in page) == (True, True)
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


def test_progress_is_told_row_by_row(network_with_entries, unit_for, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "ROWS_BETWEEN", 2)
    unit = unit_for()
    kept = start_export(unit, ENTRIES, of_this_edition(unit), "entries.xlsx")
    [kind] = jobs.export_jobs([ENTRIES])
    told: list[tuple[int, int]] = []
    kind.run(unit, kept, lambda done, total: told.append((done, total)))
    assert (kind.name, told) == ("lunch.export.entries", [(0, 4), (2, 4), (4, 4), (4, 4)])


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


def test_work_that_ends_while_its_page_is_read_is_seen_to_end(client, by_the_worker, work, monkeypatch) -> None:
    address = client.get(FILE).location

    def ending(*given: Any, read: Any = downloads.latest_run) -> Any:
        run = read(*given)
        assert (run.state, work()) == ("queued", 1)
        return run

    monkeypatch.setattr(downloads, "latest_run", ending)
    assert "The file is ready" in client.get(address).text
