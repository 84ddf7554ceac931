"""The words that the module stores: states, pools, roles and phases."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

MODULE: Final = "immersion"
#: Acts in the trail that pages tell of.
WITHDREW: Final = "immersion.trainee.withdrawn"
WITHDREW_OFFER: Final = "immersion.offer.withdrawn"
OFFERED_AGAIN: Final = "immersion.offer.offered_again"
ACCEPTED_OFFER: Final = "immersion.offer.accepted"
ASKED_BACK: Final = "immersion.offer.asked_back"
DECLINED_OFFER: Final = "immersion.offer.declined"
ANSWERED: Final = "immersion.offer.answered"
TOOK_BACK: Final = "immersion.trainee.brought_back"
RELEASED_PLACE: Final = "immersion.place.released"
GAVE_AGAIN: Final = "immersion.place.given_again"
#: Something was said of a place after it was given; its details say what, and by which side.
SAID: Final = "immersion.follow_up.said"


class ParticipantKind(StrEnum):
    """The role in which a person takes part in an edition."""

    HOST = "host"
    TRAINEE = "trainee"


class PhaseCode(StrEnum):
    """The dated steps of an edition, in order (IM-03)."""

    HOST_REGISTRATION = "host_registration"
    PRIORITY_REGISTRATION = "priority_registration"
    TRAINEE_REGISTRATION = "trainee_registration"
    MATCHING = "matching"
    IMMERSION = "immersion"
    EVALUATION = "evaluation"


class RoundState(StrEnum):
    """Where a round of matching stands (IM-15)."""

    PLANNED = "planned"
    OPEN = "open"
    PROPOSED = "proposed"
    PUBLISHED = "published"


class Pool(StrEnum):
    """Whom a round serves: the people of host services alone, or everybody without a place."""

    PRIORITY = "priority"
    EVERYBODY = "everybody"

    @property
    def registration(self) -> PhaseCode:
        """In which phase its people register; a round is frozen when that is over (IM-15)."""
        return PhaseCode.PRIORITY_REGISTRATION if self is Pool.PRIORITY else PhaseCode.TRAINEE_REGISTRATION


class PlaceStatus(StrEnum):
    """What became of a place that a round gave."""

    PLACED = "placed"
    #: Given up with the registration.
    WITHDRAWN = "withdrawn"
    #: Free for somebody else, while the person stays registered (IM-28).
    RELEASED = "released"


class Standing(StrEnum):
    """How a trainee stands, as lists are filtered by it."""

    PLACED = "placed"
    WITHOUT_PLACE = "without_place"
    WITHDRAWN = "withdrawn"


class Followed(StrEnum):
    """Where a place stands today, as lists and queues name it."""

    CONFLICT = "conflict"
    #: Contact was to be made by a day that is over.
    LATE = "late"
    NO_NEWS = "no_news"
    WAITING = "waiting"
    CONTACTED = "contacted"
    AGREED = "agreed"
    #: The agreed day is over, and nobody has said whether it took place.
    ASKED = "asked"
    TOOK_PLACE = "took_place"
    DID_NOT = "did_not"


class WhyNot(StrEnum):
    """Why an immersion did not take place: nobody is to blame by default."""

    TRAINEE_PREVENTED = "trainee_prevented"
    HOST_PREVENTED = "host_prevented"
    HOST_SILENT = "host_silent"
    NO_DATE = "no_date"
    NOBODY_CAME = "nobody_came"
    OTHER = "other"


class OfferStatus(StrEnum):
    """Only an accepted offer counts: for the catalogue, for priority, for a round."""

    PROPOSED = "proposed"
    #: Its host was asked something, and it waits for the answer.
    ASKED_BACK = "asked_back"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class RegistrationStatus(StrEnum):
    """Whether a person still takes part."""

    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"
