"""Whom to remind of what on a day, pure: only who has not acted, in time, of nothing that is settled (IM-28, IM-33).

What is due is told on the next working day on which the chore looks, and each thing once, by its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from core.language.dates import BELGIUM
from core.language.working_days import is_working_day, working_days_from
from core.programme.following.rules import Stage

#: A contact is reminded of so many working days before its day, and a host asked so many after it.
BEFORE: Final = 2
AFTER: Final = 2
#: So many days before the end of a phase, or the last day for choices, whoever has not acted is reminded.
CLOSING: Final = 3
#: What has been due for longer is not told any more: a chore that slept for weeks wakes nobody.
STALE: Final = timedelta(days=14)
#: Letters leave by day.
_FIRST_HOUR: Final = 8


class Reminder(StrEnum):
    """What somebody is reminded of."""

    CONTACT_SOON = "contact soon"
    CONTACT_LATE = "contact late"
    ANY_NEWS = "any news"
    TOOK_PLACE = "took place"


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """Where a place stands, as far as reminders ask."""

    stage: str
    disputed: bool
    contact_by: date
    #: The last day that was agreed.
    last_day: date | None


def due(place: OpenPlace, today: date, last_day: date | None) -> frozenset[Reminder]:
    """Return of what the two sides of a place are to be reminded; `last_day` is that of the immersions, if one is set.

    Nothing while staff look into what the sides disagree on, and whether it took place never before the day is over.
    """
    if place.disputed:
        return frozenset()
    late = place.contact_by < today <= place.contact_by + STALE and (last_day is None or today <= last_day)
    silent = place.stage in (Stage.WAITING, Stage.NO_NEWS)
    found = set()
    if place.stage == Stage.WAITING and working_days_from(place.contact_by, -BEFORE) <= today <= place.contact_by:
        found.add(Reminder.CONTACT_SOON)
    if silent and late:
        found.add(Reminder.CONTACT_LATE)
    if place.stage == Stage.WAITING and late and today >= working_days_from(place.contact_by, AFTER):
        found.add(Reminder.ANY_NEWS)
    if place.stage == Stage.AGREED and place.last_day and place.last_day < today <= place.last_day + STALE:
        found.add(Reminder.TOOK_PLACE)
    return frozenset(found)


def choices_due(reply_by: date, today: date) -> bool:
    """Say whether the last day for new choices comes so near that whoever has not chosen is reminded."""
    return reply_by - timedelta(days=CLOSING) <= today <= reply_by


def letters_leave(now: datetime, *, rehearsal: bool) -> bool:
    """Say whether reminders are written now: on working days, not at night; in a rehearsal at any hour of the day."""
    local = now.astimezone(BELGIUM)
    return is_working_day(local.date()) and (rehearsal or local.hour >= _FIRST_HOUR)
