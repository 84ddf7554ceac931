"""The choices on which rounds decide, as they were frozen: what is said of a round is read here, and nowhere else."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import cast, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from core.database.session import TenantSession
from plugins.immersion.models import ImmersionRound


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a round that was opened has of one trainee: the references of the offers chosen, the first choice first."""

    round_number: int
    state: str
    frozen_at: datetime
    reference: str
    choices: tuple[str, ...]


def frozen_choices(session: TenantSession, edition_id: uuid.UUID, reference: str | None = None) -> Sequence[Frozen]:
    """Return the choices that the rounds of an edition froze, of all or of one trainee, by round; one statement."""
    requests = cast(ImmersionRound.snapshot, JSONB)["requests"]
    each = func.jsonb_array_elements(requests).table_valued(column("value", JSONB), name="request")
    query = (
        select(
            *(ImmersionRound.number, ImmersionRound.state, ImmersionRound.opened_at),
            *(each.c.value["id"].astext, each.c.value["choices"]),
        )
        .select_from(ImmersionRound)
        .join(each, true())
        .where(ImmersionRound.edition_id == edition_id, ImmersionRound.snapshot.is_not(None))
        .order_by(ImmersionRound.number)
    )
    if reference is not None:
        query = query.where(each.c.value["id"].astext == reference)
    found = session.execute(query)
    return [Frozen(number, state, at, who, tuple(choices)) for number, state, at, who, choices in found]
