"""How much an offer is asked for, and how much of that a network lets everybody see (IM-21)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import select

from core.tenancy.models import TenantOverride
from core.tenancy.unit import Unit

#: The key under which a network keeps what its catalogue shows.
SETTING: Final = "catalogue"


class DemandShown(StrEnum):
    """What everybody sees of how much an offer is asked for."""

    NOTHING = "nothing"
    WORDS = "words"
    NUMBERS = "numbers"


class Demand(StrEnum):
    """How much an offer is asked for, in words."""

    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


def demand_of(requests: int, left: int | None) -> Demand:
    """Say how much an offer is asked for: by fewer than there are places left, by as many, by twice as many or more."""
    if left is None or requests < max(left, 1):
        return Demand.LITTLE
    return Demand.MUCH if requests >= 2 * max(left, 1) else Demand.SOME


def demand_shown(unit: Unit) -> DemandShown:
    """Return what the network shows; nothing unless it said otherwise. One statement."""
    query = select(TenantOverride.value["demand"].astext).where(TenantOverride.key == SETTING)
    said = unit.session.scalar(query)
    return DemandShown(said) if said in set(DemandShown) else DemandShown.NOTHING


def shown_requests(unit: Unit) -> bool:
    """Say whether the numbers of requests may stand in the catalogue at all; one statement."""
    return demand_shown(unit) is not DemandShown.NOTHING
