"""What each letter tells: plain values, which hold no words of any language except what people wrote themselves.

Texts in several languages (the network's name, a municipality) are mappings of language to text; the letter takes the
one of its language.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.programme.rules import PhaseDates
from plugins.immersion.letters.wording import Manner
from plugins.immersion.matching import Refusal

#: A text in several languages, language to text.
Words = Mapping[str, str]
#: The golden rules, language to sentences.
Commitments = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call or write to."""

    name: str
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every letter needs: to whom it goes, what it is about, and who answers for it."""

    to_name: str
    #: None when the person gave no address.
    to_address: str | None
    #: The registration the letter is about.
    about_id: uuid.UUID
    edition_id: uuid.UUID
    territory_id: uuid.UUID | None
    #: The territory's name, its provincial referent (who gets the answers), and the network's name.
    territory: Words
    referent: Contact
    network: Words
    #: How Dutch addresses people.
    manner: Manner = "u"


@dataclass(frozen=True, slots=True)
class HostFacts:
    """The offer in which somebody has a place, as the host described it."""

    reference: str
    title: str
    institution: str
    service: str | None
    contact: Contact
    street: str | None
    postal_code: str | None
    municipality: Words | None
    conditions: str | None
    #: Suggested days, and weekdays on which a stay is possible (1 is Monday).
    dates: Sequence[date]
    weekdays: Sequence[int]
    duration_days: Decimal | None


@dataclass(frozen=True, slots=True)
class RefusedChoice:
    """A choice that a trainee liked better than what the round gave, and why it was not obtained."""

    reference: str
    title: str
    institution: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class PlacedFacts:
    """A trainee has a place."""

    envelope: Envelope
    #: The trainee's printed reference (S077).
    reference: str
    published_on: date
    contact_days: int
    #: Which of the trainee's choices it was, from 1.
    rank: int
    host: HostFacts
    #: The golden rules for trainees.
    commitments: Commitments
    phases: Sequence[PhaseDates]
    #: The choices liked better, by rank.
    refused: Sequence[RefusedChoice] = ()


@dataclass(frozen=True, slots=True)
class FreeOffer:
    """An offer in which places are left."""

    reference: str
    title: str
    institution: str
    municipality: Words | None
    places_left: int


@dataclass(frozen=True, slots=True)
class NotPlacedChooseAgainFacts:
    """A trainee has no place yet, and another round comes."""

    envelope: Envelope
    reference: str
    #: The round that was published, from 1.
    #: The round that placed nobody; None when the first round is still to come.
    round_number: int | None
    #: The printed references of the offers the trainee had chosen, by rank.
    chosen: Sequence[str]
    max_choices: int
    #: The last day on which new choices count, and the day of the next round.
    reply_by: date
    next_round_on: date
    #: Every offer with places left in the trainee's province, in the order in which they are listed.
    offers: Sequence[FreeOffer]
    #: How many more offers have places left elsewhere.
    elsewhere: int
    #: Why the round that was published gave none of the choices, by rank; empty if the letter follows no publication.
    refused: Sequence[RefusedChoice] = ()


@dataclass(frozen=True, slots=True)
class NotPlacedFinalFacts:
    """A trainee has no place, and no round comes any more."""

    envelope: Envelope
    reference: str
    #: How many rounds the trainee waited for.
    rounds: int
    chosen: Sequence[str]
    #: Why the last round gave none of the choices, by rank.
    refused: Sequence[RefusedChoice] = ()


@dataclass(frozen=True, slots=True)
class TraineeFacts:
    """Somebody whom a host expects."""

    name: str
    institution: str
    service: str | None
    #: A code of the vocabulary of professions, or a word it does not know, as written.
    profession: str | None
    email: str | None
    phone: str | None
    expectations: str | None
    #: Whether this round gave the place: the host hears of this person for the first time.
    new: bool


@dataclass(frozen=True, slots=True)
class OfferList:
    """One offer of a host: everybody it expects now, and the names of those who withdrew since the last letter."""

    reference: str
    title: str
    places: int
    trainees: Sequence[TraineeFacts]
    withdrawn: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class HostListFacts:
    """A host's list of trainees changed."""

    envelope: Envelope
    published_on: date
    contact_days: int
    offers: Sequence[OfferList]
    #: The golden rules for hosts.
    commitments: Commitments
    phases: Sequence[PhaseDates]


@dataclass(frozen=True, slots=True)
class HostNobodyFacts:
    """A host expects nobody, and no round comes any more."""

    envelope: Envelope
    #: The host's offers: reference and title.
    offers: Sequence[tuple[str, str]]
    places: int
