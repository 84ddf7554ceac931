"""A year is lived day by day from its files, and goes on where it was cut short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from lunch.importing import DISHES
from lunch.menus import LunchMenu
from sqlalchemy import Engine, select

from core.application import Application
from core.contract.module import EditionPlan
from core.programme.living import DatedFile, Day, live_days
from core.programme.models import Edition
from core.programme.queries import find_edition
from core.programme.services import create_edition, offset_to
from core.tenancy.switching import switch_modules
from core.tenancy.unit import Unit

JANUARY, FEBRUARY, MARCH = date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10)


@pytest.fixture
def menu(tmp_path: Path) -> DatedFile:
    """A file of dishes, each of which arrived on the day that stands beside it."""
    book = openpyxl.Workbook()
    for row in (("Dish", "Remark"), ("Soup", "2024-01-09"), ("Stew", "2024-01-10"), ("Pie", "2024-03-10"), ("Jam", "")):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    path = tmp_path / "menu.xlsx"
    path.write_bytes(stream.getvalue())
    return DatedFile(DISHES, path, "remark")


@pytest.fixture
def edition(application: Application, engine: Engine) -> None:
    with application.unit("harbour") as unit:
        switch_modules(unit, frozenset({"lunch"}))
    with application.unit("harbour") as unit:
        plan = EditionPlan({"fr": "Lunchs"}, (), {})
        clock = offset_to(date(2023, 12, 1), unit.now)
        create_edition(unit, module="lunch", code="2024", year=2024, plan=plan, state="rehearsal", clock_offset=clock)


def live(application: Application, *days: Day) -> tuple[list[str], list[str], date]:
    """Live these days; return what was said, the dishes there are, and the day of the edition."""
    said: list[str] = []
    live_days(application, days, said.append, tenant="harbour", module="lunch", code="2024")
    with application.unit("harbour") as unit:
        today = unit.inside(find_edition(unit.session, "lunch", "2024")).today
        return said, sorted(unit.session.scalars(select(LunchMenu.dish))), today


def test_each_day_reads_what_had_arrived_then_acts_and_is_lived_once(application, edition, menu: DatedFile) -> None:
    acts: list[tuple[date, date]] = []

    def act(unit: Unit, edition: Edition) -> None:
        acts.append((unit.inside(edition).today, unit.today))

    days = (Day(JANUARY, "soup", (menu,)), Day(FEBRUARY, "stew", (menu,), act), Day(MARCH, "nothing"))
    said, dishes, today = live(application, *days)
    assert said == [
        "Living the demonstration: 10/01/2024, soup…",
        "Living the demonstration: 10/02/2024, stew…",
        "Living the demonstration: 10/03/2024, nothing…",
    ]
    assert (dishes, today) == (["SOUP", "STEW", "soup"], MARCH)
    assert [there for there, _now in acts] == [FEBRUARY]
    assert acts[0][1] > FEBRUARY  # The act is done in real time, as the worker does it.
    assert live(application, *days) == ([], dishes, MARCH)
    assert len(acts) == 1


def test_a_day_that_fails_leaves_nothing_and_is_lived_anew(application, edition, menu: DatedFile) -> None:
    def fail(unit: Unit, edition: Edition) -> None:
        raise RuntimeError("cut short")

    days = (Day(JANUARY, "soup", (menu,)), Day(FEBRUARY, "stew", (menu,), fail))
    with pytest.raises(RuntimeError):
        live(application, *days)
    assert live(application, days[0]) == ([], ["SOUP", "soup"], JANUARY)
    said, dishes, today = live(application, days[0], replace(days[1], act=None))
    assert (len(said), dishes, today) == (1, ["SOUP", "STEW", "soup"], FEBRUARY)


def test_a_day_that_says_it_is_not_done_is_lived_however_far_the_clock_is(application, edition) -> None:
    lived: list[str] = []
    day = Day(
        JANUARY, "soup", act=lambda _unit, _edition: lived.append("x"), is_done=lambda _unit, _edition: bool(lived)
    )
    live(application, Day(MARCH, "far"))
    assert [len(live(application, day)[0]) for _ in range(2)] == [1, 0]
