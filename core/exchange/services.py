"""Keep a file for a day, so that nobody chooses it twice between looking and doing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import defer

from core.database.base import utc_now, uuid7
from core.exchange.errors import UnknownFileError
from core.exchange.models import StoredFile
from core.tenancy.unit import Unit

#: How long a file waits for the person who uploaded it; the clockwork deletes it afterwards.
KEPT_FOR: Final = timedelta(days=1)
#: How many files a person may have waiting for one purpose, and how many bytes in all; the oldest make room.
MOST_FILES: Final = 20
MOST_BYTES: Final = 60 * 1024 * 1024


def keep_file(
    unit: Unit,
    *,
    module: str,
    purpose: str,
    kind: str,
    state: str,
    name: str,
    content: bytes,
    edition_id: uuid.UUID | None = None,
) -> StoredFile:
    """Keep a file for the actor, and for nobody else.

    The caller has checked the right. It is kept for a day of real time, also in a rehearsal, unless so many come after
    it that the oldest have to make room.
    """
    kept = StoredFile(
        id=uuid7(),
        module=module,
        purpose=purpose,
        kind=kind,
        edition_id=edition_id,
        state=state,
        name=name[:200],
        content=content,
        facts={},
        by_account_id=unit.actor.account_id,
        expires_at=utc_now() + KEPT_FOR,
    )
    unit.session.add(kept)
    unit.session.flush()
    _make_room(unit, purpose)
    return kept


def _make_room(unit: Unit, purpose: str) -> None:
    """Delete the actor's oldest files of a purpose that are too many, or too large together."""
    newest_first = (StoredFile.created_at.desc(), StoredFile.id.desc())
    place = func.row_number().over(order_by=newest_first)
    bytes_so_far = func.sum(func.octet_length(StoredFile.content)).over(order_by=newest_first)
    ranked = (
        select(StoredFile.id, place.label("place"), bytes_so_far.label("bytes"))
        .where(StoredFile.purpose == purpose, StoredFile.by_account_id == unit.actor.account_id)
        .subquery()
    )
    too_many = select(ranked.c.id).where((ranked.c.place > MOST_FILES) | (ranked.c.bytes > MOST_BYTES))
    unit.session.execute(
        delete(StoredFile).where(StoredFile.id.in_(too_many)), execution_options={"synchronize_session": False}
    )


def kept_file(
    unit: Unit, purpose: str, edition_id: uuid.UUID, file_id: uuid.UUID, *, to_change: bool = False
) -> StoredFile:
    """Return a file that the actor uploaded for a purpose in an edition; its content comes when it is asked for.

    `to_change` makes whoever comes second wait. Raises UnknownFileError.
    """
    query = select(StoredFile).where(StoredFile.id == file_id, *_own(unit, purpose, edition_id))
    if to_change:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = unit.session.scalar(query.options(defer(StoredFile.content)))
    if found is None:
        raise UnknownFileError(f"There is no file {file_id} of {unit.actor.name}.")
    return found


def kept_files(unit: Unit, purpose: str, edition_id: uuid.UUID) -> Sequence[StoredFile]:
    """Return the actor's files of a purpose in an edition, the newest first; their content comes when asked for."""
    query = select(StoredFile).where(*_own(unit, purpose, edition_id))
    return unit.session.scalars(query.order_by(StoredFile.created_at.desc()).options(defer(StoredFile.content))).all()


def _own(unit: Unit, purpose: str, edition_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        StoredFile.purpose == purpose,
        StoredFile.edition_id == edition_id,
        StoredFile.by_account_id == unit.actor.account_id,
        StoredFile.expires_at > utc_now(),
    )
