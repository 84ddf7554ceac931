"""What the letters say that follow a round: reminders, and dates that were agreed on (IM-28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from core.messages.envelope import Contact, Words
from core.messages.kinds import letter_kind
from core.messages.timeliness import Meaning


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
