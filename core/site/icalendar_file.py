"""The calendar of an edition as a file for people's own calendars (RFC 5545): phases in whole days."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event
from sqlalchemy import func, select

from core.database.base import refers
from core.programme.models import Phase, PhaseChange
from core.site.places import lines_of
from core.site.queries import PublicEdition
from core.tenancy.unit import Unit
from core.web.locale import current_language

_MADE_BY: Final = "-//Liaison//Calendar of an edition//"
#: So often a calendar that subscribed asks again.
_AGAIN: Final = timedelta(hours=12)


def calendar_of(unit: Unit, edition: PublicEdition, address: str) -> bytes:
    """Return the calendar of an edition in the reader's language; `address` is the page it belongs to.

    An entry keeps its name whatever day it moves to, and counts its moves, so that calendars follow. One statement.
    """
    language = current_language()
    title = unit.tenant.text(edition.edition.title, language)
    changes = _changes(unit, edition.edition.id)
    file = Calendar()
    file.add("prodid", f"{_MADE_BY}{language.upper()}")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", title)
    file.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    for phase, line in zip(edition.phases, lines_of(edition), strict=True):
        moves, moved_at = changes.get(phase.kind, (0, edition.edition.created_at))
        entry = Event()
        entry.add("uid", f"{phase.kind}.{edition.edition.id}@liaison")
        entry.add("sequence", moves)
        entry.add("dtstamp", moved_at.astimezone(UTC))
        entry.add("summary", f"{line.name} – {title}")
        entry.add("dtstart", phase.first_day)
        entry.add("dtend", phase.last_day + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")  # Nobody is busy for weeks because people may register.
        entry.add("url", address)
        if line.note:
            entry.add("description", line.note)
        file.add_component(entry)
    return bytes(file.to_ical())


def _changes(unit: Unit, edition_id: uuid.UUID) -> Mapping[str, tuple[int, datetime]]:
    """Return how often the days of each phase were changed, and when at last."""
    query = (
        select(Phase.kind, func.count(), func.max(PhaseChange.at))
        .join_from(PhaseChange, Phase, refers(PhaseChange.phase_id, Phase))
        .where(Phase.edition_id == edition_id)
        .group_by(Phase.kind)
    )
    rows: Any = unit.session.execute(query)
    return {kind: (count, at) for kind, count, at in rows}
