"""The day of a planned round, changed on its page."""

from __future__ import annotations

from datetime import date

import pytest

from tests.plugins.immersion.views.conftest import TENANT, Year
from tests.plugins.immersion.views.reading import words

ROUND = f"/{TENANT}/immersion/2024/rounds/2/"
DAY = f"{ROUND}day"


@pytest.mark.requirement("IM-04")
def test_a_round_is_planned_for_another_day_once(year: Year, sign_in) -> None:
    client = sign_in()
    assert f'href="{DAY}"' in client.get(ROUND).text
    asked = client.get(DAY).text
    assert ('value="2024-03-18"' in asked, "It is planned for Monday 18\u00a0March 2024." in asked) == (True, True)
    for _press in range(2):
        answer = client.post(DAY, data={"day": "2024-03-20", "version": "1"}, follow_redirects=True)
        assert words(answer.text, ".flash") == ["Round 2 is planned for another day."]
    assert "Wednesday 20\u00a0March 2024" in answer.text


@pytest.mark.parametrize(
    ("day", "version", "said"),
    [
        ("", "1", "Enter the day."),
        ("soon", "1", "This is no day. Enter one such as 18/03/2024."),
        ("2024-03-17", "1", "People may register until Sunday 17 March 2024. Give round 2 a later day."),
        ("2024-04-09", "1", "Round 3 is planned for Tuesday 2 April 2024: the rounds stay in their order."),
        ("2024-03-20", "9", "Somebody has changed round 2 meanwhile. Look at it again, then decide."),
        ("2024-03-20", "x", "Somebody has changed round 2 meanwhile. Look at it again, then decide."),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(year: Year, sign_in, day: str, version: str, said: str) -> None:
    answer = sign_in().post(DAY, data={"day": day, "version": version})
    assert (answer.status_code, f'value="{day}"' in answer.text) == (422, True)
    assert said in words(answer.text, ".error")[0]


def test_a_round_that_has_begun_has_no_page_for_its_day(year: Year, sign_in) -> None:
    client, first = sign_in(), ROUND.replace("/2/", "/1/")
    assert client.post(f"{first}open").status_code == 302
    assert client.get(f"{first}day").location == first
    assert client.post(f"{first}day", data={"day": "2024-02-21", "version": "2"}).location == first


def test_only_a_coordinator_finds_the_page(year: Year, sign_in) -> None:
    reader, other = sign_in("reader"), sign_in(tenant="bruzel")
    assert DAY not in reader.get(ROUND).text
    for method in ("get", "post"):
        assert getattr(reader, method)(DAY).status_code == 403
        assert getattr(other, method)(DAY.replace(TENANT, "bruzel")).status_code == 404


def test_the_question_speaks_dutch_and_french(year: Year, sign_in) -> None:
    client = sign_in()
    assert words(client.get(f"{DAY}?lang=fr").text, "h1") == ["Une autre date pour le matching 2"]
    assert words(client.get(f"{DAY}?lang=nl").text, "h1") == ["Een andere datum voor matching 2"]
    year.live(date(2024, 3, 18))
    assert "18 mars 2024" in " ".join(client.get(f"{DAY}?lang=fr").text.split())
