"""The history of registrations and offers, field by field: kept by whatever changes them, read on their pages (IM-13).

A file that was imported, a correction by hand and the undoing of a file leave the same lines.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from sqlalchemy import delete, or_, select

from core.contract.importing import Subject
from core.database.base import uuid7
from core.database.bulk import insert_rows
from core.database.rows import AnyRow
from core.programme.models import FieldChange, Offer, Registration
from core.tenancy.unit import Unit

#: The fields of an offer that tell of its contact; of a registration every field tells of its person.
PERSONAL: Final = frozenset({"name", "contact", "first_name", "last_name", "email", "phone", "language"})

#: The field that says how something stands: its words name nobody, but why it changed may tell of the contact.
STATUS: Final = "status"

#: The field with which the history of what a hand entered begins: nothing changes it later.
REFERENCE: Final = "reference"


class Way(StrEnum):
    """By what a field was changed."""

    FILE = "file"
    HAND = "hand"
    UNDONE = "undone"


#: What one field was and what it became, as people read it, by the name of the field.
Fields = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field, what it was and what it became; both are empty once they have been kept long enough."""

    kind: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ChangedFields:
    """The fields that one act changed, by what, by whom, when and why."""

    act_id: uuid.UUID
    way: Way
    by: str
    at: datetime
    reason: str | None
    fields: tuple[ChangedField, ...]

    @property
    def enters(self) -> bool:
        """Whether the act entered the row itself, with the reference that it bears since."""
        return any(each.field == REFERENCE and not each.old for each in self.fields)

    @property
    def decides(self) -> bool:
        """Whether the act decided how something stands, and corrected nothing."""
        return all(each.field == STATUS for each in self.fields)


def keep_changes(
    unit: Unit,
    edition_id: uuid.UUID,
    kind: str,
    changes: Sequence[tuple[Subject, Fields]],
    *,
    way: Way,
    reason: str | None = None,
) -> uuid.UUID:
    """Keep what an act changed, after it was written, and return the key of the act; three statements at most.

    `kind` is the module's kind of rows ("hosts"), by whose columns the fields are called.
    """
    act_id = uuid7()
    now = _people_of(unit, [subject for subject, _ in changes])
    rows = [
        {
            "registration_id": subject.registration_id,
            "offer_id": subject.offer_id,
            "person_ids": _people(subject, now, field),
            "field": field,
            "old": old,
            "new": new,
        }
        for subject, fields in changes
        for field, (old, new) in fields.items()
    ]
    same = {"act_id": act_id, "edition_id": edition_id, "kind": kind, "way": way, "reason": reason}
    insert_rows(unit.session, FieldChange, rows, by=unit.actor.name, at=unit.now, **same)
    return act_id


def undo_changes(unit: Unit, act_id: uuid.UUID) -> None:
    """Keep that what an act changed is again as it was; two statements."""
    query = select(FieldChange).where(FieldChange.act_id == act_id).order_by(FieldChange.id)
    told = unit.session.scalars(query).all()
    rows = [
        {
            **{name: getattr(each, name) for name in ("registration_id", "offer_id", "person_ids", "field", "kind")},
            **{"edition_id": each.edition_id, "old": each.new, "new": each.old},
        }
        for each in told
    ]
    same: dict[str, Any] = {"act_id": uuid7(), "way": Way.UNDONE, "reason": None}
    insert_rows(unit.session, FieldChange, rows, by=unit.actor.name, at=unit.now, **same)


def forget_changes_of(unit: Unit, registration_ids: Collection[uuid.UUID], offer_ids: Collection[uuid.UUID]) -> None:
    """Delete the history of registrations and offers that are about to go themselves; one statement."""
    gone = or_(FieldChange.registration_id.in_(registration_ids), FieldChange.offer_id.in_(offer_ids))
    unit.session.execute(delete(FieldChange).where(gone), execution_options={"synchronize_session": False})


def changes_of(
    unit: Unit, *, registration_id: uuid.UUID | None = None, offer_id: uuid.UUID | None = None
) -> Sequence[ChangedFields]:
    """Return what was changed of a registration or of an offer, an act each, the latest first; one statement."""
    whose = FieldChange.registration_id == registration_id if registration_id else FieldChange.offer_id == offer_id
    # By the key, which follows the real clock: that of a rehearsal may have been set back since.
    query = select(FieldChange).where(whose).order_by(FieldChange.act_id.desc(), FieldChange.id)
    rows = unit.session.scalars(query)
    return [_act(list(same)) for _, same in groupby(rows, key=lambda row: row.act_id)]


def _act(rows: Sequence[FieldChange]) -> ChangedFields:
    first = rows[0]
    fields = tuple(ChangedField(row.kind, row.field, row.old, row.new) for row in rows)
    return ChangedFields(first.act_id, Way(first.way), first.by, first.at, first.reason, fields)


def _people(subject: Subject, now: Mapping[uuid.UUID, uuid.UUID], field: str) -> list[str]:
    """Return whom a field of a subject tells of, as texts, in which rows travel."""
    if subject.offer_id is not None and field not in {*PERSONAL, STATUS}:
        return []
    after = now.get(subject.registration_id or subject.offer_id or uuid.UUID(int=0))
    return sorted({str(each) for each in (subject.person_id, after) if each is not None})


def _people_of(unit: Unit, subjects: Sequence[Subject]) -> dict[uuid.UUID, uuid.UUID]:
    """Return whom registrations and offers name by now, by their ids; a statement for either."""
    registrations = [each.registration_id for each in subjects if each.registration_id]
    offers = [each.offer_id for each in subjects if each.offer_id]
    found: list[AnyRow] = []
    if registrations:
        query = select(Registration.id, Registration.person_id).where(Registration.id.in_(registrations))
        found += unit.session.execute(query)
    if offers:
        through = select(Offer.id, Registration.person_id).join_from(Offer, Registration)
        found += unit.session.execute(through.where(Offer.id.in_(offers)))
    return {row[0]: row[1] for row in found}
