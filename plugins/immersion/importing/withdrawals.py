"""Checks a file of withdrawals: who no longer takes part, since when, and why."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.exchange import cells
from core.exchange.reading import Sheet
from plugins.immersion.importing import faults as names
from plugins.immersion.importing.checked import Checked
from plugins.immersion.importing.columns import WITHDRAWALS
from plugins.immersion.importing.known import KnownFacts, KnownTrainee
from plugins.immersion.importing.rows import Notes, Row

_NEVER: Final = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """A row without fault: a trainee's withdrawal as the file says it."""

    number: int
    reference: str
    registration_id: uuid.UUID
    at: datetime
    reason: str | None
    #: The trainee withdrew already; only the moment or the reason may be new.
    known: bool
    changed: tuple[str, ...]


def check_withdrawals(sheet: Sheet, known: KnownFacts) -> Checked[WithdrawalRow]:
    """Check every row of a sheet against the edition; pure."""
    notes = Notes(sheet, WITHDRAWALS)
    seen: set[str] = set()
    rows = [found for row in notes.rows() if (found := _row(row, known, seen))]
    return Checked(len(sheet.rows), rows, notes.faults, notes.warnings)


def _row(row: Row, known: KnownFacts, seen: set[str]) -> WithdrawalRow | None:
    reference = row.reference()
    trainee = known.trainees.get(reference)
    if reference and reference in seen:
        row.fault("reference", names.REPEATED_REFERENCE)
    elif trainee is None:
        row.fault("reference", names.UNKNOWN_TRAINEE)
    seen.add(reference)
    at = row.need("received_at", cells.moment, _NEVER)
    reason = row.text("reason")
    if not row.valid or trainee is None:
        return None
    changed = () if trainee.alive else _changed(trainee, at, reason)
    return WithdrawalRow(row.number, reference, trainee.registration_id, at, reason, not trainee.alive, changed)


def _changed(trainee: KnownTrainee, at: datetime, reason: str | None) -> tuple[str, ...]:
    told = {"received_at": at != trainee.withdrawn_at, "reason": reason != trainee.withdrawal_reason}
    return tuple(column for column, differs in told.items() if differs)
