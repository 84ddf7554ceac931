"""An edition opened, closed and deleted on pages: each asks first, is done once, and says what it did."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.contract.module import EditionPlan
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.programme.services import create_edition
from core.tenancy.switching import switch_modules

PLAN = EditionPlan(title={"fr": "Lunchs {year}", "nl": "Lunches {year}"}, phases=(), settings={})
HERE = "/harbour/editions/lunch/2024"
GUEST = {"name": "Ada", "email": "ada@x.example", "language": "fr"}


@pytest.fixture
def client(sign_in, application):
    with application.unit("harbour") as unit:
        create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    return sign_in()


def state(unit_for) -> str:
    return find_edition(unit_for().session, "lunch", "2024").state


def asked(client, way: str) -> dict[str, str]:
    """Look at a question, and return what its form carries."""
    page = client.get(f"{HERE}/{way}").text
    return {"version": page.partition('name="version" value="')[2].partition('"')[0]}


def test_an_edition_is_opened_once_as_it_was_looked_at(client, unit_for) -> None:
    seen = asked(client, "state/live")
    assert (seen, state(unit_for)) == ({"version": "1"}, "draft")
    for _press in range(2):
        answer = client.post(f"{HERE}/state/live", data=seen, follow_redirects=True)
        assert (answer.request.path, "The edition is open: its letters are sent." in answer.text) == (f"{HERE}/", True)
    assert state(unit_for) == "live"


def test_what_somebody_else_did_meanwhile_is_said(client, sign_in, unit_for) -> None:
    seen = asked(client, "state/live")
    other = sign_in(territory="north")
    other.post(f"{HERE}/state/rehearsal", data=seen)
    answer = client.post(f"{HERE}/state/live", data=seen, follow_redirects=True)
    assert ("Somebody has changed this edition" in answer.text, state(unit_for)) == (True, "rehearsal")


def test_a_closed_edition_is_read_and_nothing_else(client, unit_for) -> None:
    client.post(f"{HERE}/state/live", data=asked(client, "state/live"))
    assert client.post("/harbour/lunch/2024/new", data=GUEST).status_code == 302
    assert '<strong class="confirm-number">1</strong>' in client.get(f"{HERE}/state/closed").text
    client.post(f"{HERE}/state/closed", data=asked(client, "state/closed"))
    refused = client.post("/harbour/lunch/2024/new", data={**GUEST, "email": "b@x.example"}, follow_redirects=True)
    assert "This edition is closed: nothing in it changes any more. Nothing was saved." in refused.text
    page = client.get("/harbour/lunch/2024/")
    assert (page.status_code, "ada@x.example" in page.text, "b@x.example" in page.text) == (200, True, False)
    assert "Closed edition" in page.text


def test_it_is_opened_again_with_a_reason_that_its_history_tells(client, unit_for) -> None:
    for way in ("live", "closed"):
        client.post(f"{HERE}/state/{way}", data=asked(client, f"state/{way}"))
    seen = asked(client, "state/live")
    refused = client.post(f"{HERE}/state/live", data=seen)
    assert (refused.status_code, "Say why you open it again." in refused.text) == (422, True)
    done = client.post(f"{HERE}/state/live", data={**seen, "reason": "A guest came late"}, follow_redirects=True)
    assert ("A guest came late" in done.text, state(unit_for)) == (True, "live")


def test_a_draft_exists_for_those_alone_who_manage_editions(client, sign_in) -> None:
    reader = sign_in("reader")
    assert "Lunchs 2024" not in reader.get("/harbour/desk").text
    assert reader.get("/harbour/lunch/2024/").status_code == 404
    refused = client.post("/harbour/lunch/2024/new", data=GUEST, follow_redirects=True)
    assert "This edition is a draft." in refused.text
    client.post(f"{HERE}/state/live", data=asked(client, "state/live"))
    assert "Lunchs 2024" in reader.get("/harbour/desk").text
    assert reader.get(f"{HERE}/").status_code == 403


def test_an_empty_edition_is_deleted_once_and_one_with_people_is_not(client, unit_for, application) -> None:
    seen = asked(client, "delete")
    for _press in range(2):
        answer = client.post(f"{HERE}/delete", data=seen, follow_redirects=True)
        assert (answer.request.path, "The edition is deleted." in answer.text) == ("/harbour/desk", True)
    assert unit_for().session.scalar(select(func.count()).select_from(Edition)) == 0
    with application.unit("harbour") as unit:
        create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state="live")
    client.post("/harbour/lunch/2024/new", data=GUEST)
    page = client.get(f"{HERE}/delete").text
    assert ("only possible while nobody is in the edition" in page, "<form" in page.partition("<main")[2]) == (
        True,
        False,
    )
    assert f"{HERE}/wipe" not in page
    client.post(f"{HERE}/delete", data={"version": "1"})
    assert state(unit_for) == "live"


def test_a_trial_with_people_leads_from_deleting_to_emptying(client, application) -> None:
    trial = "/harbour/editions/lunch/2025"
    with application.unit("harbour") as unit:
        create_edition(unit, module="lunch", code="2025", year=2025, plan=PLAN, state="rehearsal")
    client.post("/harbour/lunch/2025/new", data=GUEST)
    page = client.get(f"{trial}/delete").text
    assert ("only possible while nobody is in the edition" in page, f'href="{trial}/wipe"' in page) == (True, True)


def test_there_are_no_other_ways(client) -> None:
    assert client.get(f"{HERE}/state/closed").status_code == 404
    assert client.get(f"{HERE}/state/gone").status_code == 404
    assert client.get("/harbour/editions/lunch/2031/").status_code == 404


def test_an_edition_of_a_module_that_is_off_is_not_found(client, application) -> None:
    with application.unit("harbour") as unit:
        switch_modules(unit, frozenset())
    assert client.get(f"{HERE}/").status_code == 404
