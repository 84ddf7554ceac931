"""What a room of the core declares of itself: the doors through which the rest of the world comes in.

A room that has any declares them in its `doors.py`; `core/rooms.py` gathers them, and the wiring reads nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.contract.module import NavigationItem

if TYPE_CHECKING:
    import click
    from flask import Blueprint

    from core.jobs.chores import Chore
    from core.jobs.handlers import Handler
    from core.tenancy.commanding import Commander


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors of a room of the core."""

    blueprints: tuple[Blueprint, ...] = ()
    #: Its pages in the menu of a network, beside those of an edition.
    navigation: tuple[NavigationItem, ...] = ()
    #: Its pages in the menu of the public site, which everybody may open.
    public_navigation: tuple[NavigationItem, ...] = ()
    #: Makes the handler of each kind of work that is done later, from the parts of the process.
    handlers: Mapping[str, Callable[[Commander], Handler]] = field(default_factory=dict)
    #: What has to be done now and then, by one process.
    chores: tuple[Chore, ...] = ()
    #: Sub-commands of `liaison`.
    commands: tuple[click.Command, ...] = ()
