"""Write a file of withdrawals: those who leave free their place; who left already is at most corrected."""

from __future__ import annotations

from collections.abc import Sequence

from core.contract.importing import Subject
from core.database.bulk import update_rows
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.programme.models import Edition, Registration
from core.programme.registrations import Withdrawal
from core.tenancy.unit import Unit
from plugins.immersion.importing.withdrawals import WithdrawalRow, check_withdrawals
from plugins.immersion.queries.importing import known_for_requests
from plugins.immersion.services.withdrawals import withdraw_many


def plan_withdrawals(unit: Unit, edition: Edition, sheet: Sheet) -> ImportPlan:
    """Decide what a file of withdrawals does to `edition`."""
    checked = check_withdrawals(sheet, known_for_requests(unit, edition))
    new = [row for row in checked.rows if not row.known]
    changed = [row for row in checked.rows if row.changed]
    return ImportPlan(
        checked=checked,
        new=[row.reference for row in new],
        updated={row.reference: row.changed for row in changed},
        names={row.reference: row.name for row in checked.rows},
        subjects={row.reference: Subject(registration_id=row.registration_id) for row in changed},
        write=lambda: _write(unit, edition, new, changed),
    )


def _write(unit: Unit, edition: Edition, new: Sequence[WithdrawalRow], changed: Sequence[WithdrawalRow]) -> None:
    columns = {row.registration_id: {"withdrawn_at": row.at, "withdrawal_reason": row.reason} for row in changed}
    update_rows(unit.session, Registration, columns)
    if new:
        withdraw_many(unit, edition, [Withdrawal(row.registration_id, row.at, row.reason) for row in new])
