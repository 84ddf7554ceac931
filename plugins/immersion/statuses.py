"""How the registrations, offers and places of an immersion stand: the module's words within the core's classes."""

from __future__ import annotations

from typing import Final

from core.contract.module import Status
from core.contract.standing import PlaceStanding, Standing
from plugins.immersion.enums import OfferStatus, PlaceStatus, RegistrationStatus
from plugins.immersion.texts import lazy_pgettext

REGISTERED: Final = Status(RegistrationStatus.REGISTERED, Standing.ACTIVE, lazy_pgettext("registration", "registered"))
WITHDRAWN: Final = Status(RegistrationStatus.WITHDRAWN, Standing.ENDED, lazy_pgettext("registration", "withdrawn"))

#: Hosts register by themselves; only an offer that was accepted counts.
OFFER_PROPOSED: Final = Status(OfferStatus.PROPOSED, Standing.ASKED, lazy_pgettext("offer", "to accept"))
OFFER_ACCEPTED: Final = Status(OfferStatus.ACCEPTED, Standing.ACTIVE, lazy_pgettext("offer", "accepted"))
OFFER_WITHDRAWN: Final = Status(OfferStatus.WITHDRAWN, Standing.ENDED, lazy_pgettext("offer", "withdrawn"))

PLACED: Final = Status(PlaceStatus.PLACED, PlaceStanding.HOLDING, lazy_pgettext("place", "given"))
GIVEN_BACK: Final = Status(PlaceStatus.WITHDRAWN, PlaceStanding.ENDED, lazy_pgettext("place", "given back"))
RELEASED: Final = Status(PlaceStatus.RELEASED, PlaceStanding.ENDED, lazy_pgettext("place", "released"))

REGISTRATIONS: Final = (REGISTERED, WITHDRAWN)
OFFERS: Final = (OFFER_PROPOSED, OFFER_ACCEPTED, OFFER_WITHDRAWN)
PLACES: Final = (PLACED, GIVEN_BACK, RELEASED)


def offer_word(word: str) -> str:
    """Return what a status of an offer is called."""
    return str({status.word: status.label for status in OFFERS}[word])


def offer_status_after_import(word: str) -> Status[Standing]:
    """Return how an offer stands that a file names: who imports may accept, and means to."""
    known = {status.word: status for status in OFFERS}[word]
    return OFFER_ACCEPTED if known is OFFER_PROPOSED else known
