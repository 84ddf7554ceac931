"""A real browser on real processes: web, worker, relay and captured mail, on the tests' own database.

With LIAISON_SCREENSHOTS set to a folder, every page that a test looks at is kept there as a picture.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import Engine, func, select

from core.accounts.services import grant_role, make_account
from core.application import Application
from core.database.session import SharedSession
from core.jobs.models import Dispatch
from core.messages.models import CapturedMail
from core.messages.sink import open_sink
from core.programme.services import create_edition, offset_to
from core.running.port import web_answers
from core.servers import ends_with_parent
from core.settings import Settings
from plugins.immersion.demo import BEGINNING
from plugins.immersion.enums import MODULE
from plugins.immersion.settings import read_settings
from tests.browser.looking import AXE, axe_says, fits
from tests.ports import free_port
from tests.waiting import PATIENCE, until

PHONE, DESK = 360, 1440
#: Widths at which a wide table still is one, beside the menu or below it.
BETWEEN = (1024, 1280)
PASSWORD = "long enough"
PROCESSES = ("relay", "worker quick", "worker long", "web")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium. Without one the tests are left out and say so; where CI is set, that is a failure."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        missing = "Chromium is missing: apt-get install chromium-headless-shell, then run this again."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return {**browser_type_launch_args, "executable_path": chromium, "args": ["--no-sandbox", "--disable-gpu"]}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs no site comes first, then what needs one, then all that is not in a browser."""

    def turn(item: pytest.Item) -> int:
        if item.get_closest_marker("browser") is None:
            return 2
        return int("site" in getattr(item, "fixturenames", ()))

    items.sort(key=turn)


@pytest.fixture(scope="package")
def site(settings: Settings, web_engine: Engine) -> Iterator[str]:
    """The address of a running Liaison: each process is the command that `liaison run` starts.

    The captured mail alone is our own: with a given database it would keep no letter that holds a secret.

    It ends with the last test in a browser, for its worker would do the work of the tests that follow; those of this
    folder that need none come before it.
    """
    port, sink_port = free_port(), free_port()
    sink = open_sink(replace(settings, sink_port=sink_port), web_engine, keeps_secrets=True)
    environment = {
        **os.environ,
        "LIAISON_DATA": str(settings.data),
        "LIAISON_SECRET_KEY": settings.secret_key,
        "LIAISON_PORT": str(port),
        "LIAISON_SINK_PORT": str(sink_port),
        "DATABASE_URL": settings.web_address,
        "DATABASE_OWNER_URL": "",  # What serves does without the owner.
        "REDIS_URL": settings.redis_url or "",
    }
    liaison = str(Path(sys.executable).parent / "liaison")
    log = (settings.data / "site.log").open("wb")
    # A worker that outlives tests that were killed would take the work of those that come after them.
    follow = ends_with_parent(signal.SIGTERM)
    running = [
        subprocess.Popen(
            [liaison, *words.split()],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=follow,  # noqa: PLW1509 - it sets a signal, and nothing else.
        )
        for words in PROCESSES
    ]
    try:
        until(lambda: web_answers(Settings(data=settings.data, port=port)), "the web server does not answer")
        yield f"http://127.0.0.1:{port}/immersion-0-23"
    finally:
        for process in running:
            process.send_signal(signal.SIGINT)  # At once: the browser keeps a connection open.
        for process in running:
            process.wait(PATIENCE)
        sink.stop()
        log.close()


@pytest.fixture
def coordinator(app: Flask, application: Application, engine: Engine) -> Iterator[str]:
    """The address of somebody who coordinates an edition in rehearsal that has nobody in it yet.

    What the test set going comes to its end before the database is emptied: a letter that is captured later would be
    one of the next test's.
    """
    address = "coordination@immersion.example"
    with application.unit("immersion-0-23") as unit:
        account = make_account(
            unit.session, email=address, name="Claire Wauters", password=PASSWORD, language="fr", cost="cheap"
        )
        grant_role(unit, account, "coordinator")
        plan = read_settings(unit.tenant.settings[MODULE], unit.tenant.languages)
        create_edition(
            unit,
            module=MODULE,
            code="2024",
            year=2024,
            plan=plan,
            state="rehearsal",
            clock_offset=offset_to(BEGINNING, unit.now),
        )
    yield address
    until(lambda: nothing_is_due(engine), "the work of the test does not end")


def nothing_is_due(engine: Engine) -> bool:
    """Say whether every letter and every job of any network is done."""
    with SharedSession(engine) as session:
        return session.scalar(select(func.count()).select_from(Dispatch)) == 0


class Visitor:
    """Somebody at a browser, who looks at each page on a phone and at a desk."""

    def __init__(self, page: Page, site: str, language: str) -> None:
        self.page = page
        self.site = site
        self.language = language
        self.pictures = os.environ.get("LIAISON_SCREENSHOTS")
        self.seen: list[str] = []

    def look(self, name: str) -> None:
        """Look at the page, the first time: nothing sticks out at any width, and axe has nothing to say of two."""
        if name in self.seen:
            return
        self.seen.append(name)
        assert self.page.locator("html").get_attribute("lang") == self.language
        self.page.evaluate(AXE)
        for width in BETWEEN:
            fits(self.page, width)
        for width in (PHONE, DESK):
            fits(self.page, width)
            assert axe_says(self.page, width) == [], (name, width)
            if self.pictures:
                path = Path(self.pictures) / f"{len(self.seen):02}-{name}-{self.language}-{width}.png"
                self.page.screenshot(path=path, full_page=True)

    def press(self, form: str) -> None:
        """Press the button of the form whose address ends in `form`, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.locator(f"main form[action$='{form}'] button[type=submit]").first.click()


def type_password(page: Page, address: str) -> None:
    """Unfold the way by password on the page of signing in, and go it."""
    page.locator("main summary").click()
    page.fill("#email", address)
    page.fill("#password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def mails_to(address: str, application: Application, network: str) -> list[str]:
    """Return the texts of the mails that somebody received from a network; secret ones, which no page shows, too."""
    with application.unit(network) as unit:
        query = select(CapturedMail.source).where(CapturedMail.to_address == address).order_by(CapturedMail.id)
        sources = unit.session.scalars(query).all()
    texts = (message_from_string(each, policy=default).get_body(("plain",)).get_content() for each in sources)
    return ["\n".join(text.splitlines()) for text in texts]


@pytest.fixture
def visitor(page: Page, site: str) -> Callable[[str], Visitor]:
    """visitor(language): a visitor on the signed-in site's first page, reading that language."""
    page.set_default_timeout(PATIENCE * 1000)
    return lambda language: Visitor(page, site, language)
