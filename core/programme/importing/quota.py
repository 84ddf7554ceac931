"""How much one person uploads in an hour: what is read costs more than what is sent (M1)."""

from __future__ import annotations

from math import ceil
from typing import Final

from flask_babel import lazy_gettext as _l
from limits import RateLimitItemPerHour

from core.contract.module import Label
from core.tenancy.request import current_application
from core.tenancy.unit import Unit
from core.web.limits import limiter

_MEGABYTE: Final = 1024 * 1024


def room_for(unit: Unit, size: int) -> bool:
    """Say whether the actor may upload so many bytes more within this hour, and count them if so."""
    allowed = RateLimitItemPerHour(current_application().settings.upload_megabytes)
    cost = max(1, ceil(size / _MEGABYTE))
    return limiter.limiter.hit(allowed, "upload", str(unit.actor.account_id), cost=cost)


def too_much() -> Label:
    """Return what is wrong and what to do, for the place where the file was chosen."""
    sentence: Label = _l(
        "You have sent %(limit)s MB of files within an hour, which is as much as is taken from one person. "
        "Wait a while, then choose this one again.",
        limit=current_application().settings.upload_megabytes,
    )
    return sentence
