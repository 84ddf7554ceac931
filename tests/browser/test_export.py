"""A long list taken home in a browser: the page that waits becomes the one that hands out, with or without a script."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread

import openpyxl
import pytest
from flask import Flask
from lunch.models import LunchEntry
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from core.accounts.services import grant_role, make_account
from core.application import Application
from core.contract.module import EditionPlan
from core.exchange import exporting
from core.jobs.work import work_off
from core.processes import runtime
from core.programme.services import create_edition
from core.tenancy.switching import switch_modules
from tests.browser.conftest import PASSWORD, Visitor, type_password
from tests.ports import free_port
from tests.waiting import PATIENCE, join

pytestmark = pytest.mark.browser

PLAN = EditionPlan({"fr": "Lunchs {year}", "nl": "Lunches {year}"}, (), {})
WHO = "claire@harbour.example"


@pytest.fixture
def home(app: Flask, application: Application, engine: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a network in this process, where every list is a long one and the test itself is the worker."""
    monkeypatch.setattr(exporting, "CELLS_AT_ONCE", 0)
    with application.unit("harbour") as unit:
        switch_modules(unit, frozenset({"lunch"}))
    with application.unit("harbour") as unit:
        edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
        unit.session.insert_many(
            LunchEntry,
            (
                {
                    "edition_id": edition.id,
                    "name": f"Convive {number:04}",
                    "email": f"{number}@post.test",
                    "email_key": f"{number}@post.test",
                    "language": "fr",
                    "state": "noted",
                    "noted_at": unit.now,
                }
                for number in range(1_200)
            ),
        )
        account = make_account(
            unit.session, email=WHO, name="Claire Wauters", password=PASSWORD, language="fr", cost="cheap"
        )
        grant_role(unit, account, "coordinator")
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{port}/harbour"
    server.shutdown()
    join(serving)
    server.server_close()


def test_the_page_that_waits_hands_out_the_file_when_it_is_there(
    home: str, page: Page, browser: Browser, application: Application
) -> None:
    page.set_default_timeout(PATIENCE * 1000)
    visitor = Visitor(page, home, "fr")
    page.goto(f"{home}/sign-in?next=/lunch/2024/?text=convive")
    type_password(page, WHO)
    page.locator("#excel a").click()
    expect(page.locator("main h1")).to_have_text("Inscriptions en Excel")
    expect(page.locator(".progress-label")).to_have_text("En attente de son tour…")
    visitor.look("waiting")
    waiting = page.url
    without = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    without.goto(waiting)
    assert work_off(runtime(application)) == 1
    expect(page.locator(".notice-title")).to_have_text("Le fichier est prêt")
    visitor.look("ready")
    without.get_by_role("link", name="Actualiser la page").click()
    expect(without.locator(".notice-title")).to_have_text("Le fichier est prêt")
    without.context.close()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger en Excel").click()
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()), read_only=True)
    assert sum(1 for _row in book.worksheets[0].iter_rows()) == 1_201
    assert page.url == waiting
    page.locator(".back a").click()
    assert page.url == f"{home}/lunch/2024/?text=convive"
