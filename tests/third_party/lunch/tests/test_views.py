"""The pages: the list with its filters and its Excel file, the form, and the job."""

from __future__ import annotations

from io import BytesIO

import pytest
from lunch.models import LunchEntry
from lunch.services import note_entry
from openpyxl import load_workbook
from sqlalchemy import select

from core.jobs.models import JobRun

HERE = "/orchard/lunch/2024/"


@pytest.fixture
def people(unit, edition):
    """Two who are noted."""
    for name in ("Ada Simon", "Bea Lambert"):
        note_entry(unit, edition, name=name, email=f"{name[:3].lower()}@service.example", language="fr")
    unit.session.commit()


def test_the_list_is_narrowed_and_taken_home(sign_in, people) -> None:
    client = sign_in()
    assert "2 entries" in client.get(HERE).text
    narrowed = client.get(f"{HERE}?text=lambert&state=noted").text
    assert ("Bea Lambert" in narrowed, "Ada Simon" in narrowed) == (True, False)
    rows = load_workbook(BytesIO(client.get(f"{HERE}entries.xlsx?text=ada").data)).active.iter_rows(values_only=True)
    assert [row[:3] for row in rows] == [
        ("Name", "E-mail address", "State"),
        ("Ada Simon", "ada@service.example", "Noted"),
    ]


def test_a_page_costs_the_same_for_one_and_for_many(sign_in, unit, edition, statements) -> None:
    client, costs = sign_in(), []
    for number in (1, 30):
        for each in range(number):
            note_entry(unit, edition, name=f"N{each}", email=f"{number}-{each}@service.example", language="fr")
        unit.session.commit()
        with statements() as sent:
            assert client.get(HERE).status_code == 200
        costs.append(sent.count)
    assert costs[0] == costs[1]


def test_somebody_is_noted_by_the_form(sign_in, unit, edition) -> None:
    client = sign_in()
    assert client.get(f"{HERE}new").status_code == 200
    typed = {"name": "Ada Simon", "email": "ada@service.example", "language": "nl"}
    assert client.post(f"{HERE}new", data=typed).status_code == 302
    assert [entry.language for entry in unit.session.scalars(select(LunchEntry))] == ["nl"]
    again = client.post(f"{HERE}new", data=typed)
    assert (again.status_code, "Somebody with this address is noted already." in again.text) == (422, True)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sign_in, edition) -> None:
    answer = sign_in().post(f"{HERE}new", data={"name": "Ada", "email": "nonsense", "language": "fr"})
    assert answer.status_code == 422
    assert "This is no e-mail address." in answer.text
    assert 'value="Ada"' in answer.text


def test_confirming_is_left_to_the_worker(sign_in, unit, people) -> None:
    assert sign_in().post(f"{HERE}confirm").status_code == 302
    assert unit.session.scalars(select(JobRun.kind)).all() == ["lunch.confirm"]


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("reader", 403)])
def test_who_may_note_somebody(sign_in, edition, role: str, status: int) -> None:
    assert sign_in(role).get(f"{HERE}new").status_code == status


@pytest.mark.parametrize(("language", "words"), [("fr", "Inscriptions"), ("nl", "Inschrijvingen")])
def test_the_pages_speak_french_and_dutch(sign_in, edition, language: str, words: str) -> None:
    assert words in sign_in().get(f"{HERE}?lang={language}").text
