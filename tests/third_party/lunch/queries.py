"""Reads for pages and figures, each a fixed number of statements however many rows."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import func, select

from core.database.session import TenantSession
from lunch.models import LunchEntry


def entry_counts(session: TenantSession, edition_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how many entries each of the editions has; one statement."""
    query = (
        select(LunchEntry.edition_id, func.count())
        .where(LunchEntry.edition_id.in_(edition_ids))
        .group_by(LunchEntry.edition_id)
    )
    return {edition_id: count for edition_id, count in session.execute(query)}
