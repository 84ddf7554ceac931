"""The door of this room: the network's home, with its editions."""

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.programme.views import programme

DOORS = Doors(blueprints=(programme,), navigation=(NavigationItem(_l("Editions"), "programme.home", 10),))
