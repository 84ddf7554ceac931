"""Keep a file for a day, for one person: an upload between looking and doing, or a list until it is fetched."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import defer

from core.database.base import utc_now, uuid7
from core.exchange.errors import FileAtWorkError, TooManyFilesError, UnknownFileError
from core.exchange.models import StoredFile
from core.jobs.models import JobRun
from core.jobs.queries import latest_run
from core.tenancy.unit import Unit

#: How long a file waits for its person; the clockwork deletes it afterwards.
KEPT_FOR: Final = timedelta(days=1)
#: What is kept to undo an import with, and for how long: it may name people, so it goes when one of them is forgotten.
UNDO: Final = "undo"
#: The same for what a hand did, which makes no room of files.
UNDO_BY_HAND: Final = "undo by hand"
UNDO_KEPT_FOR: Final = timedelta(days=14)
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
    edition_id: uuid.UUID | None,
    facts: Mapping[str, Any] | None = None,
) -> StoredFile:
    """Keep a file for the actor, and for nobody else.

    The caller has checked the right. It is kept for a day of real time, also in a rehearsal, unless so many come after
    it that the oldest have to make room. Raises TooManyFilesError when a worker has so many of them in hand that no
    room can be made.
    """
    _make_room(unit, purpose, len(content))
    kept = StoredFile(
        id=uuid7(),
        module=module,
        purpose=purpose,
        kind=kind,
        edition_id=edition_id,
        state=state,
        name=name[:200],
        content=content,
        facts=dict(facts or {}),
        by_account_id=unit.actor.account_id,
        expires_at=utc_now() + KEPT_FOR,
    )
    unit.session.add(kept)
    unit.session.flush()
    return kept


def _make_room(unit: Unit, purpose: str, size: int) -> None:
    """Make room for a file of so many bytes: delete the actor's oldest files of a purpose, if there are too many.

    What a worker has in hand, or is about to have, stays, and so does what somebody else holds at this moment.
    """
    own = (StoredFile.purpose == purpose, StoredFile.by_account_id == unit.actor.account_id)
    # First, for what becomes a worker's meanwhile is seen by the statements that follow.
    free = unit.session.scalars(select(StoredFile.id).where(*own).with_for_update(skip_locked=True)).all()
    at_work = select(JobRun.id).where(JobRun.subject_id == StoredFile.id, JobRun.under_way).exists()
    in_order = (at_work.desc(), StoredFile.created_at.desc(), StoredFile.id.desc())
    ranked = (
        select(
            StoredFile.id,
            at_work.label("at_work"),
            func.row_number().over(order_by=in_order).label("place"),
            func.sum(func.octet_length(StoredFile.content)).over(order_by=in_order).label("bytes"),
        )
        .where(*own)
        .subquery()
    )
    too_many = select(ranked.c.id, ranked.c.at_work).where(
        (ranked.c.place >= MOST_FILES) | (ranked.c.bytes > MOST_BYTES - size)
    )
    rows = unit.session.execute(too_many).all()
    if any(row.at_work for row in rows):
        raise TooManyFilesError
    going = [row.id for row in rows if row.id in free]
    unit.session.execute(
        delete(StoredFile).where(StoredFile.id.in_(going)), execution_options={"synchronize_session": False}
    )


def kept_file(
    unit: Unit, purpose: str, edition_id: uuid.UUID | None, file_id: uuid.UUID, *, to_change: bool = False
) -> StoredFile:
    """Return a file of the actor's for a purpose, in an edition or in none; its content comes when it is asked for.

    `to_change` makes whoever comes second wait for another page, and never for a worker. Raises UnknownFileError, and
    FileAtWorkError for a file that a worker has in hand.
    """
    query = select(StoredFile).where(
        StoredFile.id == file_id, StoredFile.edition_id == edition_id, *of_actor(unit, purpose)
    )
    query = query.options(defer(StoredFile.content))
    if not to_change:
        found = unit.session.scalar(query)
    elif (found := _locked(unit, query, skip_locked=True)) is None:
        run = latest_run(unit.session, file_id)
        if run is not None and run.under_way:
            raise FileAtWorkError(f"A worker has the file {file_id} in hand.")
        found = _locked(unit, query)
    if found is None:
        raise UnknownFileError(f"There is no file {file_id} of {unit.actor.name}.")
    return found


def _locked(unit: Unit, query: Select[StoredFile], *, skip_locked: bool = False) -> StoredFile | None:
    """Return a file as it is under its lock; with `skip_locked`, None while somebody else holds it."""
    query = query.with_for_update(skip_locked=skip_locked).execution_options(populate_existing=True)
    return unit.session.scalar(query)


def kept_files(unit: Unit, purpose: str, edition_id: uuid.UUID) -> Sequence[StoredFile]:
    """Return the actor's files of a purpose in an edition, the newest first; their content comes when asked for."""
    query = select(StoredFile).where(StoredFile.edition_id == edition_id, *of_actor(unit, purpose))
    return unit.session.scalars(query.order_by(StoredFile.created_at.desc()).options(defer(StoredFile.content))).all()


def of_actor(unit: Unit, purpose: str) -> tuple[ColumnElement[bool], ...]:
    """Return the criteria of the actor's files of a purpose whose day is not over."""
    return (
        StoredFile.purpose == purpose,
        StoredFile.by_account_id == unit.actor.account_id,
        StoredFile.expires_at > utc_now(),
    )
