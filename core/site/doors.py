"""The doors of this room: the public site of a network."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.contract.doors import Doors
from core.contract.module import NavigationItem
from core.site.reading import text_differences
from core.site.views import site

DOORS = Doors(
    blueprints=(site,),
    navigation=(NavigationItem(_l("Texts of the site"), "site.texts", 70),),
    differences=(text_differences,),
)
