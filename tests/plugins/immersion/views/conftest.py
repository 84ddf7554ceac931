"""An edition in rehearsal with the clock on a day of its year, and one that is lived to its second round."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from core.application import Application
from core.jobs.work import work_off
from core.processes import runtime
from core.programme.importing.services import import_file
from core.programme.queries import find_edition
from core.programme.services import create_edition, offset_to, set_clock
from plugins.immersion.settings import read_settings
from tests.plugins.immersion.importing.sheets import HOST, KINDS, OTHER_HOST, TRAINEE, sheet_of
from tests.plugins.immersion.views.listed import fill

TENANT = "immersion-0-23"
#: Of host services, in time for round 1: the first two want the one place of H002.
PRIORITY = {
    **TRAINEE,
    "N° demande": "S003",
    "Prénom": "Nora",
    "Nom": "Claes",
    "E-mail": "nora@spj.example",
    "Institution": "SPJ Le Gué (Mons)",
    "Service": "Équipe ambulatoire",
    "Service hôte": "oui",
    "Choix 1": "H002",
    "Choix 2": None,
    "Inscrit le": datetime(2024, 2, 14, 9, 0),  # noqa: DTZ001 - Excel knows no zones.
}
SECOND = {**PRIORITY, "N° demande": "S004", "Prénom": "Omar", "Nom": "Diallo", "E-mail": "omar@spj.example"}
ELSEWHERE = {
    **PRIORITY,
    "N° demande": "S005",
    "Prénom": "Lise",
    "Nom": "Maes",
    "E-mail": "lise@imp.example",
    "Institution": "IMP La Marelle (Namur)",
    "Service": None,
    "Province": "Namur",
    "Code postal du service": "5000",
    "Choix 1": "H001",
}


class Year:
    """The year of an edition, lived from outside the pages."""

    def __init__(self, application: Application) -> None:
        self.application = application
        with application.unit(TENANT) as unit:
            plan = read_settings(unit.tenant.settings["immersion"], unit.tenant.languages)
            clock = offset_to(date(2024, 2, 1), unit.now)
            create_edition(
                unit, module="immersion", code="2024", year=2024, plan=plan, state="rehearsal", clock_offset=clock
            )

    def live(self, day: date) -> None:
        with self.application.unit(TENANT) as unit:
            set_clock(unit, find_edition(unit.session, "immersion", "2024"), day)

    def load(self, kind: str, *rows: dict[str, Any]) -> None:
        self.load_workbook(kind, sheet_of(*rows))

    def load_workbook(self, kind: str, content: bytes) -> None:
        with self.application.unit(TENANT) as unit:
            edition = find_edition(unit.session, "immersion", "2024")
            report = import_file(unit.inside(edition), edition, KINDS[kind], content)
            assert report.faults == ()

    def work(self) -> None:
        """Do what waits for the worker."""
        assert work_off(runtime(self.application)) > 0


@pytest.fixture
def year(application: Application, engine: object) -> Year:
    """An edition with two hosts and three trainees of host services, on the day of round 1."""
    year = Year(application)
    year.load("hosts", HOST, OTHER_HOST)
    year.live(date(2024, 2, 19))
    year.load("trainees", PRIORITY, SECOND, ELSEWHERE)
    return year


@pytest.fixture
def edition(lived: Any) -> Any:
    """An edition that is lived to its second round, with no clock of its own."""
    return lived(fill)
