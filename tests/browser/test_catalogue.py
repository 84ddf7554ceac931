"""The public catalogue in a browser: found, narrowed, read, in French on a phone and in Dutch at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update
from werkzeug.serving import make_server

from core.application import Application
from core.catalogue.services import rebuild
from core.exchange.reading import read_sheet
from core.programme.importing.services import import_sheet
from core.programme.models import Phase
from core.programme.services import create_edition
from plugins.immersion.demo import FILES
from plugins.immersion.services.importing import HOSTS
from plugins.immersion.settings import read_settings
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.ports import free_port
from tests.waiting import PATIENCE, join

pytestmark = [pytest.mark.browser, pytest.mark.requirement("IM-35")]


@pytest.fixture
def home(app: Flask, application: Application, engine: object) -> Iterator[str]:
    """The address of a network whose hosts of 2024 are offered now."""
    with application.unit("immersion-0-23") as unit:
        plan = read_settings(unit.tenant.settings["immersion"], unit.tenant.languages)
        edition = create_edition(unit, module="immersion", code="2024", year=2024, plan=plan, state="live")
        unit.session.flush()
        import_sheet(
            unit,
            edition,
            HOSTS,
            read_sheet((FILES / "hotes.xlsx").read_bytes(), HOSTS.columns),
            valid_only=False,
            dry_run=False,
        )
        choosing = update(Phase).where(Phase.kind.in_(["priority_registration", "trainee_registration"]))
        around = {"first_day": unit.today - timedelta(days=9), "last_day": unit.today + timedelta(days=9)}
        unit.session.execute(choosing.values(around))
        rebuild(unit)
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{port}/immersion-0-23"
    server.shutdown()
    join(serving)
    server.server_close()


def test_a_place_is_found_on_a_phone_in_french_without_a_script(home: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 900})
    page = context.new_page()
    page.goto(f"{home}/catalogue")
    expect(page.locator(".results-count")).to_have_text("120 résultats")
    # Four filters stand above the list, folded; the others are folded once more.
    shown = [each.inner_text() for each in page.locator(".facet > summary").all() if each.is_visible()]
    assert shown == ["Province ou zone", "Secteur", "Jour de la semaine", "Profession à suivre"]
    page.locator("#facet-territory > summary").click()
    page.get_by_label("Namur").check()
    page.fill("#q", "opvoeder")
    page.get_by_role("button", name="Chercher").click()
    found = page.locator(".entry").all()
    assert len(found) > 1
    assert all("Namur" in each.inner_text() for each in found)
    assert all("éducateur·rice" in each.inner_text() for each in found)
    expect(page.locator(".tag")).to_have_count(2)
    page.locator(".entry-title a").first.click()
    expect(page.locator("dt", has_text="Professions à suivre")).to_be_visible()
    context.close()


def test_a_place_is_found_at_a_desk_in_dutch(home: str, page: Page) -> None:
    page.set_default_timeout(PATIENCE * 1000)
    visitor = Visitor(page, home, "nl")
    page.goto(f"{home}/catalogue?lang=nl")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.keyboard.press("Tab")
    page.locator("#q").focus()
    page.keyboard.type("éducatrice")
    expect(page.locator(".results-count")).to_have_text("27 resultaten")
    # What was chosen keeps the cursor, and the numbers beside it follow.
    box = page.locator("#facet-weekday input[value='1']")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".tag")).to_have_count(2)
    expect(box).to_be_focused()
    visitor.look("narrowed")
    page.locator(".entry-title a").first.click()
    expect(page.locator("dt", has_text="Mogelijke dagen")).to_be_visible()
    visitor.look("entry")
    page.get_by_role("button", name="Bij mijn favorieten zetten").click()
    page.goto(f"{home}/catalogue/favourites")
    expect(page.locator(".entry-title")).to_have_count(1)
    visitor.look("favourites")
    page.goto(f"{home}/catalogue?view=map&q=opvoeder")
    visitor.look("map")
    page.locator(".map-drawing a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tag")).to_have_count(2)
    page.goto(f"{home}/catalogue?q=zzz")
    expect(page.locator(".empty-title")).to_have_text("Geen resultaten")
