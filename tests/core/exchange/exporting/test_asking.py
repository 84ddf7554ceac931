"""A list taken home: a short one at once, a long one by the worker, until it is fetched."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from lunch.lists import ENTRIES
from sqlalchemy import select, update

from core.accounts.views import SESSION_COOKIE
from core.audit.models import AuditEntry
from core.database.base import utc_now
from core.exchange import exporting
from core.exchange import services as keeping
from core.exchange.doors import sweep_files
from core.exchange.exporting import Export
from core.exchange.models import StoredFile
from core.exchange.sheets import fields_of
from core.listing.asked import Asked
from tests.core.exchange.exporting.entries import (
    FILE,
    HEAD,
    LIST,
    NAMES,
    TENANT,
    WHO,
    fetched,
    files,
    names_in,
    rows_of,
)
from tests.waiting import join


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


def test_what_was_asked_is_kept_as_plain_data() -> None:
    scope = {"edition": uuid.UUID(int=7), "language": "fr"}
    asked = Asked({"text": "ada"}, "-name")
    export = Export("Entries", fields_of(ENTRIES, {}), scope, asked, "lunch.export", {"edition": "2024"})
    assert Export.from_json(json.loads(json.dumps(export.as_json()))) == export
