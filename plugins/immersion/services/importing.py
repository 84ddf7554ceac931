"""Import a file into an edition: hosts, trainees, new choices, withdrawals (IM-08, IM-10, IM-11, IM-16)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import func, select

from core.audit.services import record
from core.contract.acting import require
from core.exchange.reading import ColumnName, Sheet, read_sheet
from core.programme.models import Edition
from core.tenancy.unit import Unit
from plugins.immersion.access import IMPORT
from plugins.immersion.importing import columns
from plugins.immersion.importing.faults import ImportReport, report
from plugins.immersion.services.import_choices import plan_choices
from plugins.immersion.services.import_hosts import plan_hosts
from plugins.immersion.services.import_plan import ImportPlan
from plugins.immersion.services.import_trainees import plan_trainees
from plugins.immersion.services.import_withdrawals import plan_withdrawals

Kind = Literal["hosts", "trainees", "choices", "withdrawals"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class _FileKind:
    columns: tuple[ColumnName, ...]
    plan: Callable[[Unit, Edition, Sheet], ImportPlan]


_FILES: Final[dict[Kind, _FileKind]] = {
    "hosts": _FileKind(columns.HOSTS, plan_hosts),
    "trainees": _FileKind(columns.TRAINEES, plan_trainees),
    "choices": _FileKind(columns.CHOICES, plan_choices),
    "withdrawals": _FileKind(columns.WITHDRAWALS, plan_withdrawals),
}


def import_file(
    unit: Unit,
    edition: Edition,
    kind: Kind,
    content: bytes,
    *,
    valid_only: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Check a workbook against `edition` and import it whole, or not at all when a row is faulty.

    With `valid_only` the rows without fault are imported all the same; in a `dry_run` nothing is written and the report
    says what would be. The same file a second time changes nothing, and leaves no trace in the audit trail either.
    Raises UnreadableFileError for a file that is no such sheet, NotAllowedError without the right.
    """
    require(unit.actor, IMPORT)
    sheet = read_sheet(content, _FILES[kind].columns)
    if not dry_run:
        _one_at_a_time(unit, edition)
    plan = _FILES[kind].plan(unit, edition, sheet)
    checked = plan.checked
    result = report(
        checked.count,
        checked.faults,
        checked.warnings,
        valid=len(checked.rows),
        new=len(plan.new),
        changed=len(plan.updated),
        valid_only=valid_only,
    )
    if (result.imported or result.updated) and not dry_run:
        plan.write()
        record(
            unit,
            f"immersion.{kind}.imported",
            edition.id,
            imported=result.imported,
            unchanged=result.unchanged,
            updated={reference: list(changed) for reference, changed in plan.updated.items()},
            faulty=checked.count - result.valid,
        )
    return result


def _one_at_a_time(unit: Unit, edition: Edition) -> None:
    """Let a second import of the edition wait for the first, and then see what it did; until the transaction ends."""
    unit.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"immersion.import:{edition.id}", 0))))
