"""The letters of an edition: what each tells, and its declaration (IM-20). The texts lie in letters/.

Facts are plain values, which hold no words of any language except what people wrote themselves. Texts in several
languages (a municipality, a profession) are mappings of language to text; a letter takes the one of its language.
"""

from __future__ import annotations

from typing import Final

from core.contract.module import LetterKind
from plugins.immersion.messages.following import (
    ANY_NEWS,
    CHOICES_SOON,
    CONTACT_LATE,
    CONTACT_SOON,
    DATES_AGREED,
    TOOK_PLACE,
    AnyNewsFacts,
    ChoicesSoonFacts,
    ContactLateFacts,
    ContactSoonFacts,
    DatesAgreedFacts,
    TookPlaceFacts,
)
from plugins.immersion.messages.placing import (
    HOST_LIST,
    HOST_NOBODY,
    NOT_PLACED_CHOOSE_AGAIN,
    NOT_PLACED_FINAL,
    PLACE_RELEASED,
    PLACED,
    Commitments,
    FreeOffer,
    HostFacts,
    HostListFacts,
    HostNobodyFacts,
    NotPlacedChooseAgainFacts,
    NotPlacedFinalFacts,
    OfferList,
    PlacedFacts,
    PlaceReleasedFacts,
    RefusedChoice,
    TraineeFacts,
)
from plugins.immersion.messages.registering import (
    OFFER_ACCEPTED,
    OFFER_DECLINED,
    OFFER_QUESTION,
    TRAINEE_REGISTERED,
    TRAINEE_WITHDREW,
    ChosenOffer,
    OfferAcceptedFacts,
    OfferDeclinedFacts,
    OfferQuestionFacts,
    TraineeRegisteredFacts,
    TraineeWithdrewFacts,
)

__all__ = [
    "ANY_NEWS",
    "CHOICES_SOON",
    "CONTACT_LATE",
    "CONTACT_SOON",
    "DATES_AGREED",
    "HOST_LIST",
    "HOST_NOBODY",
    "LETTERS",
    "NOT_PLACED_CHOOSE_AGAIN",
    "NOT_PLACED_FINAL",
    "OFFER_ACCEPTED",
    "OFFER_DECLINED",
    "OFFER_QUESTION",
    "PLACED",
    "PLACE_RELEASED",
    "TOOK_PLACE",
    "TRAINEE_REGISTERED",
    "TRAINEE_WITHDREW",
    "AnyNewsFacts",
    "ChoicesSoonFacts",
    "ChosenOffer",
    "Commitments",
    "ContactLateFacts",
    "ContactSoonFacts",
    "DatesAgreedFacts",
    "FreeOffer",
    "HostFacts",
    "HostListFacts",
    "HostNobodyFacts",
    "NotPlacedChooseAgainFacts",
    "NotPlacedFinalFacts",
    "OfferAcceptedFacts",
    "OfferDeclinedFacts",
    "OfferList",
    "OfferQuestionFacts",
    "PlaceReleasedFacts",
    "PlacedFacts",
    "RefusedChoice",
    "TookPlaceFacts",
    "TraineeFacts",
    "TraineeRegisteredFacts",
    "TraineeWithdrewFacts",
]

LETTERS: Final[tuple[LetterKind, ...]] = (
    *(TRAINEE_REGISTERED, TRAINEE_WITHDREW, PLACED, PLACE_RELEASED, NOT_PLACED_CHOOSE_AGAIN, NOT_PLACED_FINAL),
    *(HOST_LIST, HOST_NOBODY, OFFER_ACCEPTED, OFFER_QUESTION, OFFER_DECLINED),
    *(DATES_AGREED, CONTACT_SOON, CONTACT_LATE, ANY_NEWS, TOOK_PLACE, CHOICES_SOON),
)
