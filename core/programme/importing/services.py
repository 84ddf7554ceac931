"""Import a file into an edition, whole or not at all (IM-08, IM-11); and the way there by page, step by step.

By page, a workbook is read once. What was read and what the check found are kept; the import reads the rows that were
looked at, and compares them again with what there is by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Final

from flask_babel import force_locale

from core.accounts.importing import FLAWS as FLAWS_OF_PEOPLE
from core.audit.services import record
from core.contract.acting import require
from core.contract.importing import ImportKind, Subject
from core.contract.module import JobReport
from core.directory.importing import FLAWS as FLAWS_OF_ORGANISATIONS
from core.exchange.errors import UnreadableFileError
from core.exchange.flaws import FLAWS, Flaw
from core.exchange.importing import ImportPlan, ImportReport, changed_cells, report_of
from core.exchange.models import StoredFile
from core.exchange.parts import Parts
from core.exchange.reading import Sheet, read_sheet
from core.exchange.refusing import refused_rows
from core.exchange.services import keep_file
from core.exchange.staging import pack_sheet, unpack_sheet
from core.exchange.values import Cell
from core.jobs.services import start_job
from core.language.here import spoken_here
from core.programme.errors import FaultyRowsError
from core.programme.field_history import REFERENCE, Fields, Way, keep_changes
from core.programme.holding import hold_open
from core.programme.importing.checks import counts_of, facts_of_check, title_of
from core.programme.importing.locking import one_import_at_a_time
from core.programme.importing.undoing import keep_undo, recorded
from core.programme.models import Edition
from core.tenancy.unit import Unit

PURPOSE: Final = "import"
#: What a page does while its reader waits: reading a file that unfolds to so much, importing so many rows. More is
#: the worker's.
BYTES_AT_ONCE: Final = 4 * 1024 * 1024
ROWS_AT_ONCE: Final = 2_000


class FileState(StrEnum):
    """How far a file on its way into an edition is."""

    #: It was uploaded; nobody has read it yet.
    NEW = "new"
    #: The worker reads and checks it.
    CHECKING = "checking"
    #: It cannot be read; the facts say why.
    UNREADABLE = "unreadable"
    #: It was checked, and waits for its reader to say so.
    WAITING = "waiting"
    #: The worker imports it.
    IMPORTING = "importing"
    DONE = "done"


#: While a file is in these states, the worker has it in hand, or had, and failed.
AT_WORK: Final = (FileState.CHECKING, FileState.IMPORTING)


def flaws_of(kind: ImportKind) -> dict[str, Flaw]:
    """Return all that can be wrong with the cells of a kind of file, by name."""
    return {flaw.name: flaw for flaw in (*FLAWS, *FLAWS_OF_PEOPLE, *FLAWS_OF_ORGANISATIONS, *kind.flaws)}


def check_job(module: str) -> str:
    """Return the name of the job that checks files of a module."""
    return f"{module}.check_file"


def import_job(module: str) -> str:
    """Return the name of the job that imports files of a module."""
    return f"{module}.import_file"


def import_file(
    unit: Unit,
    edition: Edition,
    kind: ImportKind,
    content: bytes,
    *,
    valid_only: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Check a workbook against `edition` and import it whole, or not at all when a row is faulty.

    With `valid_only` the rows without fault are imported all the same; in a `dry_run` nothing is written and the report
    says what would be. The same file a second time changes nothing, and leaves no trace in the audit trail either.
    Raises UnreadableFileError for a file that is no such sheet, NotOpenError for an edition that is not open,
    NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    sheet = _read(content, kind)
    return import_sheet(unit, edition, kind, sheet, valid_only=valid_only, dry_run=dry_run)


def _read(content: bytes, kind: ImportKind) -> Sheet:
    """Read a workbook by the columns of a kind of file, or as a list of ours. Raises UnreadableFileError."""
    return read_sheet(content, kind.columns, own=kind.own.headings(kind.columns) if kind.own else ())


def import_sheet(
    unit: Unit, edition: Edition, kind: ImportKind, sheet: Sheet, *, valid_only: bool, dry_run: bool
) -> ImportReport:
    """Do what `import_file` does with a workbook that was read.

    Raises NotOpenError for an edition that is not open, NotAllowedError without the right.
    """
    plan = planned(unit, edition, kind, sheet) if dry_run else planned_under_lock(unit, edition, kind, sheet)
    result = report_of(plan, valid_only=valid_only)
    if dry_run:
        return replace(result, changes=tuple(changed_cells(plan, lambda column: title_of(kind, column))))
    _write(unit, edition, kind, plan, result)
    return result


def import_rows(unit: Unit, edition: Edition, kind: ImportKind, rows: Sequence[Mapping[str, Cell]]) -> None:
    """Import rows that no file brought, with cells by the names of their columns, the same in each.

    Raises FaultyRowsError, a fault of who made them up, and what `import_sheet` raises.
    """
    headers = {column.name: column.headers[0] for column in kind.columns if any(column.name in row for row in rows)}
    sheet = Sheet(headers=headers, rows=list(enumerate(rows, start=2)))
    result = import_sheet(unit, edition, kind, sheet, valid_only=False, dry_run=False)
    if result.imported != len(rows):
        raise FaultyRowsError(f"{kind.name}: {', '.join(map(str, result.faults))}")


def planned(unit: Unit, edition: Edition, kind: ImportKind, sheet: Sheet) -> ImportPlan:
    """Decide what a sheet does to an edition, and write nothing. Raises NotAllowedError without the right."""
    require(unit.actor, kind.permission)
    return kind.plan(unit, edition, sheet)


def planned_under_lock(unit: Unit, edition: Edition, kind: ImportKind, sheet: Sheet) -> ImportPlan:
    """Decide what a sheet does to an edition that nobody closes, and no other import changes, meanwhile."""
    require(unit.actor, kind.permission)
    hold_open(unit, edition.id)
    one_import_at_a_time(unit)
    return kind.plan(unit, edition, sheet)


def _write(unit: Unit, edition: Edition, kind: ImportKind, plan: ImportPlan, result: ImportReport) -> None:
    if not (result.imported or result.updated):
        return
    told = written(unit, edition, kind, plan)
    record(
        unit,
        f"{edition.module}.{kind.name}.imported",
        edition.id,
        imported=result.imported,
        unchanged=result.unchanged,
        updated={reference: list(changed) for reference, changed in plan.updated.items()},
        faulty=result.rows - result.valid,
        **told,
    )


def written(
    unit: Unit,
    edition: Edition,
    kind: ImportKind,
    plan: ImportPlan,
    *,
    reference: str | None = None,
    entered: bool = False,
    reason: str | None = None,
) -> dict[str, str]:
    """Write what a plan does, with the history of its fields and all that undoing it needs.

    By hand it is one row, that of `reference`, which is `entered` or corrected. Return what the trail says of it.
    """
    way = Way.HAND if reference else Way.FILE
    with recorded(unit, edition) as heard:
        plan.write()
    changes = _entered(unit, edition, kind, plan) if entered else changed_fields(unit, plan)
    act_id = keep_changes(unit, edition.id, kind.name, changes, way=way, reason=reason)
    did = {"imported": len(plan.new), "updated": len(plan.updated), "changes": str(act_id)}
    return keep_undo(unit, edition, kind, heard, {**did, "reference": reference, "entered": entered})


def _entered(unit: Unit, edition: Edition, kind: ImportKind, plan: ImportPlan) -> list[tuple[Subject, Fields]]:
    """Return who or what a hand entered, as a history begins."""
    found = [(reference, kind.by_hand.row(unit, edition, reference)) for reference in plan.new if kind.by_hand]
    return [(row.subject, {REFERENCE: ("", reference)}) for reference, row in found if row]


def changed_fields(unit: Unit, plan: ImportPlan) -> list[tuple[Subject, Fields]]:
    """Return what a plan changes of what is known, field by field, in the language of the network."""
    with force_locale(unit.tenant.language):
        return [
            (plan.subjects[reference], {name: change.texts() for name, change in changes.items()})
            for reference, changes in plan.updated.items()
            if reference in plan.subjects
        ]


def receive_file(unit: Unit, edition: Edition, kind: ImportKind, name: str, content: bytes) -> StoredFile:
    """Keep an uploaded workbook, checked at once if it is small, else by the worker.

    Raises UnreadableFileError for what can be seen at once to be no such workbook, TooManyFilesError while a worker has
    too many of the actor's files in hand, NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    is_small = Parts(content).unfolded_bytes <= BYTES_AT_ONCE
    sheet = _read(content, kind) if is_small else None
    kept = keep_file(
        unit,
        module=edition.module,
        purpose=PURPOSE,
        kind=kind.name,
        state=FileState.NEW,
        name=name,
        content=content if sheet is None else pack_sheet(sheet),
        edition_id=edition.id,
        facts={"language": spoken_here()},
    )
    if sheet is None:
        start_check(unit, kept)
    else:
        _check(unit, edition, kind, kept, sheet)
    return kept


def start_check(unit: Unit, file: StoredFile) -> None:
    """Let the worker read and check a file."""
    file.state = FileState.CHECKING
    start_job(unit, check_job(file.module), file.id)


def try_again(unit: Unit, kind: ImportKind, file: StoredFile) -> None:
    """Let the worker do again what it did not finish, or begin with a file that nobody has read yet.

    Raises NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    if file.state in (FileState.NEW, FileState.CHECKING):
        start_check(unit, file)
    elif file.state == FileState.IMPORTING:
        start_job(unit, import_job(file.module), file.id)


def check_file(unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile, report: JobReport) -> None:
    """Read a workbook that was kept and check it; what was read takes its place. The worker's part."""
    require(unit.actor, kind.permission)
    try:
        report(0, 2)
        sheet = _read(file.content, kind)
    except UnreadableFileError as error:
        file.content, file.facts, file.state = b"", error.as_json(), FileState.UNREADABLE
        return
    report(1, 2)
    file.content = pack_sheet(sheet)
    _check(unit, edition, kind, file, sheet)
    report(2, 2)


def _check(unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile, sheet: Sheet) -> None:
    """Note what a file would do, for the page on which its reader decides."""
    _note(unit, edition, kind, file, planned(unit, edition, kind, sheet))


def _note(unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile, plan: ImportPlan) -> None:
    first = kind.after(unit, edition) if plan.checked.faults else None
    told = {"language": file.facts["language"]} if "language" in file.facts else {}
    file.facts, file.state = {**facts_of_check(kind, plan, first=first), **told}, FileState.WAITING


def refused(unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile) -> Sheet | None:
    """Return the rows of a file that were refused, or would be now, with what is wrong; None when there are none.

    Raises NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    if not file.content or file.state not in (FileState.WAITING, FileState.DONE):
        return None
    sheet = unpack_sheet(file.content)
    if file.state == FileState.WAITING:
        sheet = refused_rows(sheet, planned(unit, edition, kind, sheet).checked.faults, flaws_of(kind))
    return sheet if sheet.rows else None


def import_checked(
    unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile, *, valid_only: bool, seen: str | None = None
) -> bool:
    """Import a file that was looked at, at once if it is small, else by the worker; a second time is none.

    `seen` is the fingerprint of what was looked at. Returns False when nothing was imported because the file would do
    something else by now; the check is then that of now. Raises NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    if file.state != FileState.WAITING:
        return True
    if seen is not None and seen != file.facts.get("seen"):
        return False  # Another tab, or another check, came between.
    if file.facts["rows"] > ROWS_AT_ONCE:
        file.state, file.facts = FileState.IMPORTING, {**file.facts, "valid_only": valid_only}
        start_job(unit, import_job(file.module), file.id)
        return True
    return _import(unit, edition, kind, file, valid_only=valid_only)


def import_waiting(unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile, report: JobReport) -> None:
    """Import a file that its reader let the worker import. The worker's part."""
    report(0, 1)
    if not _import(unit, edition, kind, file, valid_only=bool(file.facts["valid_only"])):
        file.facts = {**file.facts, "changed": True}  # Nobody was there to be told.
    report(1, 1)


def _import(unit: Unit, edition: Edition, kind: ImportKind, file: StoredFile, *, valid_only: bool) -> bool:
    sheet = unpack_sheet(file.content)
    plan = planned_under_lock(unit, edition, kind, sheet)
    report = report_of(plan, valid_only=valid_only)
    if report.kept_out or plan.fingerprint != file.facts.get("seen"):
        _note(unit, edition, kind, file, plan)
        return False
    _write(unit, edition, kind, plan, report)
    # What the file did takes the place of what it held: names and addresses wait no longer than they must. Rows that
    # were left out wait for whoever corrects them.
    left_out = refused_rows(sheet, report.faults, flaws_of(kind)) if report.faults else None
    file.content = pack_sheet(left_out) if left_out else b""
    file.facts, file.state = counts_of(report), FileState.DONE
    return True
