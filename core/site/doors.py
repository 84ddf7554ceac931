"""The doors of this room: the public site of a network."""

from __future__ import annotations

from core.contract.doors import Doors
from core.site.views import site

DOORS = Doors(blueprints=(site,))
