"""Public pages of an edition: by its calendar, and by hand (IM-05)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pluggy
import pytest
from flask import Flask
from sqlalchemy import select

from core.audit.models import AuditEntry
from core.contract.acting import Actor, NotAllowedError
from core.contract.module import Module, PhaseKind, PublicPage
from core.database.base import utc_now
from core.language.dates import day_of
from core.modules import ModuleError, load_modules
from core.programme.errors import EditionMovedError, NotOpenError, ReasonMissingError
from core.programme.queries import find_edition
from core.site.errors import DaysOverError, PageShutError
from core.site.models import PageOverride
from core.site.services import OVERRIDDEN, override_page, page_called, require_open
from tests.core.reading import words
from tests.core.site.calendars import lunches

pytestmark = pytest.mark.requirement("IM-05")
PAGE, MANAGE = "/harbour/lunch/2024/table", "/harbour/editions/lunch/2024/pages"
FORM = f"{MANAGE}/lunch.table"


def today() -> date:
    return day_of(utc_now())


def version_on(page: str) -> str:
    return re.findall(r'name="version"[^>]* value="(\d+)"', page)[0]


def typed(page: str, *, opens: bool, first: int = 0, last: int = 3, reason: str = "Une salle de plus") -> dict:
    days = [today() + timedelta(days=number) for number in (first, last)]
    return {
        "version": version_on(page),
        "opens": "1" if opens else "0",
        "first_day": days[0].isoformat(),
        "last_day": days[1].isoformat(),
        "reason_fr": reason,
        "reason_nl": reason and f"{reason} (nl)",
    }


@pytest.fixture
def client(app: Flask, engine):
    return app.test_client()


def test_a_page_is_opened_while_its_phase_is(client, application) -> None:
    lunches(application, entries=(0, 0))
    assert "There is soup." in client.get(f"{PAGE}?lang=en").text
    assert client.post(PAGE).status_code == 200


def test_before_its_phase_a_page_says_when_it_opens(client, application) -> None:
    lunches(application, entries=(3, 4))
    answer = client.get(f"{PAGE}?lang=en")
    assert (answer.status_code, "There is soup." in answer.text) == (200, False)
    assert "This page opens on" in answer.text
    refused = client.post(f"{PAGE}?lang=en")
    assert (refused.status_code, "This page opens on" in refused.text) == (403, True)


def test_nobody_is_asked_to_sign_in_for_a_page_that_is_shut(client, application) -> None:
    lunches(application, lunch=(3, 4))
    assert client.get("/harbour/lunch/2024/eaten").status_code == 200
    lunches(application, "2025", lunch=(-3, 4))
    assert client.get("/harbour/lunch/2025/eaten").status_code == 302


def test_what_was_begun_in_time_is_taken_a_while_longer(application, unit_for) -> None:
    lunches(application, entries=(-3, -1))
    unit = unit_for()
    edition = find_edition(unit.session, "lunch", "2024")
    for hours, shut in ((1, True), (48, False)):
        unit = unit_for(now=utc_now())
        if shut:
            with pytest.raises(PageShutError):
                require_open(unit, edition, "lunch.table")
        else:
            require_open(unit, edition, "lunch.table", grace=timedelta(hours=hours))


def test_a_coordinator_opens_a_page_earlier_and_takes_that_back(client, sign_in, application) -> None:
    lunches(application, entries=(5, 9))
    desk = sign_in()
    assert "/harbour/editions/lunch/2024/pages" in desk.get("/harbour/editions/lunch/2024/").text
    form = desk.get(f"{FORM}?lang=en")
    typed_ = typed(form.text, opens=True)
    for _press in range(2):
        assert desk.post(FORM, data=typed_).location == MANAGE
    assert "There is soup." in client.get(f"{PAGE}?lang=en").text
    page = desk.get(f"{MANAGE}?lang=en").text
    assert len(words(page, "tr")) == 2 + 1 + 1 + 1
    assert "Une salle de plus" in page
    [end] = re.findall(r'action="([^"]+/end)"', page)
    for _press in range(2):
        assert desk.post(end, data={"version": version_on(page)}).status_code == 302
    assert "This page opens on" in client.get(f"{PAGE}?lang=en").text
    assert "taken back on" in desk.get(f"{MANAGE}?lang=en").text


def test_a_page_that_is_closed_by_hand_says_why(client, sign_in, application, unit_for) -> None:
    lunches(application, entries=(-5, 9))
    desk = sign_in()
    desk.post(FORM, data=typed(desk.get(FORM).text, opens=False, reason="Le toit <b>fuit</b>"))
    answer = client.get(f"{PAGE}?lang=fr").text
    assert ("Le toit &lt;b&gt;fuit&lt;/b&gt;" in answer, "<b>fuit" in answer) == (True, False)
    with unit_for().session as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.act == OVERRIDDEN))
        assert (entry.details["opens"], entry.details["page"], entry.details["reason"]["fr"]) == (
            *(False, "lunch.table"),
            "Le toit <b>fuit</b>",
        )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason_fr": " "}, "reason_fr"),
        ({"last_day": "2020-01-01", "first_day": "2019-01-01"}, "last_day"),
        ({"first_day": "2090-01-01"}, "last_day"),
        ({"first_day": "soon"}, "first_day"),
        ({"opens": ""}, "opens"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(sign_in, application, change, field) -> None:
    lunches(application, entries=(5, 9))
    desk = sign_in()
    answer = desk.post(FORM, data={**typed(desk.get(FORM).text, opens=True), **change})
    assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)
    assert "Une salle de plus (nl)" in answer.text


def test_who_does_not_manage_the_edition_decides_nothing(sign_in, application) -> None:
    lunches(application, entries=(5, 9))
    reader = sign_in("referent")
    assert {reader.get(path).status_code for path in (MANAGE, FORM)} == {403}
    assert reader.post(FORM, data={}).status_code == 403


def test_a_page_that_no_module_declares_is_not_found(sign_in, application) -> None:
    lunches(application, entries=(5, 9))
    assert sign_in().get(f"{MANAGE}/messages.letters").status_code == 404


def test_the_act_itself_refuses(application, unit_for, modules) -> None:
    lunches(application, entries=(5, 9))
    lunches(application, "2023", state="closed")
    unit = unit_for(now=utc_now())
    edition = find_edition(unit.session, "lunch", "2024")
    page = page_called(modules.get("lunch"), "lunch.table")
    days = {"opens": True, "first_day": today(), "last_day": today(), "reason": {"fr": "a"}}
    with pytest.raises(ReasonMissingError):
        override_page(unit, edition, page, **{**days, "reason": {"fr": " "}}, version=edition.version)
    with pytest.raises(DaysOverError):
        override_page(unit, edition, page, **{**days, "last_day": date(2020, 1, 1)}, version=edition.version)
    with pytest.raises(EditionMovedError):
        override_page(unit, edition, page, **days, version=edition.version + 1)
    closed = find_edition(unit.session, "lunch", "2023")
    with pytest.raises(NotOpenError):
        override_page(unit, closed, page, **days, version=closed.version)
    with pytest.raises(NotAllowedError):
        override_page(unit_for(actor=Actor("nobody")), edition, page, **days, version=edition.version)
    assert unit.session.scalars(select(PageOverride)).all() == []


@pytest.mark.parametrize(
    ("phases", "fault"),
    [((), "is open in no phase"), (("brunch",), "is open in brunch, which is none of its phases")],
)
def test_a_module_whose_page_follows_no_phase_stops_the_start(phases, fault) -> None:
    class Odd:
        @staticmethod
        @pluggy.HookimplMarker("liaison")
        def liaison_register_module() -> Module:
            page = PublicPage("Brunch", "Eat", "odd.brunch", phases)
            return Module("odd", "Odd", phases=(PhaseKind("lunch", "Lunch"),), public_pages=(page,))

    with pytest.raises(ModuleError, match=fault):
        load_modules({"odd": Odd})
