"""A form saves itself while somebody fills it in: on two devices, and after the sign-in has ended."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine, select, update
from werkzeug.serving import make_server

from core.accounts.models import AccountSession
from core.accounts.services import grant_role, make_account
from core.application import Application
from core.forms.models import Draft
from tests.core.programme.lunches import made
from tests.waiting import PATIENCE, until

pytestmark = [pytest.mark.browser, pytest.mark.requirement("IM-05")]
EMAIL, PASSWORD = "ada@harbour.example", "long enough"


@pytest.fixture
def harbour(app: Flask, application: Application, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a network with an edition of lunches, served by this very process."""
    with application.unit("harbour") as unit:
        account = make_account(
            unit.session, email=EMAIL, name="Ada Simon", password=PASSWORD, language="fr", cost="cheap"
        )
        grant_role(unit, account, "coordinator")
        made(unit, state="live")
    for name in ("WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT"):
        monkeypatch.setitem(app.config, name, True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/harbour"
    server.shutdown()
    serving.join(PATIENCE)
    server.server_close()


def form_of(context: BrowserContext, site: str) -> Page:
    """Sign in, and open the form, on a device of its own."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    sign_in(page, f"{site}/sign-in?next=/lunch/2024/new")
    return page


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    with_password(page)


def with_password(page: Page) -> None:
    """Sign in on the page that asks for it, the folded way."""
    page.locator("main summary").click()
    form = page.locator("form:has([name=password])")
    form.locator("[name=email]").fill(EMAIL)
    form.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        form.locator("button").click()


def test_what_is_typed_is_saved_found_elsewhere_and_never_lost(
    browser: Browser, harbour: str, application: Application, engine: Engine
) -> None:
    phone = form_of(browser.new_context(viewport={"width": 360, "height": 800}), harbour)
    said = phone.locator("[data-draft-said]")
    expect(said).to_contain_text("s’enregistre tout seul")
    phone.locator("#name").fill("Ada")
    expect(said).to_contain_text("Enregistré à", timeout=PATIENCE * 1000)

    desk = form_of(browser.new_context(viewport={"width": 1440, "height": 900}), harbour)
    expect(desk.get_by_text("Vous reprenez là où vous en étiez.")).to_be_visible()
    expect(desk.locator("#name")).to_have_value("Ada")
    desk.locator("#name").fill("Ada Simon")
    desk.goto(f"{harbour}/my")  # Left at once: it is saved all the same.
    until(lambda: names(application) == ["Ada Simon"], "leaving the page saved nothing")

    phone.locator("#name").fill("Ada S.")
    expect(said).to_contain_text("ailleurs", timeout=PATIENCE * 1000)
    assert names(application) == ["Ada Simon"]
    phone.get_by_role("button", name="Garder ce qui est écrit ici").click()
    until(lambda: names(application) == ["Ada S."], "what was to be kept is not kept")

    with application.unit("harbour") as unit:
        unit.session.know("account", str(unit.session.scalars(select(Draft.holder_id)).one()))
        unit.session.execute(update(AccountSession).values(ended_at=unit.now))
    phone.locator("#name").fill("Ada Dupont")
    expect(said).to_contain_text("n’êtes plus connecté", timeout=PATIENCE * 1000)
    assert names(application) == ["Ada S."]
    with phone.expect_popup() as opened:
        phone.get_by_role("link", name="Se reconnecter, dans une nouvelle fenêtre").click()
    window = opened.value
    with_password(window)
    expect(window.locator("#name")).to_have_value("Ada S.")
    window.close()
    until(lambda: names(application) == ["Ada Dupont"], "after the sign-in it does not go on saving")
    phone.locator("#email").fill("ada@x.example")
    phone.locator("form[data-draft-at] .button-main").click()
    for context in (phone.context, desk.context):
        context.close()
    until(lambda: names(application) == [], "the draft of a form that was sent is still there")


def names(application: Application) -> list[str]:
    with application.unit("harbour") as unit:
        return [dict(content)["name"] for content in unit.session.scalars(select(Draft.content))]
