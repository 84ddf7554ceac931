"""The hooks: documented as they are, called by a test, and of no use to a module that is off or misspells them."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pluggy
import pytest
from lunch.menus import LunchMenu
from lunch.services import note_entry
from lunch.statuses import LAID
from sqlalchemy import func, select

from core.contract.hooks import AddressedHooks, BroadcastHooks, EditionCreated, EditionView, Figure, OwnCard, hooks_of
from core.contract.module import EditionPlan, LetterKind, Module
from core.modules import ModuleError, Modules, installed_plugins, load_modules
from core.programme.inventing import invent
from core.programme.models import Edition, Offer
from core.programme.rules import PhaseDates
from core.programme.services import create_edition
from core.settings import PROJECT

hookimpl = pluggy.HookimplMarker("liaison")
PLAN = EditionPlan(title={"fr": "Lunchs {year}"}, phases=(), settings={})


SECTIONS = {"Addressed hooks": AddressedHooks, "Broadcast hooks": BroadcastHooks}


def specified(kind: type) -> dict[str, list[str]]:
    return {
        name: [argument for argument in inspect.signature(getattr(kind, name)).parameters if argument != "self"]
        for name in hooks_of(kind)
    }


def documented(section: str) -> dict[str, list[str]]:
    text = (PROJECT / "docs" / "hooks.md").read_text()
    under = re.split(r"^# ", text.partition(f"\n# {section}\n")[2], flags=re.MULTILINE)[0]
    found = re.findall(r"^## (liaison_\w+)\((.*)\)$", under, re.MULTILINE)
    return {name: [part for part in arguments.split(", ") if part] for name, arguments in found}


def plugin(name: str = "other", **hooks: object) -> ModuleType:
    module = ModuleType(name)
    for hook, implementation in hooks.items():
        setattr(module, hook, hookimpl(implementation))
    return module


def test_the_documentation_names_each_hook_with_its_arguments_in_its_section() -> None:
    assert {section: documented(section) for section in SECTIONS} == {
        section: specified(kind) for section, kind in SECTIONS.items()
    }


def test_each_hook_is_used_by_a_module_that_liaison_comes_with() -> None:
    """The tests' own module does not count: a hook comes with its first real use."""
    shipped = [plugin for name, plugin in installed_plugins().items() if name != "lunch"]
    used = {name for plugin in shipped for name in vars(plugin) if name.startswith("liaison_")}
    assert used == {name for kind in SECTIONS.values() for name in hooks_of(kind)}


def test_hook_register_module() -> None:
    modules = load_modules()
    names = [module.name for module in modules.all]
    assert names == sorted(names)
    assert "lunch" in names
    assert modules.get("lunch").home == "lunch.overview"


@pytest.fixture
def lunch(unit_for):
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
    made = [create_edition(lunch, module="lunch", code=str(year), year=year, plan=PLAN) for year in (2024, 2025)]
    lunch.session.add(LunchMenu(edition_id=made[1].id, dish="cake"))
    lunch.session.flush()
    views = [EditionView(edition.id, "lunch", edition.code, lunch.today) for edition in made]
    figures = lunch.events.edition_figures(lunch, views)
    assert {key: [figure.value for figure in found] for key, found in figures.items()} == {
        made[0].id: [1],
        made[1].id: [2],
    }


def test_hook_slot_edition_contents(lunch) -> None:
    made = create_edition(lunch, module="lunch", code="2024", year=2024, plan=PLAN, state="live")
    assert [figure.value for figure in lunch.events.edition_contents(lunch, "lunch", made.id)] == [0]
    note_entry(lunch, made, name="Ada", email="ada@x.example", language="fr")
    assert [figure.value for figure in lunch.events.edition_contents(lunch, "lunch", made.id)] == [1]
    assert lunch.events.edition_contents(lunch, "off", made.id) == ()


def test_hook_on_rehearsal_filled(lunch) -> None:
    made = create_edition(lunch, module="lunch", code="2024", year=2024, plan=PLAN, state="rehearsal")
    here = lunch.inside(made)
    lunch.events.rehearsal_filled(here, EditionView(made.id, "lunch", "2024", here.today), invent(here))
    assert [figure.value for figure in lunch.events.edition_contents(lunch, "lunch", made.id)] == [3]
    assert [lunch.events.fills_rehearsals(lunch, module) for module in ("lunch", "off", "gone")] == [True, False, False]


def test_hook_slot_calendar_checks(lunch) -> None:
    edition = EditionView(uuid4(), "lunch", "2024", lunch.today)
    sunday, monday = (PhaseDates("lunch", *[date(2024, 5, day)] * 2) for day in (5, 6))
    found = [lunch.events.calendar_checks(lunch, edition, [phase]) for phase in (sunday, monday)]
    assert [[check.endpoint for check in checks] for checks in found] == [["lunch.overview"], []]
    assert lunch.events.calendar_checks(lunch, replace(edition, module="off"), [sunday]) == ()


def test_hook_slot_own_cards(unit_for) -> None:
    asked: list[object] = []

    def cards(registration_ids):
        asked.append(registration_ids)
        return {each: OwnCard("here", "lunch.overview", "See") for each in registration_ids}

    plugins = {
        name: plugin(name, liaison_register_module=lambda name=name: Module(name, name), liaison_slot_own_cards=cards)
        for name in ("one", "off")
    }
    unit = unit_for()
    unit = replace(unit, tenant=replace(unit.tenant, modules=frozenset({"one"})))
    mine, other, off = uuid4(), uuid4(), uuid4()
    found = load_modules(plugins).dispatcher.own_cards(unit, {mine: "one", off: "off", other: "one"})
    assert (asked, {key: card.state for key, card in found.items()}) == ([[mine, other]], {mine: "here", other: "here"})


def test_hook_slot_catalogue(lunch) -> None:
    edition = create_edition(lunch, module="lunch", code="2024", year=2024, plan=PLAN, state="live")
    offer = Offer(id=uuid4(), edition_id=edition.id, title={"fr": "soupe pain"}, reference="L1", **LAID.columns)
    lunch.session.add(offer)
    lunch.session.flush()
    found = lunch.events.catalogue_offers(lunch, "lunch", [offer.id, uuid4()])
    assert {id_: each.facets["dish"] for id_, each in found.items()} == {offer.id: ["soupe", "pain"]}
    assert lunch.events.catalogue_offers(lunch, "off", [offer.id]) == {}


def listening(name: str, heard: list[object]) -> ModuleType:
    """Return a module that notes what it hears in `heard`, and has two figures for each edition."""

    def figures(editions):
        heard.append(editions)
        return {edition.edition_id: (Figure(2, "b", weight=2), Figure(1, "a", weight=1)) for edition in editions}

    return plugin(
        name,
        liaison_register_module=lambda: Module(name, name),
        liaison_on_edition_created=lambda event: heard.append(event),  # noqa: PLW0108 - pluggy asks for its arguments.
        liaison_slot_edition_figures=figures,
    )


def test_an_addressed_hook_reaches_its_owner_alone_and_once(unit_for) -> None:
    heard: dict[str, list[object]] = {"one": [], "other": [], "off": []}
    dispatcher = load_modules({name: listening(name, notes) for name, notes in heard.items()}).dispatcher
    unit = unit_for()
    unit = replace(unit, tenant=replace(unit.tenant, modules=frozenset({"one", "other"})))
    created = EditionCreated(uuid4(), "one", "2024", 2024, {})
    dispatcher.edition_created(unit, created)
    views = [EditionView(uuid4(), module, "2024", unit.today) for module in ("other", "off", "one", "other", "gone")]
    figures = dispatcher.edition_figures(unit, views)
    assert heard == {"one": [created, [views[2]]], "other": [[views[0], views[3]]], "off": []}
    assert [[figure.value for figure in figures[view.edition_id]] for view in views] == [[1, 2], [], [1, 2], [1, 2], []]


def test_a_module_that_is_off_hears_nothing(unit_for) -> None:
    unit = unit_for("orchard")
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


def test_a_letter_that_says_what_it_may_not_stops_the_start() -> None:
    texts = dict.fromkeys(("fr", "nl"), "Subject: x\n{{ secret }}")
    declared = Module("other", "Other", letters=(LetterKind("other.one", frozenset({"name"}), texts),))
    with pytest.raises(ModuleError, match="secret"):
        load_modules({"other": plugin(liaison_register_module=lambda: declared)})


@pytest.mark.parametrize("module", ["gone.plugin", "half.plugin"])
def test_a_module_whose_code_is_gone_is_named(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entered(tmp_path, module, monkeypatch)
    with pytest.raises(ModuleError) as caught:
        installed_plugins()
    assert str(caught.value) == (
        "The module other is installed, but its code is gone: run make install if it was one of Liaison's, "
        "or uninstall the package that brought it."
    )


def test_what_a_module_needs_and_is_not_there_is_told_in_full(tmp_path: Path, monkeypatch) -> None:
    entered(tmp_path, "broken", monkeypatch)
    (tmp_path / "broken.py").write_text("import ghost\n")
    with pytest.raises(ModuleNotFoundError, match="ghost"):
        installed_plugins()


def entered(folder: Path, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `module` be the plugin of an installed package; of `half`, only the package is there."""
    noted = folder / "other-1.0.dist-info"
    noted.mkdir()
    (noted / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (noted / "entry_points.txt").write_text(f"[liaison]\nother = {module}\n")
    (folder / "half").mkdir()
    (folder / "half" / "__init__.py").touch()
    monkeypatch.syspath_prepend(folder)


def test_the_core_runs_without_any_module() -> None:
    modules: Modules = load_modules({})
    assert (modules.all, modules.names, modules.jobs()) == ((), frozenset(), {})
