"""Reads for pages and figures, each a fixed number of statements however many rows."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from core.tenancy.unit import Unit
from lunch.access import visible_entries
from lunch.models import LunchEntry


def entry_counts(unit: Unit, edition_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how many entries each of the editions has for the actor; one statement."""
    query = (
        select(LunchEntry.edition_id, func.count())
        .where(LunchEntry.edition_id.in_(edition_ids), visible_entries(unit.actor))
        .group_by(LunchEntry.edition_id)
    )
    return {edition_id: count for edition_id, count in unit.session.execute(query)}
