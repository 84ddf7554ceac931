"""Finds the installed modules, checks what they declare, and calls their hooks. The only user of pluggy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

import pluggy

from core.contract.hooks import EditionCreated, EditionView, Figure, Hooks
from core.contract.module import JobKind, LetterKind, Module
from core.database.base import Base
from core.database.migrating import CORE, RevisionFolder

GROUP = "liaison"
_SPECS = pluggy.HookspecMarker(GROUP)
_HOOKS = tuple(name for name in vars(Hooks) if name.startswith("liaison_"))


class ModuleError(Exception):
    """An installed module cannot be used; the message names it, says why, and stops the start."""


@dataclass(frozen=True)
class Modules:
    """The installed modules, in the order of their names, and the caller of their hooks."""

    all: tuple[Module, ...]
    dispatcher: ModuleDispatcher

    @property
    def names(self) -> frozenset[str]:
        """The names of the installed modules."""
        return frozenset(module.name for module in self.all)

    def get(self, name: str) -> Module:
        """Return the module `name`; raises ModuleError if it is not installed."""
        for module in self.all:
            if module.name == name:
                return module
        raise ModuleError(f"The module {name} is not installed: install it, or take it out of the network's modules.")

    def letters(self) -> dict[str, LetterKind]:
        """Return every kind of letter of the modules by its key."""
        return {letter.key: letter for module in self.all for letter in module.letters}

    def jobs(self) -> dict[str, JobKind]:
        """Return every kind of job of the modules by its name."""
        return {job.name: job for module in self.all for job in module.jobs}

    def revision_folders(self) -> tuple[RevisionFolder, ...]:
        """Return where the migrations lie: the core's first, then each module's."""
        mine = (RevisionFolder(module.name, module.migrations) for module in self.all if module.migrations)
        return (CORE, *mine)


class ModuleDispatcher:
    """Calls the hooks of the modules that are on for the unit's tenant, one at a time, ordered by name."""

    def __init__(self, manager: pluggy.PluginManager, names: Sequence[str]) -> None:
        self._manager = manager
        self._names = tuple(sorted(names))

    def edition_created(self, unit: Any, event: EditionCreated) -> None:
        """Tell the modules that an edition was made."""
        self._each(unit, "liaison_on_edition_created", event=event)

    def edition_figures(self, unit: Any, edition: EditionView) -> tuple[Figure, ...]:
        """Gather the figures of an edition, ordered by weight, then by module."""
        found = self._each(unit, "liaison_slot_edition_figures", edition=edition)
        return tuple(sorted((figure for figures in found for figure in figures), key=lambda figure: figure.weight))

    def _each(self, unit: Any, hook: str, **arguments: Any) -> list[Any]:
        results: list[Any] = []
        for name in self._names:
            if name not in unit.tenant.modules:
                continue
            others = [self._manager.get_plugin(other) for other in self._names if other != name]
            try:
                results.extend(self._manager.subset_hook_caller(hook, others)(unit=unit, **arguments))
            except Exception as error:
                error.add_note(f"in the module {name}, hook {hook}")
                raise
        return results


def installed_plugins() -> dict[str, ModuleType]:
    """Return the plugin of every installed package that names itself in the entry point group, by name."""
    return {point.name: point.load() for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def load_modules(plugins: dict[str, ModuleType] | None = None) -> Modules:
    """Register and check `plugins` (default: the installed ones) and return them.

    Raises ModuleError when a declaration is wrong, a hook is unknown, or two modules clash.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_specifications())
    plugins = installed_plugins() if plugins is None else plugins
    modules = []
    for name, plugin in sorted(plugins.items()):
        manager.register(plugin, name=name)
        modules.append(_declared(manager, name))
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise ModuleError(f"A module implements a hook that does not exist: {error}") from error
    _refuse_clashes(modules)
    return Modules(all=tuple(modules), dispatcher=ModuleDispatcher(manager, list(plugins)))


def _specifications() -> type:
    """Mark the hooks of the contract for pluggy, which the contract itself does not know."""
    marked = {name: _SPECS(vars(Hooks)[name]) for name in _HOOKS}
    return type("Specifications", (), marked)


def _declared(manager: pluggy.PluginManager, name: str) -> Module:
    others = [plugin for other, plugin in manager.list_name_plugin() if other != name]
    declared = manager.subset_hook_caller("liaison_register_module", others)()
    if len(declared) != 1 or not isinstance(declared[0], Module):
        raise ModuleError(f"The module {name} must return one Module from liaison_register_module.")
    module: Module = declared[0]
    for fault in _faults(module, name):
        raise ModuleError(f"The module {name} cannot be used: {fault}.")
    return module


def _faults(module: Module, name: str) -> Iterable[str]:
    """Yield what is wrong in a declaration; names carry their module's name so that two cannot collide."""
    named = [
        *(("permission", permission.name) for permission in module.permissions),
        *(("letter", letter.key) for letter in module.letters),
        *(("job", job.name) for job in module.jobs),
    ]
    if module.name != name:
        yield f"it calls itself {module.name}"
    yield from (f"its {kind} {key} must begin with {name}." for kind, key in named if not key.startswith(f"{name}."))
    yield from (f"its blueprint {each.name} must be named {name}" for each in module.blueprints if each.name != name)
    for letter in module.letters:
        if not {"fr", "nl"} <= set(letter.texts):
            yield f"its letter {letter.key} has no text in French and Dutch"
    if len({phase.code for phase in module.phases}) != len(module.phases):
        yield "two of its phases have the same code"


def _refuse_clashes(modules: Sequence[Module]) -> None:
    names = {module.name for module in modules}
    for name in names:
        for other in names - {name}:
            if other.startswith(f"{name}_"):
                raise ModuleError(f"The tables of {other} would count as those of {name}: rename one of the modules.")
    with_tables = {module.name for module in modules if module.migrations}
    for table in Base.metadata.tables:
        for name in names - with_tables:
            if table.startswith(f"{name}_"):
                raise ModuleError(f"The module {name} has the table {table} but no folder of migrations.")
