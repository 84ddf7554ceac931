"""The rooms of the core that have doors, in the order in which they are read."""

from __future__ import annotations

from flask import Flask

import core.accounts.doors
import core.catalogue.doors
import core.exchange.doors
import core.jobs.doors
import core.messages.doors
import core.privacy.doors
import core.programme.doors
import core.site.doors
import core.staff.doors
import core.tenancy.doors
from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.jobs.chores import Chore

ROOMS: tuple[Doors, ...] = (
    core.tenancy.doors.DOORS,
    core.accounts.doors.DOORS,
    core.staff.doors.DOORS,
    core.jobs.doors.DOORS,
    core.messages.doors.DOORS,
    core.exchange.doors.DOORS,
    core.programme.doors.DOORS,
    core.catalogue.doors.DOORS,
    core.site.doors.DOORS,
    core.privacy.doors.DOORS,
)

#: The pages of a network that are not an edition's, in the order of the menu.
NETWORK_PAGES: tuple[NavigationItem, ...] = tuple(
    sorted((page for room in ROOMS for page in room.navigation), key=lambda page: page.weight)
)

#: The pages of the public site beside those that an edition opens, in the order of the menu.
PUBLIC_PAGES: tuple[NavigationItem, ...] = tuple(
    sorted((page for room in ROOMS for page in room.public_navigation), key=lambda page: page.weight)
)

#: What the leader among the relays does now and then.
CHORES: tuple[Chore, ...] = tuple(chore for room in ROOMS for chore in room.chores)


def open_rooms(app: Flask) -> frozenset[str]:
    """Register the pages of every room, and return with which words their addresses begin."""
    for room in ROOMS:
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint)
    return frozenset(rule.rule.split("/")[1] for rule in app.url_map.iter_rules())
