"""What leaves as a file leaves a trace: who took which list home, narrowed by what, and how many rows."""

from __future__ import annotations

import uuid
from dataclasses import fields

from core.audit.services import record
from core.contract.acting import require
from core.tenancy.unit import Unit
from plugins.immersion.access import EXPORT
from plugins.immersion.queries.hosts import HostFilters
from plugins.immersion.queries.placements import PlacementFilters
from plugins.immersion.queries.trainees import TraineeFilters

#: The act in the trail.
EXPORTED = "immersion.list.exported"


def record_export(
    unit: Unit,
    edition_id: uuid.UUID,
    name: str,
    filters: HostFilters | TraineeFilters | PlacementFilters,
    rows: int,
) -> None:
    """Record that the list `name` ("hosts", "trainees", "placements") of an edition leaves with `rows` rows.

    The trail keeps the names of the filters, never what was typed into them: that may be somebody's name. Raises
    NotAllowedError without the right.
    """
    require(unit.actor, EXPORT)
    narrowed = sorted(each.name for each in fields(filters) if getattr(filters, each.name) != each.default)
    record(unit, EXPORTED, edition_id, list=name, filters=narrowed, rows=rows)
