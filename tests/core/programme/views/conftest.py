"""An edition of lunches in a state, and who coordinates it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.programme.services import create_edition

PLAN = EditionPlan(
    title={"fr": "Lunchs {year}", "nl": "Lunches {year}"},
    phases=(PhasePlan("entries", PhaseDay(2, 1), PhaseDay(3, 24)),),
    settings={},
)


@pytest.fixture
def make(sign_in, application) -> Callable[[str], FlaskClient]:
    """Make the edition 2024 in a state, and return its coordinator: make("live")."""

    def made(state: str) -> FlaskClient:
        with application.unit("harbour") as unit:
            create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN, state=state)
        return sign_in()

    return made
