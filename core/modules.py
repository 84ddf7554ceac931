"""Finds the installed modules, checks what they declare, and calls their hooks. The only user of pluggy."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from operator import attrgetter
from pkgutil import iter_modules
from types import ModuleType
from typing import Concatenate, ParamSpec, TypeVar

import pluggy
from sqlalchemy import Table

import core
from core.contract.acting import STAFF
from core.contract.catalogue import CatalogueOffer
from core.contract.hooks import (
    AddressedHooks,
    BroadcastHooks,
    CalendarCheck,
    EditionCreated,
    EditionView,
    Figure,
    OwnCard,
    PersonForgotten,
    hooks_of,
)
from core.contract.module import JobKind, LetterKind, Module
from core.database.base import Base
from core.database.migrating import CORE, RevisionFolder
from core.exchange.jobs import export_jobs
from core.messages.errors import LetterError
from core.messages.rendering import check_text
from core.programme.importing.jobs import import_jobs
from core.programme.inventing import Invented
from core.programme.rules import PhaseDates
from core.tenancy.unit import Unit

GROUP = "liaison"
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Kind = TypeVar("Kind", AddressedHooks, BroadcastHooks)


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

    def jobs(self) -> dict[str, JobKind]:
        """Return every kind of job of the modules by its name: declared, or of the files they import and hand out."""
        return {
            job.name: job
            for module in self.all
            for job in (*module.jobs, *import_jobs(module), *export_jobs(module.lists))
        }

    def revision_folders(self) -> tuple[RevisionFolder, ...]:
        """Return where the migrations lie: the core's first, then each module's."""
        mine = (RevisionFolder(module.name, module.migrations) for module in self.all if module.migrations)
        return (CORE, *mine)


class ModuleDispatcher:
    """Calls an addressed hook of the one module it is for, if that module is on for the unit's tenant.

    `managers` are those of pluggy by the module's name: one each, so that a call reaches one module and no other.
    """

    def __init__(self, managers: Mapping[str, pluggy.PluginManager], declared: Mapping[str, Module]) -> None:
        self._managers = managers
        self._declared = declared

    @property
    def declared(self) -> Mapping[str, Module]:
        """What each installed module declares, by its name."""
        return self._declared

    def edition_created(self, unit: Unit, event: EditionCreated) -> None:
        """Tell the edition's module that it was made."""
        self._address(event.module, unit, AddressedHooks.liaison_on_edition_created, event=event)

    def edition_figures(self, unit: Unit, editions: Sequence[EditionView]) -> Mapping[uuid.UUID, tuple[Figure, ...]]:
        """Ask each module once for the figures of its own `editions`; return those of each edition, by weight."""
        found: dict[uuid.UUID, Sequence[Figure]] = {}
        for module in sorted({edition.module for edition in editions}):
            own = [edition for edition in editions if edition.module == module]
            found.update(self._address(module, unit, AddressedHooks.liaison_slot_edition_figures, editions=own) or {})
        return {
            edition.edition_id: tuple(sorted(found.get(edition.edition_id, ()), key=attrgetter("weight")))
            for edition in editions
        }

    def edition_contents(self, unit: Unit, module: str, edition_id: uuid.UUID) -> Sequence[Figure]:
        """Ask the edition's module what of its own is in it."""
        asked = AddressedHooks.liaison_slot_edition_contents
        return self._address(module, unit, asked, edition_id=edition_id) or ()

    def fills_rehearsals(self, unit: Unit, module: str) -> bool:
        """Say whether a module, if it is on, enters invented people when it is asked to."""
        if module not in self._managers or module not in unit.tenant.modules:
            return False
        return bool(self._managers[module].hook.liaison_on_rehearsal_filled.get_hookimpls())

    def rehearsal_filled(self, unit: Unit, edition: EditionView, invented: Invented) -> None:
        """Let the edition's module enter invented people."""
        told = AddressedHooks.liaison_on_rehearsal_filled
        self._address(edition.module, unit, told, edition=edition, invented=invented)

    def calendar_checks(
        self, unit: Unit, edition: EditionView, phases: Sequence[PhaseDates]
    ) -> Sequence[CalendarCheck]:
        """Ask the edition's module what of its own does not go with these phases."""
        asked = AddressedHooks.liaison_slot_calendar_checks
        return self._address(edition.module, unit, asked, edition=edition, phases=phases) or ()

    def own_cards(self, unit: Unit, registrations: Mapping[uuid.UUID, str]) -> Mapping[uuid.UUID, OwnCard]:
        """Ask each module once for the cards of its own of `registrations`, each with its module."""
        found: dict[uuid.UUID, OwnCard] = {}
        asked = AddressedHooks.liaison_slot_own_cards
        for module in sorted(set(registrations.values())):
            own = [registration_id for registration_id, whose in registrations.items() if whose == module]
            found.update(self._address(module, unit, asked, registration_ids=own) or {})
        return found

    def catalogue_offers(
        self, unit: Unit, module: str, offer_ids: Collection[uuid.UUID]
    ) -> Mapping[uuid.UUID, CatalogueOffer]:
        """Ask a module what of its offers everybody may read."""
        return self._address(module, unit, AddressedHooks.liaison_slot_catalogue, offer_ids=offer_ids) or {}

    def person_forgotten(self, unit: Unit, event: PersonForgotten) -> None:
        """Tell every installed module that a person is forgotten, those too that are off now but were on once."""
        for module in sorted(self._managers):
            self._call(module, unit, BroadcastHooks.liaison_on_person_forgotten, event=event)

    def _address(
        self,
        module: str,
        unit: Unit,
        hook: Callable[Concatenate[AddressedHooks, Unit, Asked], Answer],
        *positional: Asked.args,
        **asked: Asked.kwargs,
    ) -> Answer | None:
        """Return what `module` answers to `hook`; None when it is off, not installed, or does not implement it."""
        if module not in self._managers or module not in unit.tenant.modules:
            return None
        return self._call(module, unit, hook, *positional, **asked)

    def _call(
        self,
        module: str,
        unit: Unit,
        hook: Callable[Concatenate[Kind, Unit, Asked], Answer],
        *positional: Asked.args,
        **asked: Asked.kwargs,
    ) -> Answer | None:
        assert not positional, "pluggy passes arguments by their names"  # noqa: S101
        try:
            answers: list[Answer] = getattr(self._managers[module].hook, hook.__name__)(unit=unit, **asked)
        except Exception as error:
            error.add_note(f"in the module {module}, hook {hook.__name__}")
            raise
        return answers[0] if answers else None


def installed_plugins() -> dict[str, ModuleType]:
    """Return the plugin of every installed package that names itself in the entry point group, by name.

    Raises ModuleError for one whose code is gone.
    """
    return {point.name: _loaded(point) for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def _loaded(point: EntryPoint) -> ModuleType:
    try:
        plugin: ModuleType = point.load()
    except ModuleNotFoundError as error:
        if not error.name or not f"{point.module}.".startswith(f"{error.name}."):
            raise  # What the plugin itself imports is missing: its author needs the whole story.
        raise ModuleError(
            f"The module {point.name} is installed, but its code is gone: run make install if it was one of Liaison's, "
            "or uninstall the package that brought it."
        ) from error
    return plugin


def load_modules(plugins: dict[str, ModuleType] | None = None) -> Modules:
    """Register and check `plugins` (default: the installed ones) and return them.

    Raises ModuleError when a declaration is wrong, a hook is unknown, or two modules clash.
    """
    plugins = installed_plugins() if plugins is None else plugins
    managers = {name: _managed(name, plugin) for name, plugin in sorted(plugins.items())}
    modules = tuple(_declared(managers[name], name) for name in managers)
    _refuse_clashes(modules)
    return Modules(all=modules, dispatcher=ModuleDispatcher(managers, {module.name: module for module in modules}))


def _managed(name: str, plugin: ModuleType) -> pluggy.PluginManager:
    """Register a module's plugin with a manager of its own; raises ModuleError for a hook that does not exist."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_SPECIFICATIONS)
    manager.register(plugin, name=name)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise ModuleError(f"The module {name} implements a hook that does not exist: {error}") from error
    return manager


def _specifications() -> type:
    """Mark the hooks of the contract for pluggy, which the contract itself does not know."""
    mark = pluggy.HookspecMarker(GROUP)
    marked = {name: mark(getattr(kind, name)) for kind in (AddressedHooks, BroadcastHooks) for name in hooks_of(kind)}
    return type("Specifications", (), marked)


_SPECIFICATIONS = _specifications()


def _declared(manager: pluggy.PluginManager, name: str) -> Module:
    declared = manager.hook.liaison_register_module()
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
        *(("chore", chore.name) for chore in module.chores),
    ]
    if module.name != name:
        yield f"it calls itself {module.name}"
    yield from (f"its {kind} {key} must begin with {name}." for kind, key in named if not key.startswith(f"{name}."))
    yield from (f"its blueprint {each.name} must be named {name}" for each in module.blueprints if each.name != name)
    for letter in module.letters:
        if not {"fr", "nl"} <= set(letter.texts):
            yield f"its letter {letter.key} has no text in French and Dutch"
        yield from _faults_of_texts(letter)
    if len({phase.code for phase in module.phases}) != len(module.phases):
        yield "two of its phases have the same code"
    yield from _list_faults(module)
    yield from _public_page_faults(module)
    yield from _catalogue_faults(module)
    yield from _role_faults(module)
    yield from _status_faults(module)


def _list_faults(module: Module) -> Iterable[str]:
    """Yield what is wrong with the lists of a module, which the worker finds by their names."""
    names = [each.name for each in module.lists]
    if len(set(names)) != len(names):
        yield "two of its lists have the same name"
    for each in module.lists:
        if each.export is None or {each.owner, each.export.owner} != {module.name}:
            yield f"its list {each.name} must be read and taken home with rights of {module.name}"


def _public_page_faults(module: Module) -> Iterable[str]:
    """Yield what is wrong with the pages that follow the calendar of an edition."""
    codes = {phase.code for phase in module.phases}
    for page in module.public_pages:
        if not page.phases:
            yield f"its public page {page.endpoint} is open in no phase"
        for unknown in (code for code in page.phases if code not in codes):
            yield f"its public page {page.endpoint} is open in {unknown}, which is none of its phases"


def _catalogue_faults(module: Module) -> Iterable[str]:
    """Yield what is wrong in how the offers of a module stand in the catalogue."""
    if module.catalogue is None:
        return
    known = {phase.code for phase in module.phases}
    named = {*module.catalogue.phases, *(module.catalogue.act.phases if module.catalogue.act else ())}
    yield from (f"its catalogue names the phase {code}, which it does not have" for code in sorted(named - known))
    for what, codes in (
        ("facets", [facet.code for facet in module.catalogue.facets]),
        ("details", [detail.code for detail in module.catalogue.details]),
    ):
        if len(set(codes)) != len(codes):
            yield f"two {what} of its catalogue have the same code"
        yield from (f"the code {code} in its catalogue is no plain word" for code in codes if not code.isidentifier())


def _role_faults(module: Module) -> Iterable[str]:
    """Yield what is wrong with the roles of a module, and with the permissions that name them."""
    roles = [*(role.code for role in module.roles), *(role.code for role in module.staff_roles)]
    yield from (f"its role {each} is one that every network has" for each in roles if each in STAFF)
    if len(set(roles)) != len(roles):
        yield "two of its roles have the same code"
    for permission in module.permissions:
        for nobody in sorted(permission.roles - {*STAFF, *roles}):
            yield f"its permission {permission.name} names the role {nobody}, which nobody can have"


def _status_faults(module: Module) -> Iterable[str]:
    for of, statuses in module.statuses.items():
        if len({status.word for status in statuses}) != len(statuses):
            yield f"two statuses of its {of}s have the same word"


def _faults_of_texts(letter: LetterKind) -> Iterable[str]:
    for text in letter.texts.values():
        try:
            check_text(letter, text)
        except LetterError as error:
            yield f"a text of its letter cannot be written: {error}"


def refuse_name(name: str, others: Iterable[str]) -> None:
    """Raise ModuleError for a name that already means something: a room of the core, its tables, those of `others`."""
    if name in {room.name for room in iter_modules(core.__path__)}:
        raise ModuleError(f"A part of Liaison itself is called {name}: rename the module.")
    for table in sorted(_tables_of_the_core()):
        if f"{table}_".startswith(f"{name}_"):
            raise ModuleError(f"The table {table} of Liaison itself would count as one of {name}: rename the module.")
    for other in sorted(others):
        shorter, longer = sorted((name, other), key=len)
        if longer.startswith(f"{shorter}_"):
            raise ModuleError(f"The tables of {longer} would count as those of {shorter}: rename one of the modules.")


def _tables_of_the_core() -> set[str]:
    mapped = (mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__module__.startswith("core."))
    return {table.name for table in mapped if isinstance(table, Table)}


def _refuse_clashes(modules: Sequence[Module]) -> None:
    """Raise ModuleError for a name that already means something, and for tables that have no migrations."""
    names = {module.name for module in modules}
    for name in sorted(names):
        refuse_name(name, names - {name})
    with_tables = {module.name for module in modules if module.migrations}
    for table in Base.metadata.tables:
        for name in names - with_tables:
            if table.startswith(f"{name}_"):
                raise ModuleError(f"The module {name} has the table {table} but no folder of migrations.")
