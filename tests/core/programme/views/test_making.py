"""An edition made on pages: what it begins with is proposed, what is wrong is said, and it is made once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from core.database.base import utc_now
from core.language.dates import BELGIUM
from core.programme.models import Edition
from core.programme.planning import year_ahead
from core.programme.queries import find_edition, phases_of
from core.programme.rules import PhaseDates

NEW, FORM = "/harbour/editions/new", "/harbour/editions/new/lunch?basis=plan&year=2025"
TYPED = {
    "code": "2025",
    "title_fr": "Lunchs du port 2025",
    "title_nl": "Havenlunches 2025",
    "first_entries": "2025-02-03",
    "last_entries": "28/03/2025",
    "first_lunch": "",
    "last_lunch": "",
    "state": "draft",
}


def value_of(page: str, name: str) -> str:
    return page.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


@pytest.fixture
def client(sign_in):
    return sign_in()


@pytest.mark.requirement("IM-01")
def test_the_first_edition_begins_with_the_networks_calendar(client) -> None:
    page = client.get("/harbour/desk").text
    assert ("No edition yet" in page, f'href="{NEW}"' in page, "liaison " in page) == (True, True, False)
    asked = client.get(NEW, query_string={"basis": "lunch:plan", "year": "2025"})
    assert (asked.status_code, asked.location) == (302, "/harbour/editions/new/lunch?basis=plan&year=2025")
    form = client.get(FORM).text
    names = ("code", "title_fr", "title_nl", "first_entries", "last_entries")
    assert [value_of(form, name) for name in names] == [
        "2025",
        "Lunchs 2025",
        "Lunches 2025",
        "2025-02-01",
        "2025-03-31",
    ]


@pytest.mark.requirement("IM-03")
def test_an_edition_is_made_as_it_was_typed_and_once(client, unit_for) -> None:
    for _press in range(2):
        answer = client.post(FORM, data=TYPED, follow_redirects=True)
        assert (answer.status_code, answer.request.path) == (200, "/harbour/editions/lunch/2025/")
        assert "The edition is made, as a draft" in answer.text
    session = unit_for().session
    made = find_edition(session, "lunch", "2025")
    assert (made.state, made.title) == ("draft", {"fr": "Lunchs du port 2025", "nl": "Havenlunches 2025"})
    assert phases_of(session, made.id) == (PhaseDates("entries", date(2025, 2, 3), date(2025, 3, 28)),)
    assert session.scalar(select(func.count()).select_from(Edition)) == 1


def test_a_later_edition_is_made_as_an_earlier_one_was(client) -> None:
    client.post(FORM, data=TYPED)
    page = client.get(NEW).text
    ahead = str(year_ahead([Edition(year=2025)], utc_now().astimezone(BELGIUM).date()))
    assert ('value="lunch:2025"' in page, value_of(page, "year"), "(optional)" in page) == (True, ahead, False)
    form = client.get("/harbour/editions/new/lunch?basis=2025&year=2026").text
    assert [value_of(form, name) for name in ("code", "title_fr", "first_entries", "last_entries")] == [
        "2026",
        "Lunchs du port 2026",
        "2026-02-03",
        "2026-03-28",
    ]


def test_what_is_proposed_for_the_same_year_is_no_other_editions_name(client) -> None:
    client.post(FORM, data={**TYPED, "title_fr": "Lunchs 2025"})
    form = client.get(FORM).text
    assert [value_of(form, name) for name in ("code", "title_fr")] == ["2025-2", "Lunchs 2025-2"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "2026"}, "The code begins with the year of the edition, 2025."),
        ({"code": "2025 é"}, "This code cannot be used"),
        ({"title_nl": " "}, "Enter the title."),
        ({"first_entries": ""}, "Enter a day: every edition has this phase."),
        ({"first_entries": "soon"}, "This is no day."),
        ({"last_entries": "2025-01-01"}, "The last day lies before the first."),
        ({"first_lunch": "2025-05-01"}, "Enter both days of this phase, or none."),
        ({"state": "live"}, "Not a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, unit_for, typed: dict[str, str], said: str) -> None:
    answer = client.post(FORM, data={**TYPED, **typed})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert ("title_fr" in typed) or value_of(answer.text, "title_fr") == "Lunchs du port 2025"
    assert unit_for().session.scalar(select(func.count()).select_from(Edition)) == 0


def test_neither_code_nor_title_is_given_twice(client) -> None:
    client.post(FORM, data=TYPED)
    same_code = client.post(FORM, data={**TYPED, "title_fr": "Autres lunchs"})
    assert (same_code.status_code, "There is an edition with this code already." in same_code.text) == (422, True)
    same_title = client.post(FORM, data={**TYPED, "code": "2025-essai", "title_nl": "Andere"})
    assert same_title.status_code == 422
    assert "The edition 2025 is called so already. Give this one another title." in same_title.text


def test_the_calendar_is_shown_before_anything_is_made(client, unit_for) -> None:
    page = client.post(FORM, data={**TYPED, "preview": "1"})
    assert (page.status_code, "3 February to 28 March 2025" in page.text) == (200, True)
    assert unit_for().session.scalar(select(func.count()).select_from(Edition)) == 0


@pytest.mark.parametrize("query", ["basis=2031&year=2025", "basis=plan&year=1900"])
def test_what_there_is_not_is_not_found(client, query: str) -> None:
    assert client.get(f"/harbour/editions/new/lunch?{query}").status_code == 404
    assert client.get("/harbour/editions/new/walks").status_code == 404


def test_a_network_without_modules_has_nothing_to_begin_with(sign_in) -> None:
    assert "There is nothing to begin with" in sign_in(tenant="orchard").get("/orchard/editions/new").text
