"""The doors of this room: the pages of the site and of a network's modules, and the networks as data."""

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.tenancy.commands import tenants
from core.tenancy.views import sites, tenancy

DOORS = Doors(
    blueprints=(sites, tenancy),
    navigation=(NavigationItem(_l("Modules"), "tenancy.modules", 90),),
    commands=(tenants,),
)
