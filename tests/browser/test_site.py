"""The public site of a network, as somebody reads it on a phone in French and at a desk in Dutch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from core.application import Application
from core.contract.module import EditionPlan
from core.programme.models import Phase
from core.programme.services import create_edition
from plugins.immersion.enums import MODULE, PhaseCode
from plugins.immersion.settings import read_settings
from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.requirement("IM-05", "IM-06")]
#: Days before and after today.
SPANS = {
    PhaseCode.HOST_REGISTRATION: (-60, -20),
    PhaseCode.TRAINEE_REGISTRATION: (-6, 12),
    PhaseCode.MATCHING: (13, 30),
    PhaseCode.IMMERSION: (31, 90),
}


@pytest.fixture
def living(application: Application, engine: Engine) -> None:
    """An edition that is open, in the midst of its calendar."""
    with application.unit("immersion-0-23") as unit:
        plan = read_settings(unit.tenant.settings[MODULE], unit.tenant.languages)
        plan = EditionPlan(title=plan.title, phases=(), settings=plan.settings)
        year = unit.today.year
        edition = create_edition(unit, module=MODULE, code=str(year), year=year, plan=plan, state="live")
        for position, (kind, span) in enumerate(SPANS.items()):
            first, last = (unit.today + timedelta(days=each) for each in span)
            phase = Phase(edition_id=edition.id, kind=kind, position=position, first_day=first, last_day=last)
            unit.session.add(phase)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_public_site(visitor: Callable[[str], Visitor], living: None, language: str) -> None:
    reader = visitor(language)
    reader.page.goto(f"{reader.site}/?lang={language}")
    reader.look("home")
    assert reader.page.locator(".phase-now").count() == 1
