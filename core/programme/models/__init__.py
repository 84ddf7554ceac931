"""The spine as tables: editions, registrations and offers, places, and what happened at them."""

from core.programme.models.changes import FieldChange
from core.programme.models.charter import Charter, CharterAcceptance
from core.programme.models.editions import Edition, Phase, PhaseChange, ReferenceCounter
from core.programme.models.following import FollowUp, FollowUpStep, ReminderRefusal
from core.programme.models.links import PersonalLink
from core.programme.models.occurrences import Attendance, Occurrence
from core.programme.models.offers import Offer, Opening, Registration
from core.programme.models.participations import Participation, StatusChange
from core.programme.models.questions import OfferQuestion

__all__ = [
    "Attendance",
    "Charter",
    "CharterAcceptance",
    "Edition",
    "FieldChange",
    "FollowUp",
    "FollowUpStep",
    "Occurrence",
    "Offer",
    "OfferQuestion",
    "Opening",
    "Participation",
    "PersonalLink",
    "Phase",
    "PhaseChange",
    "ReferenceCounter",
    "Registration",
    "ReminderRefusal",
    "StatusChange",
]
