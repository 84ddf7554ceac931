"""The door of this room: the directory is searched while somebody types."""

from __future__ import annotations

from core.contract.doors import Doors
from core.directory.views import directory

DOORS = Doors(blueprints=(directory,))
