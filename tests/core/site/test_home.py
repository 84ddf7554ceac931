"""The first page of a network, as everybody reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from core.programme.queries import find_edition
from core.programme.services import set_clock
from core.tenancy.switching import switch_modules
from tests.core.reading import words
from tests.core.site.calendars import lunches

pytestmark = pytest.mark.requirement("IM-06")
HOME = "/harbour/"


@pytest.fixture
def client(app: Flask, engine):
    return app.test_client()


def read(client, language: str = "en") -> str:
    answer = client.get(f"{HOME}?lang={language}")
    assert answer.status_code == 200
    return answer.text


def menu(page: str) -> list[str]:
    nav = page.partition('id="nav"')[2].partition("</nav>")[0]
    return words(nav, "a")


def test_without_an_edition_the_page_says_whom_to_ask(client) -> None:
    page = read(client)
    assert words(page, 'h2 class="empty-title') == ["No edition is announced yet"]
    assert words(page, 'p class="contact-name') == ["Ada North", "Bea South", "Capitainerie"]
    assert menu(page) == ["Home"]
    assert 'href="mailto:north@harbour.example"' in page
    assert 'href="tel:+3265000002"' in page


def test_what_is_open_now_has_its_one_act_and_what_comes_says_when(client, application) -> None:
    lunches(application, entries=(-2, 3), lunch=(10, 12))
    page = read(client)
    assert words(page, "h3") == ["Come to lunch"]
    assert page.count("button-main") == 1
    assert '<a class="button button-main"\n     href="/harbour/lunch/2024/table"' in page
    assert "(3 days left)" in " ".join(words(page, 'p class="door-days'))
    home, open_, to_come = menu(page)
    assert (home, open_, to_come.startswith("What we ate from ")) == ("Home", "Come to lunch", True)
    assert words(page, 'p class="phase-now') == ["You are here"]
    assert 'class="phase-name"><a href="/harbour/lunch/2024/table">' in page.replace("\n", "").replace("  ", "")


def test_between_two_phases_the_page_says_what_comes(client, application) -> None:
    lunches(application, entries=(-9, -3), lunch=(10, 12))
    page = read(client, "nl")
    assert words(page, 'p class="notice-title') == ["Vandaag zijn er geen inschrijvingen open"]
    assert "Hierna volgt: Wat wij aten, vanaf" in page


@pytest.mark.parametrize("state", ["draft", "rehearsal"])
def test_what_is_prepared_or_tried_out_is_shown_to_nobody_outside(client, sign_in, application, state: str) -> None:
    lunches(application, state=state, entries=(-2, 3))
    assert "Lunchs 2024" not in read(client)
    assert client.get("/harbour/lunch/2024/table").status_code == 404
    assert client.post("/harbour/lunch/2024/table").status_code == 404
    seen = sign_in("reader").get(f"{HOME}?lang=en").text
    assert ("Lunchs 2024" in seen, "The public does not." in seen) == ((False, False), (True, True))[
        state == "rehearsal"
    ]


def test_a_trial_is_shown_on_its_own_day(sign_in, application) -> None:
    lunches(application, state="rehearsal", clock=timedelta(days=400), entries=(-2, 3))
    staff = sign_in()
    assert words(staff.get(f"{HOME}?lang=en").text, "h3") == ["Come to lunch"]
    with application.unit("harbour") as unit:
        edition = find_edition(unit.session, "lunch", "2024")
        set_clock(unit, edition, unit.today)
    assert words(staff.get(f"{HOME}?lang=en").text, "h3") == []


def test_a_closed_edition_is_named_and_opens_nothing(client, application) -> None:
    for code in ("2022", "2023"):
        lunches(application, code, state="closed", entries=(-2, 3))
    page = read(client)
    assert (words(page, "h3"), menu(page)) == ([], ["Home"])
    assert ("Lunchs 2023" in page, "Lunchs 2022" in page) == (True, False)
    for code in ("2022", "2023"):
        shut = client.get(f"/harbour/lunch/{code}/table?lang=en")
        assert (shut.status_code, "its time in this edition is over" in shut.text) == (200, True)


def test_two_editions_at_once_are_told_apart(client, application) -> None:
    for code in ("2024", "2025"):
        lunches(application, code, entries=(-2, 3))
    page = read(client)
    assert menu(page) == ["Home", "Come to lunch (Lunchs 2025)", "Come to lunch (Lunchs 2024)"]
    assert (page.count("button-main"), len(words(page, "h3"))) == (1, 2)


def test_another_network_shows_nothing_of_it(client, application) -> None:
    lunches(application, entries=(-2, 3))
    assert "Lunchs" not in client.get("/orchard/?lang=en").text
    assert client.get("/orchard/lunch/2024/table").status_code == 404


def test_a_module_that_is_off_shows_nothing(client, application) -> None:
    lunches(application, entries=(-2, 3))
    with application.unit("harbour") as unit:
        switch_modules(unit, frozenset())
    assert "Lunchs" not in read(client)


def test_a_title_is_text(client, application) -> None:
    lunches(application, title="<script>alert(1)</script>" + "long " * 60, entries=(-2, 3))
    page = read(client, "fr")
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_the_page_costs_the_same_for_any_number_of_editions(client, application, statements) -> None:
    counted = []
    for years in ((2010,), (2011, 2012), range(2013, 2024)):
        for year in years:
            lunches(application, str(year), entries=(-2, 3), lunch=(10, 12))
        with statements() as sent:
            read(client)
        counted.append(sent.count)
    assert counted == [6, 6, 6]


def test_staff_go_from_the_desk_to_the_public_site_and_back(client, sign_in) -> None:
    staff = sign_in("reader")
    desk, public = staff.get("/harbour/desk?lang=en").text, staff.get(f"{HOME}?lang=en").text
    assert '<a href="/harbour/">Public site</a>' in desk
    assert '<a href="/harbour/desk">Desk</a>' in public
    assert (menu(public), "Editions" in menu(desk)) == (["Home"], True)
    outside = read(client)
    assert ("Desk" in outside, '<a class="sign-in" href="/harbour/sign-in">Sign in</a>' in outside) == (False, True)
    assert ("Everyone can read it." in public, "Everyone can read it." in outside) == (True, True)


def test_the_desk_is_for_staff(app: Flask, application, engine, client) -> None:
    assert client.get("/harbour/desk").location == "/harbour/sign-in?next=/desk"
