"""What people enter themselves: held to the rules of a file, one row of it, which is their own and nobody else's.

A module plans such a row with the very function that plans its files, on what it knows of that one person; so a round
that is run on rows that people typed decides what it would decide on the same rows imported.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, select

from core.contract.importing import ImportKind, Subject
from core.exchange.checking import CheckedSheet
from core.exchange.importing import ImportPlan
from core.programme.field_history import REFERENCE, Fields, Way, keep_changes
from core.programme.holding import hold_open
from core.programme.importing.locking import beside_imports
from core.programme.importing.services import changed_fields
from core.programme.models import Edition
from core.tenancy.unit import Unit


def hold_own(unit: Unit, edition_id: uuid.UUID, whose: uuid.UUID | None) -> Edition:
    """Hold an open edition for an act on what is somebody's own, and return it; one such act of theirs at a time.

    `whose` is a sign-in that registers, or a registration that is changed. No import goes on meanwhile, and whoever
    pressed twice waits here and then sees what the first press did; others are not waited for. Raises what hold_open
    raises.
    """
    edition = hold_open(unit, edition_id)
    beside_imports(unit)
    key = func.hashtextextended(f"own:{unit.tenant.id}:{whose}", 0)
    unit.session.execute(select(func.pg_advisory_xact_lock(key)))
    return edition


def keep_entered(unit: Unit, edition: Edition, kind: ImportKind, subject: Subject, reference: str) -> None:
    """Begin the history of what somebody entered themselves."""
    keep_own(unit, edition, kind, subject, {REFERENCE: ("", reference)})


def keep_own(unit: Unit, edition: Edition, kind: ImportKind, subject: Subject, fields: Fields) -> None:
    """Keep what somebody changed of their own, field by field."""
    keep_changes(unit, edition.id, kind.name, [(subject, fields)], way=Way.HAND)


def write_own(unit: Unit, edition: Edition, kind: ImportKind, plan: ImportPlan) -> None:
    """Write what somebody changes of their own, with the history of its fields; nobody undoes it but they."""
    plan.write()
    keep_changes(unit, edition.id, kind.name, changed_fields(unit, plan), way=Way.HAND)


def flaws_by_column(kind: ImportKind, checked: CheckedSheet[Any]) -> dict[str, str]:
    """Return what is wrong with a row that was typed: the names of the flaws, by the names of their columns."""
    names = {column.headers[0]: column.name for column in kind.columns}
    names |= {title: name for name, title in checked.titles.items()}
    return {names[each.column]: each.flaw for each in checked.faults}
