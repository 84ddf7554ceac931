"""The calendar changed on pages: a draft's at once, any other after a look at what people will read."""

from __future__ import annotations

from datetime import date

import pytest

from core.programme.queries import find_edition, phases_of
from tests.core.reading import words

HERE = "/harbour/editions/lunch/2024"
TYPED = {
    "version": "1",
    "first_entries": "2024-02-01",
    "last_entries": "2024-03-31",
    "reason_fr": "Grève des trains",
    "reason_nl": "Treinstaking",
}
SAID = "Extended until 31\u00a0March 2024 instead of 24\u00a0March 2024: Grève des trains"


def last_day(unit_for) -> date:
    session = unit_for().session
    return phases_of(session, find_edition(session, "lunch", "2024").id)[0].last_day


@pytest.mark.requirement("IM-04")
def test_a_longer_phase_is_shown_before_and_told_after(make, unit_for) -> None:
    client = make("live")
    asked = client.post(f"{HERE}/phases", data=TYPED)
    assert (asked.status_code, f"“{SAID}”" in asked.text, last_day(unit_for)) == (200, True, date(2024, 3, 24))
    assert words(asked.text, 'ul class="confirm-facts') == ["1 phase gets other days"]
    again = client.post(f"{HERE}/phases", data={**TYPED, "confirmed": "1", "again": "1"})
    assert ('value="2024-03-31"' in again.text, last_day(unit_for)) == (True, date(2024, 3, 24))
    for _press in range(2):
        done = client.post(f"{HERE}/phases", data={**TYPED, "confirmed": "1"}, follow_redirects=True)
        assert (done.request.path, "The calendar is changed." in done.text) == (f"{HERE}/", True)
    assert (last_day(unit_for), done.text.count("Calendar changed")) == (date(2024, 3, 31), 1)
    for page in (f"{HERE}/", "/harbour/desk"):
        assert f'<p class="phase-note">{SAID}</p>' in client.get(page).text
    assert "Verlengd tot en met 31\u00a0maart 2024" in client.get("/harbour/?lang=nl").text


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


def test_a_calendar_that_changed_meanwhile_is_said_before_anything_is_asked(make, unit_for) -> None:
    client = make("live")
    client.post(f"{HERE}/phases", data={**TYPED, "confirmed": "1"})
    other = client.post(f"{HERE}/phases", data={**TYPED, "last_entries": "2024-04-07"})
    assert (other.status_code, "Somebody has changed this edition" in other.text) == (422, True)
    assert 'name="version" type="hidden" value="2"' in other.text
    assert last_day(unit_for) == date(2024, 3, 31)


def test_days_in_the_past_and_days_that_overlap_are_said_before(make) -> None:
    typed = {
        **TYPED,
        "first_entries": "2023-12-01",
        "last_entries": "2023-12-31",
        "first_lunch": "2023-12-31",
        "last_lunch": "2030-01-01",
    }
    asked = make("live").post(f"{HERE}/phases", data=typed).text
    assert [said in asked for said in ("“Entries are taken” is over already.", "“Lunch” lies far from the year")] == [
        True,
        True,
    ]
    assert "“Lunch” begins while “Entries are taken” goes on." in asked
    assert "Nobody cooks on a Sunday: move the lunch." in asked


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Modifier le calendrier ?", "On lira :", "Prolongée jusqu’au 31 mars 2024")),
        ("nl", ("De kalender wijzigen?", "Op pagina’s en in brieven staat dan:", "Verlengd tot en met 31 maart 2024")),
    ],
)
def test_the_question_is_asked_in_the_readers_language(make, language: str, words: tuple[str, ...]) -> None:
    asked = make("live").post(f"{HERE}/phases?lang={language}", data=TYPED).text
    assert [word for word in words if word not in " ".join(asked.split())] == []


def test_only_who_manages_editions_changes_a_calendar(make, sign_in) -> None:
    make("live")
    reader, other = sign_in("reader"), sign_in(tenant="orchard")
    for method in ("get", "post"):
        assert getattr(reader, method)(f"{HERE}/phases").status_code == 403
        assert getattr(other, method)(HERE.replace("harbour", "orchard") + "/phases").status_code == 404


@pytest.mark.parametrize("state", ["draft", "live"])
def test_nothing_is_asked_about_a_calendar_that_stays(make, state: str) -> None:
    typed = {**TYPED, "last_entries": "2024-03-24"}
    answer = make(state).post(f"{HERE}/phases", data=typed, follow_redirects=True)
    assert "The calendar was so already. Nothing was changed." in answer.text


def test_a_phase_that_people_know_is_not_taken_away(make) -> None:
    client = make("live")
    more = {**TYPED, "confirmed": "1", "first_lunch": "2024-05-01", "last_lunch": "2024-05-02"}
    client.post(f"{HERE}/phases", data=more)
    answer = client.post(f"{HERE}/phases", data={**more, "version": "2", "first_lunch": "", "last_lunch": ""})
    assert "People know this phase: give it other days rather than none." in answer.text


def test_the_calendar_of_a_closed_edition_cannot_be_changed(make) -> None:
    client = make("closed")
    assert f"{HERE}/phases" not in client.get(f"{HERE}/").text
    assert "nothing in it changes any more" in client.get(f"{HERE}/phases", follow_redirects=True).text
    refused = client.post(f"{HERE}/phases", data=TYPED, follow_redirects=True)
    assert "This edition is closed: nothing in it changes any more." in refused.text


@pytest.mark.requirement("IM-04")
def test_no_reason_is_asked_for_days_that_stay(make, unit_for) -> None:
    client = make("live")
    same = {**TYPED, "last_entries": "2024-03-24", "reason_fr": "", "reason_nl": ""}
    answer = client.post(f"{HERE}/phases", data=same, follow_redirects=True)
    assert (answer.request.path, "The calendar was so already. Nothing was changed." in answer.text) == (
        f"{HERE}/",
        True,
    )
    for moved in ({"last_entries": "2024-03-31"}, {"version": "9"}, {"last_entries": "2024-01-01"}):
        assert client.post(f"{HERE}/phases", data={**same, **moved}).status_code == 422
    assert last_day(unit_for) == date(2024, 3, 24)
