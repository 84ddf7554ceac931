"""Agreed times as a calendar file (RFC 5545) for both sides: moved and called off by their UID, never doubled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event

from core.language.dates import BELGIUM
from core.programme.following.rules import Stretch

#: The type of such a file.
CALENDAR_TYPE: Final = "text/calendar"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what a calendar knows it by, how often it was changed, and what it says."""

    uid: str
    sequence: int
    stretch: Stretch
    called_off: bool
    summary: str
    description: str = ""
    location: str = ""


def calendar_file(entries: Iterable[Entry], now: datetime) -> bytes:
    """Return entries as a file; times are those of the clock in Belgium, with the rule by which it changes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Liaison//NONSGML agreed dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, now))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now)
    begins, ends = (moment.astimezone(BELGIUM) for moment in (entry.stretch.starts_at, entry.stretch.ends_at))
    if begins.time() == time() and ends.time() == time():  # Only the day is known.
        event.add("dtstart", begins.date())
        event.add("dtend", entry.stretch.last_day + timedelta(days=1))
    else:
        event.add("dtstart", begins)
        event.add("dtend", ends)
    event.add("summary", entry.summary)
    for name in ("description", "location"):
        if text := getattr(entry, name):
            event.add(name, text)
    event.add("status", "CANCELLED" if entry.called_off else "CONFIRMED")
    return event
