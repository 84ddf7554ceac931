"""Keep an uploaded file for a day, so that nobody chooses it twice between looking and doing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import defer

from core.database.base import utc_now, uuid7
from core.exchange.models import StoredFile
from core.tenancy.unit import Unit

#: How long a file waits for the person who uploaded it; the clockwork deletes it afterwards.
KEPT_FOR: Final = timedelta(days=1)


class UnknownFileError(Exception):
    """There is no such file, its day is over, or somebody else uploaded it."""


def keep_file(unit: Unit, kind: str, name: str, content: bytes) -> StoredFile:
    """Keep a file for the actor, and for nobody else; `kind` says what it is for.

    The caller has checked the right. It is kept for a day of real time, also in a rehearsal.
    """
    kept = StoredFile(
        id=uuid7(),
        kind=kind,
        name=name,
        content=content,
        by_account_id=unit.actor.account_id,
        expires_at=utc_now() + KEPT_FOR,
    )
    unit.session.add(kept)
    unit.session.flush()
    return kept


def kept_file(unit: Unit, file_id: uuid.UUID, *, to_change: bool = False) -> StoredFile:
    """Return a file that the actor uploaded; `to_change` makes whoever comes second wait. Raises UnknownFileError."""
    query = select(StoredFile).where(
        StoredFile.id == file_id,
        StoredFile.by_account_id == unit.actor.account_id,
        StoredFile.expires_at > utc_now(),
    )
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = unit.session.scalar(query)
    if found is None:
        raise UnknownFileError(f"There is no file {file_id} of {unit.actor.name}.")
    return found


def kept_files(unit: Unit, kinds: Sequence[str]) -> Sequence[StoredFile]:
    """Return the actor's files of these kinds without their content, the newest first."""
    query = select(StoredFile).where(
        StoredFile.kind.in_(kinds),
        StoredFile.by_account_id == unit.actor.account_id,
        StoredFile.expires_at > utc_now(),
    )
    return unit.session.scalars(query.order_by(StoredFile.created_at.desc()).options(defer(StoredFile.content))).all()
