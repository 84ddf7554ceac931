"""What an occurrence and an attendance say, pure: when something is over, and how long somebody was there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.contract.standing import AttendanceOutcome


@dataclass(frozen=True, slots=True)
class Attended:
    """What became of one person at one occurrence; `minutes` only when they did not stay for all of it."""

    starts_at: datetime
    ends_at: datetime
    outcome: str
    minutes: int | None = None


def has_ended(ends_at: datetime, now: datetime) -> bool:
    """Say whether an occurrence is over: from the very moment of its end on."""
    return ends_at <= now


def time_attended(attended: Attended) -> timedelta:
    """Return how long a person was there: the minutes that were noted, else the whole occurrence; never longer."""
    if attended.outcome != AttendanceOutcome.PRESENT:
        return timedelta()
    whole = attended.ends_at - attended.starts_at
    return whole if attended.minutes is None else min(whole, timedelta(minutes=attended.minutes))


def hours_attended(attendances: Iterable[Attended]) -> float:
    """Return the hours that attendances make together, as a certificate tells them."""
    return sum((time_attended(each) for each in attendances), timedelta()) / timedelta(hours=1)
