"""The doors of this room: the desk, with the network's editions; what is somebody's own; editions made by command.

People are told of what they began to fill in, before it goes.
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.jobs.chores import Chore
from core.programme.commands import edition
from core.programme.expiring import tell_everywhere
from core.programme.own.views import own
from core.programme.views import programme

DOORS = Doors(
    blueprints=(programme, own),
    navigation=(NavigationItem(_l("Editions"), "programme.home", 10),),
    commands=(edition,),
    chores=(Chore("drafts that will go", timedelta(hours=6), tell_everywhere),),
)
