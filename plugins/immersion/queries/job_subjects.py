"""What the jobs of the module are about, for the page of work in the background."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.database.session import TenantSession
from core.programme.models import Edition
from plugins.immersion.models import ImmersionRound


@dataclass(frozen=True, slots=True)
class RoundName:
    """A round as its address names it, and the title of its edition per language."""

    id: uuid.UUID
    number: int
    edition: str
    title: dict[str, str]


def round_names(session: TenantSession, ids: Collection[uuid.UUID]) -> Sequence[RoundName]:
    """Return the rounds among `ids`, in one statement."""
    query = (
        select(ImmersionRound.id, ImmersionRound.number, Edition.code, Edition.title)
        .join(Edition, Edition.id == ImmersionRound.edition_id)
        .where(ImmersionRound.id.in_(ids))
    )
    return [RoundName(*row) for row in session.execute(query)]
