"""Reads of editions and phases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from core.database.session import TenantSession
from core.programme.errors import UnknownEditionError
from core.programme.models import Edition, Phase
from core.programme.rules import PhaseDates


def editions(session: TenantSession) -> Sequence[Edition]:
    """Return the tenant's editions, the newest first."""
    return session.scalars(select(Edition).order_by(Edition.year.desc(), Edition.module, Edition.code)).all()


def find_edition(session: TenantSession, module: str, code: str) -> Edition:
    """Return the edition `code` of `module`; raises UnknownEditionError, which names those there are."""
    edition = session.scalar(select(Edition).where(Edition.module == module, Edition.code == code))
    if edition is None:
        codes = session.scalars(select(Edition.code).where(Edition.module == module).order_by(Edition.code))
        raise UnknownEditionError(f"There is no edition {code!r}; there are: {', '.join(codes) or 'none yet'}.")
    return edition


def phases_of(session: TenantSession, edition_id: uuid.UUID) -> tuple[PhaseDates, ...]:
    """Return the phases of an edition, in order."""
    rows = session.execute(
        select(Phase.kind, Phase.first_day, Phase.last_day)
        .where(Phase.edition_id == edition_id)
        .order_by(Phase.position)
    )
    return tuple(PhaseDates(kind, first_day, last_day) for kind, first_day, last_day in rows)


def phases_by_edition(session: TenantSession) -> dict[uuid.UUID, tuple[PhaseDates, ...]]:
    """Return the phases of every edition of the tenant in one statement."""
    found: dict[uuid.UUID, list[PhaseDates]] = {}
    query = select(Phase.edition_id, Phase.kind, Phase.first_day, Phase.last_day).order_by(Phase.position)
    for edition_id, kind, first_day, last_day in session.execute(query):
        found.setdefault(edition_id, []).append(PhaseDates(kind, first_day, last_day))
    return {edition_id: tuple(phases) for edition_id, phases in found.items()}
