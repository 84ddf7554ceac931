"""What somebody reads who cannot register, or not yet."""

from __future__ import annotations

from core.web.dates import said_day
from plugins.immersion.entering_errors import NotRegisteringError
from plugins.immersion.texts import gettext as _


def not_registering_words(shut: NotRegisteringError) -> str:
    """Say why somebody cannot register now, and from when on they can."""
    day = said_day(shut.opens_on) if shut.opens_on else None
    if shut.hosts_only and day:
        return str(
            _(
                "For now only people of institutions that host can register, and this one does not host. "
                "You can register from %(day)s on; what you typed stays here until you close the page.",
                day=day,
            )
        )
    if shut.hosts_only:
        return str(_("Only people of institutions that host can register, and this one does not host."))
    if day:
        return str(_("Registration is closed now. It opens again on %(day)s.", day=day))
    return str(_("Registration is over for this edition. The coordination can tell you what is still possible."))
