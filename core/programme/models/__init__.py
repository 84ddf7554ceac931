"""The spine as tables: editions, registrations and offers, places, and what happened at them."""

from core.programme.models.changes import FieldChange
from core.programme.models.editions import Edition, Phase, PhaseChange, ReferenceCounter
from core.programme.models.following import FollowUp, FollowUpStep, ReminderRefusal
from core.programme.models.links import PersonalLink
from core.programme.models.occurrences import Attendance, Occurrence
from core.programme.models.offers import Offer, Opening, Registration
from core.programme.models.participations import Participation, StatusChange

__all__ = [
    "Attendance",
    "Edition",
    "FieldChange",
    "FollowUp",
    "FollowUpStep",
    "Occurrence",
    "Offer",
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
