"""The wiring of the web application refuses a module whose declared pages do not exist."""

from __future__ import annotations

from types import ModuleType

import pluggy
import pytest
from flask import Blueprint

from core.app import create_app
from core.application import Application
from core.contract.module import Module, NavigationItem
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
