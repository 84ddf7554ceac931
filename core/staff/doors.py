"""The doors of this room: the team of a network, and the pages of those who are invited."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.staff.invitation_views import invitations
from core.staff.inviting_views import inviting
from core.staff.views import staff

DOORS = Doors(
    blueprints=(staff, inviting, invitations),
    navigation=(NavigationItem(_l("Team"), "staff.team", 80),),
)
