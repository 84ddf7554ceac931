"""Checks a file of withdrawals: who no longer takes part, since when, and why."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.exchange.changes import Change, only_changed
from core.exchange.checking import CheckedSheet, SheetRow, check_sheet
from core.exchange.reading import Sheet
from plugins.immersion.importing.choices import known_trainee
from plugins.immersion.importing.columns import WITHDRAWALS
from plugins.immersion.importing.known import KnownFacts, KnownTrainee


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """A row without fault: a trainee's withdrawal as the file says it."""

    reference: str
    registration_id: uuid.UUID
    at: datetime
    reason: str | None
    #: The trainee withdrew already, and only the moment or the reason may be new; or that was taken back.
    known: bool
    changed: Mapping[str, Change]
    name: str = ""


def check_withdrawals(sheet: Sheet, known: KnownFacts) -> CheckedSheet[WithdrawalRow]:
    """Check every row of a sheet against the edition; pure."""
    return check_sheet(sheet, WITHDRAWALS, lambda row: _row(row, known), known.days)


def _row(row: SheetRow, known: KnownFacts) -> WithdrawalRow | None:
    trainee = known_trainee(row, known)
    at = row.needed_moment("received_at")
    reason = row.text("reason")
    if not row.valid or trainee is None:
        return None
    told = not trainee.alive or at in trainee.undone
    changed = {} if trainee.alive else _changed(trainee, at, reason)
    return WithdrawalRow(trainee.reference, trainee.registration_id, at, reason, told, changed, trainee.name)


def _changed(trainee: KnownTrainee, at: datetime, reason: str | None) -> dict[str, Change]:
    told = {"received_at": Change(trainee.withdrawn_at, at), "reason": Change(trainee.withdrawal_reason, reason)}
    return only_changed(told)
