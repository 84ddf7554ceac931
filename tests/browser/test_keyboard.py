"""The daily way through the pages without a mouse: every step by keyboard, the focus always in sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from core.application import Application
from core.programme.importing.services import import_file
from core.programme.queries import find_edition
from core.programme.services import set_clock
from plugins.immersion.enums import MODULE
from plugins.immersion.services.importing import HOSTS, TRAINEES
from tests.browser.conftest import DESK, PASSWORD, PHONE, Visitor, type_password
from tests.plugins.immersion.importing.sheets import HOST, OTHER_HOST, sheet_of
from tests.plugins.immersion.views.conftest import ELSEWHERE, PRIORITY, SECOND

pytestmark = pytest.mark.browser

#: What has the focus: its name or its words, and whether a reader sees that, within the page that is in sight.
FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  return {
    is: at === document.body ? "the browser" : at.name || at.textContent.replace(/\\s+/g, " ").trim(),
    shown: at.matches("body, #main") || (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0),
    inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
#: More stops than any of these pages has.
STOPS = 80


@pytest.fixture
def three_trainees(application: Application, coordinator: str) -> str:
    """An edition with two hosts and three trainees; returns the coordinator's address."""
    with application.unit("immersion-0-23") as unit:
        edition = find_edition(unit.session, MODULE, "2024")
        import_file(unit.inside(edition), edition, HOSTS, sheet_of(HOST, OTHER_HOST))
        set_clock(unit, edition, date(2024, 2, 19))
        trainees = sheet_of(PRIORITY, SECOND, ELSEWHERE)
        report = import_file(unit.inside(edition), edition, TRAINEES, trainees)
        assert report.faults == ()
    return coordinator


def step(page: Page) -> str:
    """Press Tab; return what has the focus then, which must be seen."""
    page.keyboard.press("Tab")
    focus = page.evaluate(FOCUS)
    assert (focus["shown"], focus["inSight"]) == (True, True), focus["is"]
    return str(focus["is"])


def go_to(page: Page, wanted: str) -> None:
    """Press Tab until `wanted` has the focus."""
    passed = []
    for _ in range(STOPS):
        passed.append(step(page))
        if passed[-1] == wanted:
            return
    raise AssertionError(f"no way to {wanted!r}, only to {passed}")


def follow(page: Page, wanted: str) -> None:
    """Go to a link or button and press Enter, which opens another page."""
    go_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def skip_to_content(page: Page) -> None:
    """The first stop of every page leads past its head."""
    assert step(page) == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_from_signing_in_to_signing_out(
    visitor: Callable[[str], Visitor], page: Page, three_trainees: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{visitor('en').site}/sign-in?lang=en")
    skip_to_content(page)
    assert step(page) == "email"
    assert step(page) == "Send me a code"
    assert step(page) == "With a password"
    page.keyboard.press("Enter")
    assert step(page) == "email"
    page.keyboard.type(three_trainees)
    assert step(page) == "password"
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # The address still says #main: the next page, too, begins with its content.
    follow(page, "Immersion découverte 0-23, édition 2024")
    if width == PHONE:
        go_to(page, "Menu")
        page.keyboard.press("Enter")
    follow(page, "Trainees")

    skip_to_content(page)
    go_to(page, "text")
    page.keyboard.type("omar")
    expect(page.locator(".results-count")).to_have_text("1 trainee")
    assert page.evaluate(FOCUS)["is"] == "text"
    follow(page, "Omar Diallo")
    expect(page.locator("h1")).to_have_text("Omar Diallo")

    skip_to_content(page)
    follow(page, "← All trainees")
    expect(page.locator("h1")).to_have_text("Trainees")
    follow(page, "Sign out")
    expect(page.locator(".flash")).to_have_text("You are signed out.")


def test_escape_folds_the_menu_of_a_phone_and_leads_back_to_it(
    visitor: Callable[[str], Visitor], page: Page, three_trainees: str
) -> None:
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.goto(f"{visitor('en').site}/sign-in?lang=en")
    type_password(page, three_trainees)
    go_to(page, "Menu")
    page.keyboard.press("Enter")
    go_to(page, "Letters")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS)["is"] == "Menu"
    expect(page.locator("#nav")).to_be_hidden()
