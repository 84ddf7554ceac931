"""The doors of this room: the desk, with the network's editions; what is somebody's own; editions made by command."""

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.programme.commands import edition
from core.programme.own.views import own
from core.programme.views import programme

DOORS = Doors(
    blueprints=(programme, own),
    navigation=(NavigationItem(_l("Editions"), "programme.home", 10),),
    commands=(edition,),
)
