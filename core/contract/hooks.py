"""The hooks: what may happen (`on`) and what a module may contribute (`slot`), and the dispatcher that calls them.

A hook is addressed, to the one module that owns what it is about, or broadcast, to every module. Each is documented in
docs/hooks.md under the same name with the same arguments; a test compares them.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from core.contract.catalogue import CatalogueOffer
from core.contract.module import Label, Module

if TYPE_CHECKING:
    from core.programme.inventing import Invented
    from core.programme.rules import PhaseDates
    from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class EditionCreated:
    """An edition was made, with its phases; its registrations have not begun to arrive through Liaison."""

    edition_id: uuid.UUID
    module: str
    code: str
    year: int
    #: The module's settings of the edition, as they were read from the tenant's file.
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PersonForgotten:
    """Somebody asked to be forgotten: the core has emptied what it knows of them; the rows themselves stay."""

    person_id: uuid.UUID
    #: Every registration of the person, in any edition of any module.
    registration_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class EditionView:
    """What a module is told of an edition when a page asks for its contribution."""

    edition_id: uuid.UUID
    module: str
    code: str
    #: The day on the edition's own clock.
    today: date


@dataclass(frozen=True, slots=True)
class CalendarCheck:
    """Something that does not go with the phases of an edition, in a sentence, and the page where it is put right."""

    sentence: Label
    #: An endpoint that takes `edition` and `values`.
    endpoint: str | None = None
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that matters, with its word; `endpoint` leads to the list behind it."""

    value: int
    label: Label
    endpoint: str | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class OwnCard:
    """What a module says to its owner of a registration: where it stands, what comes next, and the page of it."""

    state: Label
    #: An endpoint that takes `edition` and `registration`, and the words of the button that leads there.
    endpoint: str
    act: Label
    #: What comes next, or what the owner has to do.
    next: Label | None = None
    #: Whether it waits for the owner.
    waits: bool = False


class AddressedHooks(Protocol):
    """Hooks about something that one module owns: that module alone hears of it, if it is on for the tenant."""

    def liaison_on_edition_created(self, unit: Unit, event: EditionCreated) -> None:
        """Act on a new edition, in the transaction that makes it; a failure fails the act."""

    def liaison_on_rehearsal_filled(self, unit: Unit, edition: EditionView, invented: Invented) -> None:
        """Enter invented people into an edition in rehearsal in which nobody is, as many as it takes to try it out."""

    def liaison_slot_edition_figures(
        self, unit: Unit, editions: Sequence[EditionView]
    ) -> Mapping[uuid.UUID, Sequence[Figure]]:
        """Contribute the figures of editions, by the edition's id, in a fixed number of statements."""

    def liaison_slot_edition_contents(self, unit: Unit, edition_id: uuid.UUID) -> Sequence[Figure]:
        """Say what of the module's own is in an edition, beside people and offers, so that it is not empty."""

    def liaison_slot_calendar_checks(
        self, unit: Unit, edition: EditionView, phases: Sequence[PhaseDates]
    ) -> Sequence[CalendarCheck]:
        """Say what of the module's own does not go with the phases of an edition, which may be other ones soon."""

    def liaison_slot_own_cards(
        self, unit: Unit, registration_ids: Collection[uuid.UUID]
    ) -> Mapping[uuid.UUID, OwnCard]:
        """Say to their owner where registrations stand and what comes next, in a fixed number of statements."""

    def liaison_slot_catalogue(
        self, unit: Unit, offer_ids: Collection[uuid.UUID]
    ) -> Mapping[uuid.UUID, CatalogueOffer]:
        """Return what of offers everybody may read, by the offer's id; what is left out is not in the catalogue."""


class BroadcastHooks(Protocol):
    """Hooks that every module may answer."""

    def liaison_register_module(self) -> Module:
        """Declare the module. Called once at start; an error in what it returns stops the start."""

    def liaison_on_person_forgotten(self, unit: Unit, event: PersonForgotten) -> None:
        """Empty what the module's tables say of a person, in the transaction of the act; a failure fails the act."""


def hooks_of(kind: type) -> tuple[str, ...]:
    """Return the names of the hooks of one kind."""
    return tuple(name for name in vars(kind) if name.startswith("liaison_"))


class Dispatcher(Protocol):
    """The only way from the core to the modules of a tenant: those that are off for it are skipped."""

    @property
    def declared(self) -> Mapping[str, Module]:
        """What each installed module declares, by its name."""

    def edition_created(self, unit: Unit, event: EditionCreated) -> None:
        """Tell the edition's module that it was made."""

    def edition_figures(self, unit: Unit, editions: Sequence[EditionView]) -> Mapping[uuid.UUID, tuple[Figure, ...]]:
        """Ask each module once for the figures of its own `editions`; return those of each edition, by weight."""

    def edition_contents(self, unit: Unit, module: str, edition_id: uuid.UUID) -> Sequence[Figure]:
        """Ask the edition's module what of its own is in it."""

    def fills_rehearsals(self, unit: Unit, module: str) -> bool:
        """Say whether a module enters invented people when it is asked to."""

    def rehearsal_filled(self, unit: Unit, edition: EditionView, invented: Invented) -> None:
        """Let the edition's module enter invented people."""

    def calendar_checks(
        self, unit: Unit, edition: EditionView, phases: Sequence[PhaseDates]
    ) -> Sequence[CalendarCheck]:
        """Ask the edition's module what of its own does not go with these phases."""

    def own_cards(self, unit: Unit, registrations: Mapping[uuid.UUID, str]) -> Mapping[uuid.UUID, OwnCard]:
        """Ask each module once for the cards of its own of `registrations`, each with its module."""

    def catalogue_offers(
        self, unit: Unit, module: str, offer_ids: Collection[uuid.UUID]
    ) -> Mapping[uuid.UUID, CatalogueOffer]:
        """Ask a module what of its offers everybody may read."""

    def person_forgotten(self, unit: Unit, event: PersonForgotten) -> None:
        """Tell every installed module that a person is forgotten, those too that are off now but were on once."""
