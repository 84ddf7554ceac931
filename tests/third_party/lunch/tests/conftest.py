"""A network that runs the module, and an edition of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine

from core.application import Application
from core.contract.module import EditionPlan
from core.programme.models import Edition
from core.programme.services import create_edition
from core.tenancy.switching import switch_modules
from core.tenancy.unit import Unit

PLAN = EditionPlan(title={"fr": "Essai {year}", "nl": "Proef {year}"}, phases=(), settings={})


@pytest.fixture
def network(engine: Engine, application: Application) -> str:
    """The network in which `unit_for` and `sign_in` act: one of the tests' own, with the module on."""
    with application.unit("orchard") as unit:
        switch_modules(unit, unit.tenant.modules | {"lunch"})
    return "orchard"


@pytest.fixture
def unit(unit_for: Callable[..., Unit]) -> Unit:
    """A unit of that network in which everything may be done."""
    return unit_for()


@pytest.fixture
def edition(unit: Unit, app: Flask) -> Edition:
    """An edition of the module, committed."""
    made = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state="live")
    unit.session.commit()
    return made
