"""The network's home: any number of editions in a fixed number of statements, whatever their modules declare."""

from __future__ import annotations

from datetime import timedelta

import pluggy
import pytest
from flask import Flask
from sqlalchemy import Engine

from core.app import create_app
from core.application import Application
from core.contract.module import EditionPlan, Module, PhaseDay, PhaseKind, PhasePlan
from core.modules import installed_plugins, load_modules
from core.programme.services import create_edition
from core.settings import Settings
from core.tenancy.switching import switch_modules

HOME = "/harbour/desk"
PLAN = EditionPlan(
    title={"fr": "Lunchs {year}"}, phases=(PhasePlan("lunch", PhaseDay(1, 1), PhaseDay(1, 31)),), settings={}
)


class Bare:
    """A module that declares as little as a module may."""

    @staticmethod
    @pluggy.HookimplMarker("liaison")
    def liaison_register_module() -> Module:
        return Module("bare", "Bare", phases=(PhaseKind("lunch", "Lunch"),))


@pytest.fixture(scope="module")
def application(settings: Settings, web_engine: Engine) -> Application:
    application = Application(settings, load_modules({**installed_plugins(), "bare": Bare}))
    application.__dict__.update(settings=settings, engine=web_engine)
    return application


@pytest.fixture(scope="module")
def app(application: Application) -> Flask:
    app = create_app(application)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


def make_editions(application: Application, module: str, first: int, last: int, **more: object) -> None:
    with application.unit("harbour") as unit:
        switch_modules(unit, frozenset({"lunch", "bare"}))
    with application.unit("harbour") as unit:
        for year in range(first, last + 1):
            create_edition(unit, module=module, code=str(year), year=year, plan=PLAN, **more)


def test_the_home_page_costs_the_same_for_any_number_of_editions(sign_in, application, statements) -> None:
    client, counted = sign_in(), []
    for first, last in ((2001, 2001), (2002, 2005), (2006, 2050)):
        make_editions(application, "lunch", first, last)
        with statements() as sent:
            page = client.get(HOME)
        counted.append((page.text.count('id="edition-'), page.text.count("dishes"), sent.count))
    cost = counted[0][2]
    assert counted == [(1, 1, cost), (5, 5, cost), (50, 50, cost)]


def test_an_edition_of_a_module_without_a_page_of_its_own_is_named_without_a_link(sign_in, application) -> None:
    make_editions(application, "bare", 2024, 2024)
    make_editions(application, "lunch", 2025, 2025)
    page = sign_in().get(HOME)
    assert (page.status_code, page.text.count("Lunchs 2024"), page.text.count("Lunchs 2025")) == (200, 2, 2)
    assert "/harbour/bare/" not in page.text
    assert '<a href="/harbour/lunch/2025/menu">' in page.text


def test_an_edition_in_rehearsal_says_so_in_a_colour_there_is(sign_in, application) -> None:
    make_editions(application, "lunch", 2024, 2024, state="rehearsal", clock_offset=timedelta(days=-30))
    assert '<span class="status status-waiting">trial edition</span>' in sign_in().get(HOME).text
