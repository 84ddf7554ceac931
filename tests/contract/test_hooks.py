"""The hooks: documented as they are, called by a test, and of no use to a module that is off or misspells them."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

import pluggy
import pytest
from lunch.models import LunchMenu
from sqlalchemy import func, select

import plugins.immersion.plugin as immersion
from core.contract.hooks import EditionView, Hooks
from core.contract.module import EditionPlan, Module
from core.modules import ModuleError, Modules, load_modules
from core.programme.models import Edition
from core.programme.services import create_edition
from core.settings import PROJECT

hookimpl = pluggy.HookimplMarker("liaison")
PLAN = EditionPlan(title={"fr": "Lunchs {year}"}, phases=(), settings={})


def specified() -> dict[str, list[str]]:
    return {
        name: [argument for argument in inspect.signature(hook).parameters if argument != "self"]
        for name, hook in vars(Hooks).items()
        if name.startswith("liaison_")
    }


def plugin(name: str = "other", **hooks: object) -> ModuleType:
    module = ModuleType(name)
    for hook, implementation in hooks.items():
        setattr(module, hook, hookimpl(implementation))
    return module


def test_the_documentation_names_each_hook_with_its_arguments() -> None:
    text = (PROJECT / "docs" / "hooks.md").read_text()
    found = re.findall(r"^## (liaison_\w+)\((.*)\)$", text, re.MULTILINE)
    assert {name: [part for part in arguments.split(", ") if part] for name, arguments in found} == specified()


def test_each_hook_is_used_by_a_built_in_module() -> None:
    assert {name for name in vars(immersion) if name.startswith("liaison_")} == set(specified())


def test_hook_register_module() -> None:
    modules = load_modules()
    assert [module.name for module in modules.all] == ["immersion", "lunch"]


@pytest.fixture
def lunch(unit_for):
    from dataclasses import replace

    unit = unit_for()
    return replace(unit, tenant=replace(unit.tenant, modules=frozenset({"lunch"})))


def test_hook_on_edition_created_runs_in_the_transaction_of_the_act(lunch) -> None:
    edition = create_edition(lunch, module="lunch", code="2024", year=2024, plan=PLAN)
    lunch.session.commit()
    assert lunch.session.scalars(select(LunchMenu.dish).where(LunchMenu.edition_id == edition.id)).all() == ["soup"]


def test_a_listener_that_fails_fails_the_act_and_is_named(lunch) -> None:
    with pytest.raises(RuntimeError) as caught:
        create_edition(lunch, module="lunch", code="burnt", year=2024, plan=PLAN)
    assert caught.value.__notes__ == ["in the module lunch, hook liaison_on_edition_created"]
    lunch.session.rollback()
    assert lunch.session.scalar(select(func.count()).select_from(Edition)) == 0


def test_hook_slot_edition_figures(lunch) -> None:
    edition = create_edition(lunch, module="lunch", code="2024", year=2024, plan=PLAN)
    lunch.session.flush()
    view = EditionView(edition_id=edition.id, module="lunch", code="2024", today=lunch.today)
    assert [figure.value for figure in lunch.events.edition_figures(lunch, view)] == [1]


def test_a_module_that_is_off_hears_nothing(unit_for) -> None:
    unit = unit_for()
    assert "lunch" not in unit.tenant.modules
    create_edition(unit, module="lunch", code="2024", year=2024, plan=PLAN)
    assert unit.session.scalar(select(func.count()).select_from(LunchMenu)) == 0


def test_a_misspelt_hook_stops_the_start() -> None:
    wrong = plugin(
        liaison_register_module=lambda: Module("other", "Other"),
        liaison_on_edition_creatd=lambda: None,
    )
    with pytest.raises(ModuleError, match="liaison_on_edition_creatd"):
        load_modules({"other": wrong})


def test_a_wrong_declaration_stops_the_start() -> None:
    with pytest.raises(ModuleError) as caught:
        load_modules({"other": plugin(liaison_register_module=lambda: Module("mine", "Mine"))})
    assert str(caught.value) == "The module other cannot be used: it calls itself mine."


def test_the_core_runs_without_any_module() -> None:
    modules: Modules = load_modules({})
    assert (modules.all, modules.names, modules.letters(), modules.jobs()) == ((), frozenset(), {}, {})
