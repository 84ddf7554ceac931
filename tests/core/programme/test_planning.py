"""An edition as the network's file plans it, or one sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.contract.module import EditionPlan, Module, PhaseDay, PhasePlan, SettingsFault
from core.programme.errors import EditionCodeError, EditionExistsError, ModuleOffError, NoPlanError
from core.programme.models import Edition
from core.programme.planning import called, create_planned, distinct, free_code, plan_of_file, year_ahead, year_of
from core.programme.queries import phases_of
from core.tenancy.unit import Unit


def read(table: Mapping[str, Any], _languages: tuple[str, ...]) -> EditionPlan:
    if "title" not in table:
        raise SettingsFault((("title", "it is missing — write it"),))
    return EditionPlan({"fr": table["title"]}, (PhasePlan("walk", PhaseDay(2, 1), PhaseDay(2, 28)),), {})


WALKS = Module("walks", "Walks", read_settings=read)


def network(unit: Unit, **settings: Any) -> Unit:
    """The same network with the module on, and this in its file."""
    return replace(unit, tenant=replace(unit.tenant, modules=frozenset({"walks"}), settings={"walks": settings}))


@pytest.mark.requirement("IM-01")
def test_an_edition_is_made_by_the_plan_and_its_code_says_the_year(unit_for) -> None:
    unit = network(unit_for(), title="Promenades {year}")
    made = create_planned(unit, WALKS, "2025-test")
    assert (made.module, made.code, made.year, made.title) == (
        "walks",
        "2025-test",
        2025,
        {"fr": "Promenades 2025-test"},
    )
    assert [phase.kind for phase in phases_of(unit.session, made.id)] == ["walk"]
    with pytest.raises(EditionExistsError):
        create_planned(unit, WALKS, "2025-test")


@pytest.mark.parametrize("code", ["", "25", "test-2025", "1825", "2025 test", "2025/x", "2025É", "2025" + "x" * 41])
def test_a_code_that_no_edition_can_have(code: str) -> None:
    with pytest.raises(EditionCodeError):
        year_of(code)


def test_a_module_that_is_off_has_no_editions(unit_for) -> None:
    unit = network(unit_for(), title="x")
    unit = replace(unit, tenant=replace(unit.tenant, modules=frozenset()))
    with pytest.raises(ModuleOffError, match="is off for"):
        create_planned(unit, WALKS, "2025")


def test_what_is_wrong_in_the_file_is_said(unit_for) -> None:
    with pytest.raises(NoPlanError, match="title: it is missing — write it"):
        create_planned(network(unit_for()), WALKS, "2025")
    with pytest.raises(NoPlanError, match="makes no editions"):
        create_planned(network(unit_for()), Module("walks", "Walks"), "2025")


@pytest.mark.requirement("IM-02")
def test_a_new_edition_is_proposed_under_a_code_and_a_title_that_no_other_has(unit_for) -> None:
    unit = network(unit_for(), title="Promenades {year}")
    assert free_code(unit, "walks", 2025) == "2025"
    plan = called(plan_of_file(unit, WALKS), "2025")
    assert distinct(unit, plan, "2025") == plan
    create_planned(unit, WALKS, "2025")
    create_planned(unit, WALKS, "2025-2")
    assert (free_code(unit, "walks", 2025), free_code(unit, "lunch", 2025)) == ("2025-3", "2025")
    assert distinct(unit, plan, "2025-3").title == {"fr": "Promenades 2025 (2025-3)"}


@pytest.mark.parametrize(
    ("last", "today", "year"),
    [
        (None, date(2026, 6, 30), 2026),
        (None, date(2026, 7, 1), 2027),
        (2024, date(2026, 11, 28), 2027),
        (2026, date(2026, 2, 1), 2027),
        (2028, date(2026, 11, 28), 2029),
    ],
)
def test_the_year_that_is_proposed_lies_ahead(last: int | None, today: date, year: int) -> None:
    made = [] if last is None else [Edition(year=last - 1), Edition(year=last)]
    assert year_ahead(made, today) == year
