"""The calendar changed on pages: a draft's at once, any other after a look at what people will read."""

from __future__ import annotations

from datetime import date

import pytest

from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.programme.queries import find_edition, phases_of
from core.programme.services import create_edition

PLAN = EditionPlan(
    title={"fr": "Lunchs {year}", "nl": "Lunches {year}"},
    phases=(PhasePlan("entries", PhaseDay(2, 1), PhaseDay(3, 24)),),
    settings={},
)
HERE = "/harbour/editions/lunch/2024"
TYPED = {
    "version": "1",
    "first_entries": "2024-02-01",
    "last_entries": "2024-03-31",
    "reason_fr": "Grève des trains",
    "reason_nl": "Treinstaking",
}
SAID = "Extended until 31\u00a0March\u00a02024 instead of 24\u00a0March\u00a02024: Grève des trains"


@pytest.fixture
def make(sign_in, application):
    def made(state: str):
        with application.unit("harbour") as unit:
            create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state=state)
        return sign_in()

    return made


def last_day(unit_for) -> date:
    session = unit_for().session
    return phases_of(session, find_edition(session, "lunch", "2024").id)[0].last_day


@pytest.mark.requirement("IM-04")
def test_a_longer_phase_is_shown_before_and_told_after(make, unit_for) -> None:
    client = make("live")
    asked = client.post(f"{HERE}/phases", data=TYPED)
    assert (asked.status_code, f"“{SAID}”" in asked.text, last_day(unit_for)) == (200, True, date(2024, 3, 24))
    assert "1</strong>" in asked.text
    again = client.post(f"{HERE}/phases", data={**TYPED, "confirmed": "1", "again": "1"})
    assert ('value="2024-03-31"' in again.text, last_day(unit_for)) == (True, date(2024, 3, 24))
    for _press in range(2):
        done = client.post(f"{HERE}/phases", data={**TYPED, "confirmed": "1"}, follow_redirects=True)
        assert (done.request.path, "The calendar is changed." in done.text) == (f"{HERE}/", True)
    assert (last_day(unit_for), done.text.count("Calendar changed")) == (date(2024, 3, 31), 1)
    for page in (f"{HERE}/", "/harbour/"):
        assert f'<p class="phase-note">{SAID}</p>' in client.get(page).text
    assert "Verlengd tot en met 31\u00a0maart\u00a02024" in client.get("/harbour/?lang=nl").text


def test_a_draft_is_changed_at_once(make, unit_for) -> None:
    client = make("draft")
    assert "reason_fr" not in client.get(f"{HERE}/phases").text
    done = client.post(f"{HERE}/phases", data=TYPED, follow_redirects=True)
    assert ("The calendar is changed." in done.text, last_day(unit_for)) == (True, date(2024, 3, 31))
    assert "“Entries are taken” is over already." in done.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason_nl": ""}, "Say why: pages and letters tell it."),
        ({"last_entries": "2024-01-01"}, "The last day lies before the first."),
        ({"version": "9", "confirmed": "1"}, "Somebody has changed this edition since you opened this page."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(make, unit_for, typed: dict[str, str], said: str) -> None:
    answer = make("live").post(f"{HERE}/phases", data={**TYPED, **typed})
    assert (answer.status_code, said in answer.text, "Grève des trains" in answer.text) == (422, True, True)
    assert last_day(unit_for) == date(2024, 3, 24)


def test_nothing_is_asked_about_a_calendar_that_stays(make) -> None:
    typed = {**TYPED, "last_entries": "2024-03-24"}
    answer = make("live").post(f"{HERE}/phases", data=typed, follow_redirects=True)
    assert "Nothing was changed." in answer.text


def test_a_phase_that_people_know_is_not_taken_away(make) -> None:
    client = make("live")
    more = {**TYPED, "confirmed": "1", "first_lunch": "2024-05-01", "last_lunch": "2024-05-02"}
    client.post(f"{HERE}/phases", data=more)
    answer = client.post(f"{HERE}/phases", data={**TYPED, "version": "2", "confirmed": "1"})
    assert "People know this phase: give it other days rather than none." in answer.text


def test_the_calendar_of_a_closed_edition_cannot_be_changed(make) -> None:
    client = make("closed")
    assert f"{HERE}/phases" not in client.get(f"{HERE}/").text
    refused = client.post(f"{HERE}/phases", data=TYPED, follow_redirects=True)
    assert "This edition is closed: nothing in it changes any more." in refused.text
