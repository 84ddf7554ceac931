"""Every list that can be taken home is declared by its module, under a name of its own: the worker finds it by that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pluggy
import pytest
from lunch.access import EXPORT
from lunch.lists import ENTRIES

import core
from core.contract.acting import COORDINATOR, Permission
from core.contract.module import Module
from core.listing.spec import ListSpec
from core.modules import ModuleError, Modules, installed_plugins, load_modules


def packages() -> set[str]:
    """Where the code of the core and of the installed modules lies."""
    return {core.__name__, *(str(plugin.__package__) for plugin in installed_plugins().values())}


def code() -> Iterator[ModuleType]:
    for package in sorted(packages()):
        path = import_module(package).__path__
        for found in walk_packages(path, f"{package}."):
            if ".tests" not in found.name:
                yield import_module(found.name)


def lists() -> list[ListSpec]:
    found = {id(each): each for module in code() for each in vars(module).values() if isinstance(each, ListSpec)}
    return list(found.values())


def test_every_list_that_is_taken_home_is_declared_by_its_module(modules: Modules) -> None:
    declared = {id(each): (module.name, each.name) for module in modules.all for each in module.lists}
    taken_home = {id(each): (each.owner, each.name) for each in lists() if each.export is not None}
    assert taken_home
    assert declared == taken_home


def test_no_two_lists_of_a_module_or_a_room_have_the_same_name() -> None:
    names = sorted((each.owner, each.name) for each in lists())
    assert names == sorted(set(names))


def test_each_list_that_is_taken_home_has_its_own_job_with_its_own_right(modules: Modules) -> None:
    jobs = modules.jobs()
    for each in (each for module in modules.all for each in module.lists):
        assert jobs[f"{each.owner}.export.{each.name}"].permission == each.export


def declared_with(*each: ListSpec) -> ModuleType:
    plugin = ModuleType("lunch")
    declared = Module(name="lunch", label="Lunch", lists=each)
    plugin.liaison_register_module = pluggy.HookimplMarker("liaison")(lambda: declared)
    return plugin


FOREIGN = Permission("other.entries.export", frozenset({COORDINATOR}))
RIGHTS = "its list entries must be read and taken home with rights of lunch"


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ((ENTRIES, replace(ENTRIES, export=EXPORT)), "two of its lists have the same name"),
        ((replace(ENTRIES, export=None),), RIGHTS),
        ((replace(ENTRIES, export=FOREIGN),), RIGHTS),
        ((replace(ENTRIES, permission=FOREIGN),), RIGHTS),
    ],
)
def test_a_wrong_declaration_of_lists_stops_the_start(declared: tuple[ListSpec, ...], fault: str) -> None:
    with pytest.raises(ModuleError) as caught:
        load_modules({"lunch": declared_with(*declared)})
    assert str(caught.value) == f"The module lunch cannot be used: {fault}."


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"file_name": None}, "does not say how its file is called"),
        ({"act": ""}, "does not say how its file is called"),
        ({"filters": (replace(ENTRIES.filters[0], key="waiting"),)}, "['waiting']"),
    ],
)
def test_a_list_whose_parts_do_not_fit_is_refused_where_it_is_written(changed: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault.replace("[", r"\[").replace("]", r"\]")):
        replace(ENTRIES, **changed)
