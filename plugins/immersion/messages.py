"""The letters of an edition: what each tells, and its declaration (IM-20). The texts lie in letters/.

Facts are plain values, which hold no words of any language except what people wrote themselves. Texts in several
languages (a municipality, a profession) are mappings of language to text; a letter takes the one of its language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from core.language.spoken import LANGUAGES
from core.messages.envelope import Contact, Words
from core.messages.kinds import letter_kind
from core.messages.timeliness import Meaning
from core.programme.rules import PhaseDates
from plugins.immersion.letters.wording import around
from plugins.immersion.matching import Refusal

#: The golden rules, language to sentences.
Commitments = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class HostFacts:
    """The offer in which somebody has a place, as the host described it."""

    reference: str
    title: Words
    institution: str
    service: str | None
    contact: Contact
    street: str | None
    postal_code: str | None
    municipality: Words | None
    conditions: str | None
    #: Suggested days that are still to come, and weekdays on which a stay is possible (1 is Monday).
    dates: Sequence[date]
    weekdays: Sequence[int]
    duration_days: Decimal | None


@dataclass(frozen=True, slots=True)
class RefusedChoice:
    """A choice that a trainee liked better than what the round gave, and why it was not obtained."""

    reference: str
    title: Words
    institution: str
    refusal: Refusal

    @property
    def why(self) -> Words:
        """The sentence of the matching, which goes on from the word for the choice."""
        return {language: around(self.refusal, language)[1] for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class PlacedFacts:
    """A trainee has a place: whom to call and by when, what the host asks, how to withdraw (IM-20, IM-27)."""

    #: The trainee's printed reference (S077).
    reference: str
    contact_by: date
    #: Which of the trainee's choices it was, from 1.
    rank: int
    host: HostFacts
    #: The golden rules for trainees.
    commitments: Commitments
    #: The calendar, and the day on which the letter is written.
    phases: Sequence[PhaseDates]
    today: date
    #: The choices liked better, by rank.
    refused: Sequence[RefusedChoice] = ()
    #: Whether they had this very place, which was released, and have it again.
    again: bool = False


@dataclass(frozen=True, slots=True)
class PlaceReleasedFacts:
    """The place of a trainee is released, and they stay registered; nothing is told of anybody else (IM-28)."""

    reference: str
    offer: str
    title: Words
    institution: str
    max_choices: int
    #: Whether a round comes in which they would be with new choices.
    another_round: bool
    #: Its day, and the last day on which choices count for it; None of one that is too near to be answered in time.
    next_round_on: date | None
    reply_by: date | None


@dataclass(frozen=True, slots=True)
class FreeOffer:
    """An offer in which places are left."""

    reference: str
    title: Words
    institution: str
    municipality: Words | None
    #: None for no limit, as in the other letters.
    places_left: int | None


@dataclass(frozen=True, slots=True)
class NotPlacedChooseAgainFacts:
    """A trainee has no place yet, and another round comes; nothing is told of anybody else (IM-20)."""

    reference: str
    #: The round that placed nobody, from 1; None when the first round is still to come.
    round: int | None
    #: The printed references of the offers the trainee had chosen, by rank.
    chosen: Sequence[str]
    max_choices: int
    #: The last day on which new choices count, if there are any to make, and the day of the next round.
    reply_by: date | None
    next_round_on: date
    #: Offers with places left in the trainee's province, as many as a letter lists, in the order of their references.
    offers: Sequence[FreeOffer]
    #: How many more there are in the province, and how many elsewhere.
    more: int
    elsewhere: int
    #: Why the round that was published gave none of the choices, by rank; empty if the letter follows no publication.
    refused: Sequence[RefusedChoice] = ()
    #: Whether their place was released: they were in no round since, and are in none without new choices.
    released: bool = False


@dataclass(frozen=True, slots=True)
class NotPlacedFinalFacts:
    """A trainee has no place, and no round comes any more; nothing is told of anybody else (IM-20)."""

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
    #: A profession of the vocabulary in each language, or a word it does not know, as written.
    profession: Words | str | None
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
    places: int | None
    trainees: Sequence[TraineeFacts]
    withdrawn: Sequence[str] = ()
    #: The names of those who had left, and come after all.
    returned: Sequence[str] = ()
    #: The names of those whose place was released since the last letter.
    released: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class HostListFacts:
    """A host's list of trainees changed: everybody, the new ones marked, those who withdrew named (IM-20)."""

    contact_by: date
    offers: Sequence[OfferList]
    #: How many are expected in all, and how many of them for the first time.
    total: int
    new: int
    #: The golden rules for hosts.
    commitments: Commitments
    phases: Sequence[PhaseDates]
    today: date


@dataclass(frozen=True, slots=True)
class HostNobodyFacts:
    """A host expects nobody, and no round comes any more (IM-20)."""

    #: The host's offers: reference and title.
    offers: Sequence[tuple[str, str]]
    places: int | None


@dataclass(frozen=True, slots=True)
class OfferAcceptedFacts:
    """A host's offer is accepted: what comes next, and to what it committed itself (IM-27)."""

    reference: str
    title: str
    places: int | None
    commitments: Commitments
    phases: Sequence[PhaseDates]
    today: date


@dataclass(frozen=True, slots=True)
class OfferQuestionFacts:
    """A host is asked something about an offer before it is decided on."""

    reference: str
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class OfferDeclinedFacts:
    """A host's offer is declined, and why."""

    reference: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContactSoonFacts:
    """A trainee has not said that contact was made, and its day comes near (IM-28, IM-29)."""

    reference: str
    contact_by: date
    contact: Contact
    institution: str
    title: Words


@dataclass(frozen=True, slots=True)
class ContactLateFacts:
    """The day of the contact is over, and nobody has said that it was made (IM-28)."""

    reference: str
    contact_by: date
    contact: Contact
    institution: str
    title: Words


@dataclass(frozen=True, slots=True)
class AnyNewsFacts:
    """A host is asked whether it has news of people of whom nobody has any (IM-28)."""

    people: Sequence[str]
    contact_by: date


@dataclass(frozen=True, slots=True)
class DatesAgreedFacts:
    """The other side, or staff, entered the date of an immersion, or another one (IM-28)."""

    #: With whom: the trainee's name, or the host's institution.
    other: str
    title: Words
    institution: str
    #: The days and times, in each language.
    when: Words
    changed: bool
    by_staff: bool


@dataclass(frozen=True, slots=True)
class TookPlaceFacts:
    """The agreed day is over, and nobody has said whether the immersion took place (IM-28)."""

    other: str
    title: Words
    institution: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class ChoicesSoonFacts:
    """A trainee who was asked for new choices has made none, and their last day comes near (IM-33)."""

    reference: str
    reply_by: date
    next_round_on: date


_kind = partial(letter_kind, package="plugins.immersion.letters")

#: What letters with a calendar say of their dates.
_CONTACT: Final = {"contact_by": Meaning.DUE, "phases": Meaning.CALENDAR, "today": Meaning.WRITTEN}

PLACED: Final = _kind("immersion.placed", PlacedFacts, parts=("placed", "calendar"), dates=_CONTACT)
PLACE_RELEASED: Final = _kind(
    "immersion.place_released",
    PlaceReleasedFacts,
    parts=("place_released",),
    dates={"next_round_on": Meaning.AHEAD, "reply_by": Meaning.DUE},
)
NOT_PLACED_CHOOSE_AGAIN: Final = _kind(
    "immersion.not_placed_choose_again",
    NotPlacedChooseAgainFacts,
    parts=("not_placed_choose_again",),
    dates={"reply_by": Meaning.DUE, "next_round_on": Meaning.AHEAD},
)
NOT_PLACED_FINAL: Final = _kind("immersion.not_placed_final", NotPlacedFinalFacts, parts=("not_placed_final",))
HOST_LIST: Final = _kind("immersion.host_list", HostListFacts, parts=("host_list", "calendar"), dates=_CONTACT)
HOST_NOBODY: Final = _kind("immersion.host_nobody", HostNobodyFacts, parts=("host_nobody",))
OFFER_ACCEPTED: Final = _kind(
    "immersion.offer_accepted",
    OfferAcceptedFacts,
    parts=("offer_accepted", "calendar"),
    dates={"phases": Meaning.CALENDAR, "today": Meaning.WRITTEN},
)
OFFER_QUESTION: Final = _kind("immersion.offer_question", OfferQuestionFacts, parts=("offer_question",))
OFFER_DECLINED: Final = _kind("immersion.offer_declined", OfferDeclinedFacts, parts=("offer_declined",))

DATES_AGREED: Final = _kind("immersion.dates_agreed", DatesAgreedFacts, parts=("dates_agreed",))
CONTACT_SOON: Final = _kind(
    "immersion.contact_soon",
    ContactSoonFacts,
    parts=("contact_soon", "reminder_end"),
    dates={"contact_by": Meaning.AHEAD},
)
CONTACT_LATE: Final = _kind(
    "immersion.contact_late",
    ContactLateFacts,
    parts=("contact_late", "reminder_end"),
    dates={"contact_by": Meaning.BEHIND},
)
ANY_NEWS: Final = _kind(
    "immersion.any_news", AnyNewsFacts, parts=("any_news", "reminder_end"), dates={"contact_by": Meaning.BEHIND}
)
TOOK_PLACE: Final = _kind(
    "immersion.took_place",
    TookPlaceFacts,
    parts=("took_place", "reminder_end"),
    dates={"first_day": Meaning.BEHIND, "last_day": Meaning.BEHIND},
)
CHOICES_SOON: Final = _kind(
    "immersion.choices_soon",
    ChoicesSoonFacts,
    parts=("choices_soon", "reminder_end"),
    dates={"reply_by": Meaning.AHEAD, "next_round_on": Meaning.AHEAD},
)

LETTERS: Final = (
    *(PLACED, PLACE_RELEASED, NOT_PLACED_CHOOSE_AGAIN, NOT_PLACED_FINAL, HOST_LIST, HOST_NOBODY),
    *(OFFER_ACCEPTED, OFFER_QUESTION, OFFER_DECLINED),
    *(DATES_AGREED, CONTACT_SOON, CONTACT_LATE, ANY_NEWS, TOOK_PLACE, CHOICES_SOON),
)
