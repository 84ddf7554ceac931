"""The page of an edition: what it is, what can be done to it, its names, and the date of a trial."""

from __future__ import annotations

import pytest

from core.contract.module import EditionPlan
from core.programme.queries import find_edition
from core.programme.services import create_edition

PLAN = EditionPlan(title={"fr": "Lunchs {year}", "nl": "Lunches {year}"}, phases=(), settings={})
HERE = "/harbour/editions/lunch/2024"
NAMES = {"version": "1", "title_fr": "Tables 2024", "title_nl": "Tafels 2024", "code": "2024-b"}


@pytest.fixture
def client(sign_in, application):
    with application.unit("harbour") as unit:
        create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state="rehearsal")
        create_edition(unit, module="lunch", code="2025", year=2025, plan=PLAN)
    return sign_in()


def links_of(page: str) -> list[str]:
    main = page.partition("<main")[2].partition("</main")[0]
    return [each.partition('"')[0].removeprefix(HERE) for each in main.split('href="')[1:]]


@pytest.mark.requirement("IM-25")
def test_a_trial_can_be_opened_taken_back_deleted_and_has_a_date(client, unit_for) -> None:
    page = client.get(f"{HERE}/").text
    assert links_of(page) == [
        "/harbour/desk",
        "/state/live",
        "/state/draft",
        "/delete",
        "/phases",
        "/pages",
        "/fill",
        "/edit",
    ]
    done = client.post(f"{HERE}/clock", data={"day": "2024-03-18"}, follow_redirects=True).text
    assert ("The date of this trial edition is changed." in done, "Here today is 18 March 2024." in done) == (
        True,
        True,
    )
    assert "That is no day." in client.post(f"{HERE}/clock", data={"day": "x"}, follow_redirects=True).text
    other = client.post("/harbour/editions/lunch/2025/clock", data={"day": "2024-03-18"}, follow_redirects=True)
    assert "Only a trial edition has a date of its own" in other.text


def test_names_are_changed_once_and_stand_in_the_history(client, unit_for) -> None:
    for _press in range(2):
        answer = client.post(f"{HERE}/edit", data=NAMES, follow_redirects=True)
        assert (answer.request.path, "The edition is saved." in answer.text) == (f"{HERE}-b/", True)
        assert answer.text.count("Title, code or settings changed") == 1
    assert find_edition(unit_for().session, "lunch", "2024-b").title == {"fr": "Tables 2024", "nl": "Tafels 2024"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"version": "7"}, "Somebody has changed this edition since you opened this page."),
        ({"title_fr": "lunchs 2025"}, "The edition 2025 is called so already."),
        ({"code": "2025"}, "The code begins with the year of the edition, 2024."),
    ],
)
def test_what_is_wrong_with_names_is_said_and_what_was_typed_is_kept(client, typed: dict[str, str], said: str) -> None:
    answer = client.post(f"{HERE}/edit", data={**NAMES, **typed})
    assert (answer.status_code, said in answer.text, 'value="Tafels 2024"' in answer.text) == (422, True, True)
