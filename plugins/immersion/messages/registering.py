"""What the letters say to who registers, and of offers that are decided on (IM-09, IM-27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from core.messages.envelope import Words
from core.messages.kinds import letter_kind
from core.messages.timeliness import Meaning
from core.programme.rules import PhaseDates
from plugins.immersion.messages.placing import Commitments


@dataclass(frozen=True, slots=True)
class ChosenOffer:
    """An offer that somebody chose."""

    reference: str
    title: Words
    institution: str
    municipality: Words | None


@dataclass(frozen=True, slots=True)
class TraineeRegisteredFacts:
    """Somebody is registered as a trainee: their choices, what comes next, what they accepted (IM-27)."""

    reference: str
    #: By rank.
    choices: Sequence[ChosenOffer]
    #: Whether their institution hosts (IM-17).
    priority: bool
    #: The next round in which they are.
    next_round_on: date | None
    #: The golden rules for trainees.
    commitments: Commitments
    phases: Sequence[PhaseDates]
    today: date


@dataclass(frozen=True, slots=True)
class TraineeWithdrewFacts:
    """Somebody withdrew by themselves, and hears that it is done."""

    reference: str
    had_place: bool
    #: The last day on which they can register again; None when they cannot.
    open_until: date | None


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


_kind = partial(letter_kind, package="plugins.immersion.letters")

TRAINEE_REGISTERED: Final = _kind(
    "immersion.trainee_registered",
    TraineeRegisteredFacts,
    parts=("trainee_registered", "calendar"),
    dates={"next_round_on": Meaning.AHEAD, "phases": Meaning.CALENDAR, "today": Meaning.WRITTEN},
)
TRAINEE_WITHDREW: Final = _kind(
    "immersion.trainee_withdrew",
    TraineeWithdrewFacts,
    parts=("trainee_withdrew",),
    dates={"open_until": Meaning.AHEAD},
)
OFFER_ACCEPTED: Final = _kind(
    "immersion.offer_accepted",
    OfferAcceptedFacts,
    parts=("offer_accepted", "calendar"),
    dates={"phases": Meaning.CALENDAR, "today": Meaning.WRITTEN},
)
OFFER_QUESTION: Final = _kind("immersion.offer_question", OfferQuestionFacts, parts=("offer_question",))
OFFER_DECLINED: Final = _kind("immersion.offer_declined", OfferDeclinedFacts, parts=("offer_declined",))
