"""The wiring of the web application: it refuses pages that do not exist, and commits in one place."""

from __future__ import annotations

from datetime import timedelta
from importlib.metadata import version
from types import ModuleType

import click
import pluggy
import pytest
from click.testing import CliRunner
from flask import Blueprint, Flask, Response, g
from sqlalchemy import func, select

from core.accounts.models import Person
from core.app import create_app, finish
from core.application import Application
from core.cli import build_cli
from core.contract.acting import Permission
from core.contract.module import EditionChore, Module, NavigationItem, ParticipantRole, StaffRole
from core.database.session import TenantSession
from core.modules import ModuleError, load_modules
from core.settings import Settings
from core.web.permissions import MEMBER, needs


def application(settings: Settings, engine, **declared) -> Application:
    """An application with one module, "guide", whose pages are `home` (an edition's), `all` and `change` (not)."""
    pages = Blueprint("guide", __name__)
    for rule, name, method in (("/<edition>/", "home", "GET"), ("/", "all", "GET"), ("/<edition>/", "change", "POST")):
        pages.add_url_rule(rule, name, needs(MEMBER)(lambda **_values: ""), methods=[method])
    plugin = ModuleType("guide")
    declaration = Module("guide", "Guide", blueprints=(pages,), **declared)
    plugin.liaison_register_module = pluggy.HookimplMarker("liaison")(lambda: declaration)
    made = Application(settings, load_modules({"guide": plugin}))
    made.__dict__.update(settings=settings, engine=engine)
    return made


@pytest.mark.parametrize("endpoint", ["guide.all", "guide.change", "guide.gone"])
def test_a_declared_page_that_no_edition_has_stops_the_start(endpoint: str, settings, web_engine) -> None:
    for declared in ({"home": endpoint}, {"navigation": (NavigationItem("Guide", endpoint),)}):
        with pytest.raises(ModuleError) as caught:
            create_app(application(settings, web_engine, **declared))
        assert str(caught.value) == (
            f"The module guide declares the page {endpoint}, which is none of an edition: "
            "name a view that is read with GET and takes `edition` alone."
        )


def test_a_declared_page_of_an_edition_is_served(settings, web_engine) -> None:
    page = NavigationItem("Guide", "guide.home")
    assert (
        "guide.home"
        in create_app(application(settings, web_engine, home="guide.home", navigation=(page,))).view_functions
    )


@pytest.mark.parametrize(
    ("status", "failed", "kept"),
    [(200, False, 1), (302, False, 1), (400, False, 0), (422, False, 0), (500, False, 0), (200, True, 0)],
)
def test_an_answer_that_reports_an_error_leaves_nothing_behind(
    app: Flask, engine, unit_for, *, status: int, failed: bool, kept: int
) -> None:
    unit = unit_for()
    with app.test_request_context("/"):
        g.session = TenantSession(engine, unit.tenant.id)
        g.session.add(Person(first_name="Ada", last_name="Dupont", language="fr"))
        g.session.flush()
        g.failed = failed
        finish(Response(status=status))
    assert unit.session.scalar(select(func.count()).select_from(Person)) == kept


def named(name: str, settings: Settings, engine, commands: click.Group | None = None) -> Application:
    plugin = ModuleType(name)
    declaration = Module(name, name, commands=commands)
    plugin.liaison_register_module = pluggy.HookimplMarker("liaison")(lambda: declaration)
    made = Application(settings, load_modules({name: plugin}))
    made.__dict__.update(settings=settings, engine=engine)
    return made


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("account", "The table account of Liaison itself would count as one of account: rename the module."),
        ("tenant", "The table tenant of Liaison itself would count as one of tenant: rename the module."),
        ("captured", "The table captured_mail of Liaison itself would count as one of captured: rename the module."),
        ("messages", "A part of Liaison itself is called messages: rename the module."),
        ("letters", "Liaison itself has pages below /letters: rename the module."),
        ("sign-in", "Liaison itself has pages below /sign-in: rename the module."),
    ],
)
def test_a_module_is_not_called_as_something_of_the_core(settings, web_engine, name: str, said: str) -> None:
    with pytest.raises(ModuleError) as caught:
        create_app(named(name, settings, web_engine))
    assert str(caught.value) == said


def test_the_command_says_which_version_it_is(settings, web_engine) -> None:
    said = CliRunner().invoke(build_cli(application(settings, web_engine), create_app), ["--version"])
    assert (said.exit_code, said.output) == (0, f"Liaison {version('liaison')}\n")


def test_the_commands_of_a_module_do_not_hide_those_of_the_core(settings, web_engine) -> None:
    with pytest.raises(ModuleError) as caught:
        build_cli(named("tenants", settings, web_engine, click.Group()), create_app)
    assert str(caught.value) == "“liaison tenants” is a command of Liaison itself: rename the module."


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({"staff_roles": (StaffRole("reader", "Reader"),)}, "its role reader is one that every network has"),
        (
            {"staff_roles": (StaffRole("scout", "Scout"),), "roles": (ParticipantRole("scout", "Scout", "S"),)},
            "two of its roles have the same code",
        ),
        (
            {"permissions": (Permission("guide.walk.read", frozenset({"reader", "king", "scout"})),)},
            "its permission guide.walk.read names the role king, which nobody can have",
        ),
        ({"chores": (EditionChore("walk", timedelta(1), print),)}, "its chore walk must begin with guide."),
    ],
)
def test_a_module_names_what_is_its_own_and_roles_that_somebody_can_have(
    settings, web_engine, declared, fault: str
) -> None:
    with pytest.raises(ModuleError) as caught:
        application(settings, web_engine, **declared)
    assert str(caught.value) == f"The module guide cannot be used: {fault}."
