"""A host's offer is withdrawn and offered again by hand, within the territory of whoever does it (IM-13)."""

from __future__ import annotations

import uuid
from typing import Final

from core.contract.acting import require
from core.programme.models import Edition
from core.programme.offers import OfferActs, offer_again, withdraw_offer
from core.tenancy.unit import Unit
from plugins.immersion.access import WITHDRAW_OFFERS, own_offers
from plugins.immersion.enums import OFFERED_AGAIN, WITHDREW_OFFER
from plugins.immersion.statuses import OFFER_ACCEPTED, OFFER_WITHDRAWN, OFFERS, REGISTERED, WITHDRAWN

ACTS: Final = OfferActs(
    withdrew=WITHDREW_OFFER,
    offered_again=OFFERED_AGAIN,
    kind="hosts",
    statuses=OFFERS,
    ended=OFFER_WITHDRAWN,
    standing=OFFER_ACCEPTED,
    contact_ended=WITHDRAWN,
    contact_standing=REGISTERED,
)


def withdraw_one(unit: Unit, edition: Edition, offer_id: uuid.UUID, *, version: int, reason: str) -> bool:
    """Withdraw an offer that nobody has a place in; say whether its contact takes part no more (IM-13).

    It leaves what can be chosen, and later rounds do not see it; choices that name it stay what people chose. No letter
    tells of it. Raises what withdraw_offer raises, NotAllowedError without the right.
    """
    require(unit.actor, WITHDRAW_OFFERS)
    return withdraw_offer(
        *(unit, edition.id, offer_id, ACTS), among=own_offers(unit.actor), version=version, reason=reason
    )


def offer_one_again(unit: Unit, edition: Edition, offer_id: uuid.UUID, *, version: int, reason: str) -> bool:
    """Offer again what was withdrawn, as it was before; say whether its contact takes part again (IM-13).

    Choices that name it count again. Raises what offer_again raises, NotAllowedError without the right.
    """
    require(unit.actor, WITHDRAW_OFFERS)
    return offer_again(
        *(unit, edition.id, offer_id, ACTS), among=own_offers(unit.actor), version=version, reason=reason
    )
