"""The doors of this room: the public catalogue, its chores, and a command that makes it anew."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.catalogue.chores import CHORES
from core.catalogue.commands import catalogue as command
from core.catalogue.views import catalogue
from core.contract.doors import Doors
from core.contract.module import NavigationItem

DOORS = Doors(
    blueprints=(catalogue,),
    navigation=(NavigationItem(_l("Supply and demand"), "catalogue.gaps", 50),),
    public_navigation=(NavigationItem(_l("Catalogue"), "catalogue.network", 20),),
    chores=CHORES,
    commands=(command,),
)
