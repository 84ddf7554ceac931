"""A whole import is undone while nothing followed: what it added goes, what it changed is as it was before.

What an import did is kept for two weeks, for whoever did it: the rows that it changed as they were, and a mark of each
row as it left it. Institutions and services that it entered stay in the directory, which networks share.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Table, or_, select

from core.accounts.models import Person
from core.audit.models import AuditEntry
from core.audit.services import record
from core.contract.acting import require
from core.contract.importing import ImportKind
from core.database.base import Base, utc_now
from core.database.recording import Recording, marks, new_rows, put_back, recording
from core.exchange.models import StoredFile
from core.exchange.services import UNDO, UNDO_BY_HAND, UNDO_KEPT_FOR, keep_file
from core.programme.errors import FollowedError
from core.programme.field_history import forget_changes_of, undo_changes
from core.programme.holding import hold_open
from core.programme.importing.locking import one_import_at_a_time
from core.programme.models import Edition, FieldChange, ReferenceCounter
from core.programme.wiping import tables_of_edition
from core.tenancy.unit import Unit

#: Acts that change nothing of what an import brought: reading, and taking a list home.
_HARMLESS: Final = "%.exported"

Done = Mapping[str, Mapping[str, Mapping[str, Any]]]


def _tables(unit: Unit, edition: Edition) -> list[Table]:
    """Return the tables that an import may write and that are put back, in the order in which rows refer."""
    kept = {StoredFile.__table__, ReferenceCounter.__table__, FieldChange.__table__}
    of_edition = (table for table in tables_of_edition(unit.tenant.id, edition.id) if table not in kept)
    # An institution that was made in a rehearsal belongs to it, and to no network.
    tables = {Person.__table__, *(table for table in of_edition if "tenant_id" in table.c)}
    return [table for table in Base.metadata.sorted_tables if table in tables]


@contextmanager
def recorded(unit: Unit, edition: Edition) -> Iterator[Recording]:
    """Record what an import does within the block."""
    unit.session.flush()
    with recording(unit.session, _tables(unit, edition)) as heard:
        yield heard


def keep_undo(
    unit: Unit, edition: Edition, kind: ImportKind, heard: Recording, facts: Mapping[str, Any]
) -> dict[str, str]:
    """Keep what an import did for whoever did it on a page; a command, which is nobody, is undone by nobody.

    `facts` say what it did: how many rows, the key of what changed in the history of fields, and the reference of what
    a hand did. Return what the trail says of it.
    """
    if not kind.undoable or unit.actor.account_id is None:
        return {}
    kept = keep_file(
        unit,
        module=edition.module,
        purpose=UNDO_BY_HAND if facts["reference"] else UNDO,
        kind=kind.name,
        state="ready",
        name=kind.name,
        content=zlib.compress(json.dumps(heard.done()).encode(), level=1),
        edition_id=edition.id,
        facts=facts,
    )
    kept.expires_at = utc_now() + UNDO_KEPT_FOR
    return {"undo": str(kept.id)}


def undo_import(unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile) -> None:
    """Let everything be as it was before an import; a second time is none.

    Raises FollowedError when something followed, NotOpenError, NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    if file.state != "ready":
        return
    hold_open(unit, edition.id)
    one_import_at_a_time(unit)
    done: Done = json.loads(zlib.decompress(file.content))
    tables = _tables(unit, edition)
    if followed := what_followed(unit, edition, tables, done, file):
        raise followed
    forget_changes_of(unit, *(new_rows(done, Base.metadata.tables[name]) for name in ("registration", "offer")))
    put_back(unit.session, tables, done)
    unit.session.expire_all()
    if "changes" in file.facts:  # Nothing was kept of the fields that earlier versions changed.
        undo_changes(unit, uuid.UUID(file.facts["changes"]))
    file.content, file.state = b"", "undone"
    record(unit, f"{edition.module}.{kind.name}.undone", edition.id, undone=str(file.id), **file.facts)


def what_followed(
    unit: Unit, edition: Edition, tables: Sequence[Table], done: Done, file: StoredFile
) -> FollowedError | None:
    """Return what followed an import, by which it cannot be undone any more, or None; a few statements a table.

    A row is no longer as the import left it, something else refers to a row that it added, or somebody did something in
    the edition since, such as opening a round.
    """
    for table in tables:
        told = done.get(table.name, {})
        left = {id: one["after"] for id, one in told.items() if one["after"] is not None}
        now = marks(unit.session, table, table.c.id.in_([uuid.UUID(id) for id in left])) if left else {}
        if changed := [id for id, mark in left.items() if now.get(id) != mark]:
            return FollowedError("changed", _named(unit, table, changed[0]))
    return _referring(unit, tables, done) or _done_since(unit, edition, file)


def _referring(unit: Unit, tables: Sequence[Table], done: Done) -> FollowedError | None:
    for table in tables:
        new = new_rows(done, table)
        for other in Base.metadata.sorted_tables if new else ():
            if other is FieldChange.__table__:  # Who is gone has no history.
                continue
            for key in other.foreign_key_constraints:
                column = next((one.parent for one in key.elements if one.column is table.c.id), None)
                if column is None or "id" not in other.c or "tenant_id" not in other.c:
                    continue
                query = select(column).where(
                    other.c.tenant_id == unit.tenant.id, column.in_(new), other.c.id.not_in(_own(done, other))
                )
                if id := unit.session.connection().execute(query.limit(1)).scalar():
                    return FollowedError("used", _named(unit, table, str(id)))
    return None


def _own(done: Done, table: Table) -> list[uuid.UUID]:
    """Return the rows of a table that an import wrote: they are put back themselves."""
    return [uuid.UUID(id) for id in done.get(table.name, {})]


def _done_since(unit: Unit, edition: Edition, file: StoredFile) -> FollowedError | None:
    rows = [
        AuditEntry.subject_id.in_(select(table.c.id).where(criterion))
        for table, criterion in tables_of_edition(unit.tenant.id, edition.id).items()
        if "id" in table.c and table is not StoredFile.__table__
    ]
    query = (
        select(AuditEntry.by_name, AuditEntry.act)
        .where(AuditEntry.id > file.id, AuditEntry.act.not_like(_HARMLESS))
        .where(or_(AuditEntry.subject_id == edition.id, *rows))
        .where(AuditEntry.details["undo"].astext.is_distinct_from(str(file.id)))
        .order_by(AuditEntry.id)
        .limit(1)
    )
    found = unit.session.execute(query).first()
    return FollowedError("done since", found.by_name) if found else None


def _named(unit: Unit, table: Table, id: str) -> str:
    """Return what people call a row: its reference or its name, as far as it has one."""
    names = [table.c[name] for name in ("reference", "first_name", "last_name") if name in table.c]
    row = (
        unit.session.connection().execute(select(*names).where(table.c.id == uuid.UUID(id))).first() if names else None
    )
    return " ".join(str(part) for part in row or () if part) or "…"
