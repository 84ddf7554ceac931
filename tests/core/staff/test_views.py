"""The team as a coordinator sees and changes it: every change is asked first, and a press twice is one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.accounts.doors import keep_visits, sweep_ended_sessions
from core.accounts.models import RoleGrant
from core.audit.services import record
from core.database.base import utc_now
from core.language.dates import day_of, plain_day
from core.processes import runtime
from tests.core.staff.conftest import PASSWORD, SOON
from tests.core.staff.pages import hidden, words

TODAY = day_of(utc_now())


@pytest.fixture
def ada(join, claire, places) -> uuid.UUID:
    return join("ada", "referent", territory_id=places["north"], until=SOON)


Enter = Callable[[str], FlaskClient]


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Sign somebody in: enter("claire")."""

    def signed_in(name: str) -> FlaskClient:
        client = app.test_client()
        typed = {"email": f"{name}@harbour.example", "password": PASSWORD}
        assert client.post("/harbour/sign-in?lang=en", data=typed).status_code == 302
        return client

    return signed_in


@pytest.fixture
def desk(enter: Enter, claire) -> FlaskClient:
    """Claire at her desk."""
    return enter("claire")


def day_said(day: date) -> str:
    """A day as `words` leaves it: what holds its parts together is a space there."""
    return " ".join(plain_day(day, "en").split())


def test_the_team_is_in_the_menu_and_says_who_has_which_role_where_until_when(desk: FlaskClient, ada) -> None:
    page = desk.get("/harbour/team").text
    assert '<a href="/harbour/team" aria-current="page">Team</a>' in page
    said = words(page)
    assert "Ada ada@harbour.example" in said
    assert f"referent · Nord · all modules · until {day_said(SOON)}" in said.replace(" FR", "")
    assert "coordinator · the whole network · all modules" in said
    assert "2 persons" in said
    assert "nobody coordinates" not in said


def test_a_few_are_seen_without_filters_and_many_are_narrowed(desk: FlaskClient, ada, join) -> None:
    assert 'name="role"' not in desk.get("/harbour/team").text
    for number in range(10):
        join(f"reader{number}", "reader")
    page = desk.get("/harbour/team").text
    assert [f'name="{field}"' in page for field in ("text", "role", "module", "territory", "sort")] == [True] * 5
    for query, count in (("role=referent", 1), ("territory=north", 1), ("text=reader", 10), ("role=cook", 0)):
        found = re.findall(r"(\d+) persons?\b", words(desk.get(f"/harbour/team?{query}").text))
        assert (query, found) == (query, [str(count)])


def test_whoever_was_here_is_said_to_have_been_by_the_day(desk: FlaskClient, enter: Enter, ada, application) -> None:
    assert words(desk.get("/harbour/team").text).count("not yet") == 2
    enter("ada").get("/harbour/desk")
    keep_visits(runtime(application))
    said = words(desk.get("/harbour/team").text)
    assert (said.count("not yet"), said.count(day_said(TODAY))) == (0, 2)


def test_a_visit_of_another_network_is_none_here(
    enter: Enter, desk: FlaskClient, ada, join, application, grants
) -> None:
    join("ada", "reader", slug="orchard")
    client = enter("ada")
    client.get("/orchard/")
    keep_visits(runtime(application))
    keep_visits(runtime(application))  # Nothing new.
    assert [row.last_used_on for row in grants(ada)] == [None]
    assert [row.last_used_on for row in grants(ada, slug="orchard")] == [TODAY]


def test_that_nobody_coordinates_from_some_day_on_is_said(application, desk: FlaskClient, claire) -> None:
    with application.unit("harbour") as unit:
        unit.session.query(RoleGrant).update({"until": SOON})
    assert f"After {day_said(SOON)} nobody coordinates the whole network." in words(desk.get("/harbour/team").text)


@pytest.mark.parametrize("role", ["referent", "reader"])
def test_referents_and_readers_do_not_manage(enter: Enter, join, ada, role: str) -> None:
    join("eve", role)
    client = enter("eve")
    assert "/harbour/team" not in client.get("/harbour/desk").text
    for page in ("team", "team/invite", f"team/{ada}", f"team/{ada}/roles/new", f"team/{ada}/end"):
        assert (page, client.get(f"/harbour/{page}").status_code) == (page, 403)
    assert client.post(f"/harbour/team/{ada}/end").status_code == 403


def test_somebody_of_another_network_or_nobody_has_no_page(desk: FlaskClient, join) -> None:
    gus = join("gus", "reader", slug="orchard")
    for who in (gus, uuid.UUID(int=1)):
        for page in ("", "/roles/new", "/end", f"/roles/{uuid.UUID(int=1)}/end", f"/roles/{uuid.UUID(int=1)}/last-day"):
            assert desk.get(f"/harbour/team/{who}{page}").status_code == 404
        for page in ("/end", f"/roles/{uuid.UUID(int=1)}/end"):
            assert desk.post(f"/harbour/team/{who}{page}", data={"version": "x"}).status_code == 404


def test_one_more_role_is_looked_at_before_it_is_given(desk: FlaskClient, ada, grants, outbox, places) -> None:
    page = f"/harbour/team/{ada}/roles/new"
    assert 'value="lunch:cook"' in desk.get(page).text
    typed = {"role": "lunch:cook", "module": "", "territory": str(places["south"]), "until": SOON.isoformat()}
    ask = desk.post(page, data=typed)
    assert (ask.status_code, len(grants(ada)), len(outbox())) == (200, 1, 0)
    assert f"role: cook · Sud · Network lunches · until {day_said(SOON)}" in words(ask.text).replace(" FR", "")
    assert "letter to ada@harbour.example" in words(ask.text)
    carried = hidden(ask.text)
    assert 'name="edit"' in ask.text
    assert desk.post(page, data={**carried, "edit": "1"}).status_code == 200
    answers = [desk.post(page, data=carried) for _ in range(2)]
    assert [answer.location for answer in answers] == [f"/harbour/team/{ada}"] * 2
    assert "Ada has the new role" in desk.get(f"/harbour/team/{ada}").text
    assert [(row.role, row.module, row.territory_id, row.until) for row in grants(ada)[1:]] == [
        ("cook", "lunch", places["south"], SOON)
    ]
    assert len(outbox()) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"role": ""}, "role", "Choose a role."),
        ({"role": "emperor"}, "role", "Not a valid choice"),
        ({"role": "reader", "until": "2020-01-01"}, "until", "today or later"),
        ({"role": "reader", "until": "9999-12-31"}, "until", "within ten years"),
        ({"role": "reader", "until": "soon"}, "until", "Not a valid date"),
        ({"role": "reader", "territory": str(uuid.UUID(int=1))}, "territory", "Not a valid choice"),
        ({"role": "referent", "territory": ""}, "territory", "A referent looks after one territory: choose it."),
    ],
)
def test_what_is_wrong_with_a_role_is_told_at_its_place(desk: FlaskClient, ada, typed, field: str, said: str) -> None:
    answer = desk.post(f"/harbour/team/{ada}/roles/new", data=typed)
    assert answer.status_code == 422
    error = answer.text.partition(f'id="{field}-error"')[2][:300]
    assert said in error


def test_a_last_day_is_asked_for_and_changed(desk: FlaskClient, ada, grants) -> None:
    [grant] = grants(ada)
    page = f"/harbour/team/{ada}/roles/{grant.id}/last-day"
    ask = desk.get(page).text
    assert f'value="{SOON.isoformat()}"' in ask
    later = SOON + timedelta(days=9)
    for _ in range(2):
        answer = desk.post(page, data={**hidden(ask), "until": later.isoformat()})
        assert answer.location == f"/harbour/team/{ada}"
    assert [row.until for row in grants(ada)] == [later]
    assert desk.post(page, data={**hidden(desk.get(page).text), "until": ""}).status_code == 302
    assert [row.until for row in grants(ada)] == [None]
    wrong = desk.post(page, data={**hidden(desk.get(page).text), "until": "2020-01-01"})
    assert (wrong.status_code, 'id="until-error"' in wrong.text) == (422, True)


def test_a_role_ends_at_the_next_page_once_that_was_confirmed(desk: FlaskClient, enter: Enter, ada, grants) -> None:
    client = enter("ada")
    assert client.get("/harbour/letters").status_code == 200
    [grant] = grants(ada)
    page = f"/harbour/team/{ada}/roles/{grant.id}/end"
    ask = desk.get(page)
    assert "Then no page of this network opens for Ada any more" in words(ask.text)
    assert client.get("/harbour/letters").status_code == 200  # Asking changes nothing.
    answers = [desk.post(page, data=hidden(ask.text)) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/harbour/team"] * 2
    assert "The role is ended." in desk.get("/harbour/team").text
    assert client.get("/harbour/letters").status_code == 302  # Nothing is left, so the session ended with it.


def test_all_roles_end_and_those_of_other_networks_stay(desk: FlaskClient, enter: Enter, ada, join, grants) -> None:
    join("ada", "reader")
    join("ada", "reader", slug="orchard")
    client = enter("ada")
    assert f'href="/harbour/team/{ada}/end"' in desk.get(f"/harbour/team/{ada}").text
    ask = desk.get(f"/harbour/team/{ada}/end")
    assert "2 roles end" in words(ask.text)
    answers = [desk.post(f"/harbour/team/{ada}/end", data=hidden(ask.text)) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/harbour/team"] * 2
    assert (client.get("/harbour/desk").status_code, client.get("/orchard/").status_code) == (404, 200)
    assert [row.role for row in grants(ada, slug="orchard")] == ["reader"]


def test_the_last_who_coordinates_is_told_so_instead_of_being_asked(desk: FlaskClient, claire, grants) -> None:
    [grant] = grants(claire)
    for page in (f"/harbour/team/{claire}/end", f"/harbour/team/{claire}/roles/{grant.id}/end"):
        ask = desk.get(page)
        assert "Nobody else would coordinate the network then." in words(ask.text)
        assert "<form" not in ask.text[ask.text.index("<main") :]
    version = hidden(desk.get(f"/harbour/team/{claire}/roles/{grant.id}/last-day").text)
    answer = desk.post(f"/harbour/team/{claire}/roles/{grant.id}/end", data=version, follow_redirects=True)
    assert "Nobody else would coordinate the network then; nothing was done." in answer.text
    page = f"/harbour/team/{claire}/roles/{grant.id}/last-day"
    answer = desk.post(page, data={**version, "until": SOON.isoformat()})
    assert (answer.status_code, "Nobody else would coordinate" in answer.text) == (422, True)
    assert len(grants(claire)) == 1


def test_ones_own_role_ends_with_a_warning(desk: FlaskClient, claire, join, grants) -> None:
    join("bea", "coordinator")
    page = f"/harbour/team/{claire}/roles/{grants(claire)[0].id}/end"
    ask = desk.get(page)
    assert "This is your own" in words(ask.text)
    assert desk.post(page, data=hidden(ask.text)).location == "/harbour/desk"
    assert desk.get("/harbour/desk").status_code == 302


def test_what_moved_meanwhile_is_looked_at_again(desk: FlaskClient, ada, join, grants) -> None:
    [grant] = grants(ada)
    page = f"/harbour/team/{ada}/roles/{grant.id}/end"
    carried = hidden(desk.get(page).text)
    join("ada", "reader")
    answer = desk.post(page, data=carried, follow_redirects=True)
    assert "Somebody changed this meanwhile; nothing was done." in answer.text
    assert len(grants(ada)) == 2


def test_what_was_done_stands_on_the_page(desk: FlaskClient, ada, grants) -> None:
    [grant] = grants(ada)
    page = f"/harbour/team/{ada}/roles/{grant.id}/last-day"
    desk.post(page, data={**hidden(desk.get(page).text), "until": ""})
    said = words(desk.get(f"/harbour/team/{ada}").text).replace(" FR", "")
    assert "Last day changed (referent · Nord · all modules), by Claire" in said
    assert "Role given (referent · Nord · all modules · until" in said


def test_sessions_end_when_the_last_role_has_ended_by_its_day(enter: Enter, join, application) -> None:
    join("ada", "reader", until=date(2020, 1, 1))
    join("bea", "reader")
    ada, bea = enter("ada"), enter("bea")
    assert [client.get("/harbour/sessions").status_code for client in (ada, bea)] == [200, 200]
    sweep_ended_sessions(runtime(application))
    assert [client.get("/harbour/sessions").status_code for client in (ada, bea)] == [302, 200]


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("", "This role is there already, until another day: change its last day instead."),
        (SOON.isoformat(), "This role is there already, just so."),
    ],
)
def test_a_role_that_somebody_has_is_told_at_its_place(
    desk: FlaskClient, ada, places, grants, outbox, *, until: str, said: str, confirmed: dict[str, str]
) -> None:
    """Confirmed it is a press that somebody was faster with, and says that nothing was given again."""
    page = f"/harbour/team/{ada}/roles/new"
    typed = {"role": "referent", "module": "", "territory": str(places["north"]), "until": until, **confirmed}
    answer = desk.post(page, data=typed)
    if until and confirmed:
        assert answer.location == f"/harbour/team/{ada}"
        assert "Ada has this role: it was given already." in desk.get(f"/harbour/team/{ada}").text
    else:
        assert (answer.status_code, said in answer.text.partition('id="role-error"')[2][:300]) == (422, True)
    assert ([row.until for row in grants(ada)], outbox()) == ([SOON], [])


def test_a_role_that_a_colleague_ended_meanwhile_is_said_to_have_ended(desk: FlaskClient, ada, join, grants) -> None:
    join("ada", "reader")
    referent, reader = grants(ada)
    pages = [f"/harbour/team/{ada}/roles/{referent.id}/{act}" for act in ("end", "last-day")]
    desk.post(pages[0], data=hidden(desk.get(pages[0]).text))
    said = "This role was ended meanwhile; nothing was done."
    for page in pages:
        answer = desk.get(page, follow_redirects=True)
        assert (answer.request.path, said in answer.text) == (f"/harbour/team/{ada}", True)
    answer = desk.post(pages[1], data={"until": "", "version": "x"}, follow_redirects=True)
    assert (answer.status_code, said in answer.text) == (200, True)
    last = f"/harbour/team/{ada}/roles/{reader.id}/end"
    desk.post(last, data=hidden(desk.get(last).text))
    answer = desk.get(pages[1], follow_redirects=True)
    assert (answer.request.path, said in answer.text) == ("/harbour/team", True)
    for page in ("", "/end", "/roles/new"):
        answer = desk.get(f"/harbour/team/{ada}{page}", follow_redirects=True)
        assert (answer.request.path, "This person has no role here any more" in answer.text) == ("/harbour/team", True)


def test_a_territory_that_is_gone_breaks_no_history(desk: FlaskClient, ada, application) -> None:
    with application.unit("harbour") as unit:
        record(unit, "accounts.role.taken", ada, role="referent", territory=str(uuid.UUID(int=1)))
    assert "Role ended (referent · an unknown territory · all modules)" in words(desk.get(f"/harbour/team/{ada}").text)
