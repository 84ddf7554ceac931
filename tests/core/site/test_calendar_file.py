"""The calendar of an edition in people's own calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from core.database.base import utc_now
from core.language.dates import day_of
from core.programme.phases import change_phases
from core.programme.queries import find_edition, phases_of
from core.programme.rules import PhaseDates
from tests.core.site.calendars import lunches

pytestmark = pytest.mark.requirement("IM-03", "IM-06")
FILE = "/harbour/calendar/lunch-2024.ics"


@pytest.fixture
def client(app: Flask, engine):
    return app.test_client()


def entries(client, language: str = "fr") -> list:
    answer = client.get(f"{FILE}?lang={language}")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_each_phase_is_an_entry_of_whole_days_in_the_language_of_the_reader(client, application) -> None:
    lunches(application, title="Lunch, et <plus>; encore", entries=(-2, 3), lunch=(10, 10))
    today = day_of(utc_now())
    first, second = entries(client)
    assert [first["SUMMARY"], first["UID"].partition(".")[0]] == [
        "Les inscriptions sont ouvertes – Lunch, et <plus>; encore 2024",
        "entries",
    ]
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (today - timedelta(days=2), today + timedelta(days=4))
    assert (second["DTSTART"].dt, second["DTEND"].dt) == (today + timedelta(days=10), today + timedelta(days=11))
    assert [type(first["DTSTART"].dt), first["SEQUENCE"], first["URL"]] == [
        *(date, 0),
        client.application.extensions["liaison"].settings.base_url + "/harbour/",
    ]
    assert "nl" in entries(client, "nl")[0]["SUMMARY"]


def test_an_entry_that_moves_keeps_its_name_counts_and_says_why(client, application, modules) -> None:
    lunches(application, entries=(-2, 3))
    [before] = entries(client)
    with application.unit("harbour") as unit:
        edition = find_edition(unit.session, "lunch", "2024")
        [phase] = phases_of(unit.session, edition.id)
        longer = PhaseDates("entries", phase.first_day, phase.last_day + timedelta(days=7))
        why = {"fr": "Encore des places", "nl": "Nog plaatsen"}
        change_phases(unit, edition, modules.get("lunch"), [longer], version=edition.version, reason=why)
    [after] = entries(client)
    assert (after["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (before["UID"], 0, 1)
    assert after["DTEND"].dt == before["DTEND"].dt + timedelta(days=7)
    assert "Encore des places" in after["DESCRIPTION"]


@pytest.mark.parametrize("state", ["draft", "rehearsal"])
def test_what_the_public_does_not_know_is_no_file(client, application, state: str) -> None:
    lunches(application, state=state, entries=(-2, 3))
    assert client.get(FILE).status_code == 404
    assert client.get("/orchard/calendar/lunch-2024.ics").status_code == 404
    assert "calendar/lunch" not in client.get("/harbour/").text


def test_the_first_page_leads_to_it(client, application) -> None:
    lunches(application, entries=(-2, 3))
    assert f'href="{FILE}?lang=nl"' in client.get("/harbour/?lang=nl").text
