"""The hooks: what may happen (`on`) and what a module may contribute (`slot`), and the dispatcher that calls them.

Each is documented in docs/hooks.md under the same name with the same arguments; a test compares them.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from core.contract.module import Label, Module


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
class EditionView:
    """What a module is told of an edition when a page asks for its contribution."""

    edition_id: uuid.UUID
    module: str
    code: str
    today: date


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that matters, with its word; `endpoint` leads to the list behind it."""

    value: int
    label: Label
    endpoint: str | None = None
    weight: int = 0


class Hooks(Protocol):
    """The hook specifications; a module implements those it needs in its plugin.py."""

    def liaison_register_module(self) -> Module:
        """Declare the module. Called once at start; an error in what it returns stops the start."""

    def liaison_on_edition_created(self, unit: Any, event: EditionCreated) -> None:
        """Act on a new edition, in the transaction that makes it; a failure fails the act."""

    def liaison_slot_edition_figures(self, unit: Any, edition: EditionView) -> Sequence[Figure]:
        """Contribute the figures of one edition to the page that lists the tenant's editions."""


class Dispatcher(Protocol):
    """The only way from the core to the modules of a tenant: those that are off for it are skipped."""

    def edition_created(self, unit: Any, event: EditionCreated) -> None:
        """Tell the edition's module that it was made."""

    def edition_figures(self, unit: Any, edition: EditionView) -> tuple[Figure, ...]:
        """Gather the figures of an edition, ordered by weight and module name."""
