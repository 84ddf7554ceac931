"""A network whose list of entries is taken home, at once or by the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lunch.lists import ENTRIES
from sqlalchemy import Engine, select

from core.application import Application
from core.audit.models import AuditEntry
from core.exchange import exporting
from core.jobs.work import work_off
from core.processes import runtime
from core.programme.services import create_edition
from core.tenancy.switching import switch_modules
from tests.core.exchange.exporting.entries import NAMES, PLAN, TENANT, note


@pytest.fixture
def network_with_entries(application: Application, engine: Engine) -> None:
    with application.unit(TENANT) as unit:
        switch_modules(unit, frozenset({"lunch"}))
    with application.unit(TENANT) as unit:
        edition = create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
        edition.state, edition.clock_offset = "rehearsal", timedelta(days=-400)
        note(unit, edition, NAMES)


@pytest.fixture
def client(network_with_entries, sign_in) -> FlaskClient:
    return sign_in()


@pytest.fixture
def by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "CELLS_AT_ONCE", 0)


@pytest.fixture
def work(application: Application) -> Callable[[], int]:
    return lambda: work_off(runtime(application))


@pytest.fixture
def trail(unit_for) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """Who took which list home, and when on the clock of the edition."""

    def read() -> list[tuple[str, dict[str, Any]]]:
        query = select(AuditEntry.by_name, AuditEntry.details).where(AuditEntry.act == ENTRIES.act)
        session = unit_for().session
        found = [(name, details) for name, details in session.execute(query.order_by(AuditEntry.id))]
        session.close()
        return found

    return read
