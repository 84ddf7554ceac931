"""Enter or correct one row by hand: planned as a file of one row is, and written as that one (IM-13).

So a hand is held to the checks and the rights of a file, and leaves the same history; it says more than a file can:
whom it means, and that what it leaves empty is to be empty.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, select

from core.accounts.models import Person
from core.audit.services import record, what_was_done
from core.contract.acting import require
from core.contract.importing import ByHand, ImportKind, KnownRow
from core.contract.standing import Standing
from core.database.folding import folded
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.exchange.values import Cell, Meant
from core.language.folding import fold
from core.programme.errors import ReasonMissingError, UnseenPlanError
from core.programme.holding import hold_open
from core.programme.importing.locking import one_import_at_a_time
from core.programme.importing.services import planned, planned_under_lock, written
from core.programme.models import Edition, Registration
from core.programme.references import next_references
from core.tenancy.unit import Unit

#: The row of a sheet of one: below its header.
_ROW: Final = 2
#: Stands for a reference that is counted when the row is written.
UNCOUNTED: Final = "NEW0"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: a cell for each column that the page asked for, and whom the row means."""

    cells: Mapping[str, Cell]
    meant: Meant = Meant.TOLD


def by_hand_of(kind: ImportKind) -> ByHand:
    """Return how rows of a kind are entered by hand. Raises LookupError for a kind that no hand enters."""
    if kind.by_hand is None:
        raise LookupError(f"No page enters rows of the kind {kind.name!r}.")
    return kind.by_hand


def plan_new(unit: Unit, edition: Edition, kind: ImportKind, typed: Typed) -> ImportPlan:
    """Decide what a new row would do, and write nothing. Raises NotAllowedError without the right."""
    return planned(unit, edition, kind, _new_sheet(kind, typed, UNCOUNTED))


def plan_correction(unit: Unit, edition: Edition, kind: ImportKind, known: KnownRow, typed: Typed) -> ImportPlan:
    """Decide what a correction of a known row would do, and write nothing. Raises NotAllowedError without the right."""
    return planned(unit, edition, kind, _sheet_of(kind, known, typed))


def enter(unit: Unit, edition: Edition, kind: ImportKind, typed: Typed, *, seen: str, entry: str) -> str:
    """Write a new row as it was looked at, and return its reference, which is counted now.

    `seen` is the fingerprint of what was looked at, `entry` tells one press of the button from another: the second
    one's row is that of the first. Raises UnseenPlanError when the row would do something else by now, NotOpenError,
    NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    plan = planned_under_lock(unit, edition, kind, _new_sheet(kind, typed, UNCOUNTED))
    act = f"{edition.module}.{kind.name}.entered"
    if done := what_was_done(unit, {act}, entry=entry):
        return str(done["reference"])
    _refuse_other(plan, seen)
    reference = next_references(unit, edition.id, by_hand_of(kind).prefix)[0]
    plan = kind.plan(unit, edition, _new_sheet(kind, typed, reference))
    told = written(unit, edition, kind, plan, reference=reference, entered=True)
    record(unit, act, edition.id, reference=reference, entry=entry, **told)
    return reference


def correct(
    unit: Unit, edition: Edition, kind: ImportKind, reference: str, typed: Typed, *, seen: str, reason: str
) -> bool:
    """Write a correction as it was looked at, with its reason; return False when this very one is done already.

    Raises UnseenPlanError when it would do something else by now, ReasonMissingError without a reason, LookupError for
    a row that is not there for the actor, NotOpenError, NotAllowedError without the right.
    """
    require(unit.actor, kind.permission)
    if not reason.strip():
        raise ReasonMissingError()
    hold_open(unit, edition.id)
    one_import_at_a_time(unit)  # Before the row is read, which nobody changes then.
    known = by_hand_of(kind).row(unit, edition, reference)
    if known is None:
        raise LookupError(f"There is no {reference} that {unit.actor.name} may correct.")
    plan = planned_under_lock(unit, edition, kind, _sheet_of(kind, known, typed))
    act = f"{edition.module}.{kind.name}.corrected"
    subject = known.subject.registration_id or known.subject.offer_id
    if what_was_done(unit, {act}, subject, seen=seen) is not None and not (plan.new or plan.updated):
        return False
    _refuse_other(plan, seen)
    told = written(unit, edition, kind, plan, reference=reference, reason=reason.strip())
    record(unit, act, subject, reference=reference, seen=seen, fields=list(plan.updated.get(reference, ())), **told)
    return True


def namesakes(unit: Unit, edition: Edition, kind: ImportKind, typed: Typed) -> Sequence[str]:
    """Return the references of those in the edition, of whom the actor may know, who bear the name that was typed."""
    name = " ".join(str(typed.cells.get(part) or "") for part in ("first_name", "last_name"))
    if not name.strip():
        return ()
    whole = folded(func.concat_ws(" ", Person.first_name, Person.last_name))
    query = (
        select(Registration.reference)
        .join_from(Registration, Person)
        .where(Registration.edition_id == edition.id, Registration.standing != Standing.ENDED, whole == fold(name))
    )
    territories = unit.actor.territories(kind.permission)
    if territories is not None:
        query = query.where(Registration.territory_id.in_(territories))
    return unit.session.scalars(query.order_by(Registration.reference)).all()


def new_entry() -> str:
    """Return what tells one press of a button from another."""
    return str(uuid.uuid4())


def _refuse_other(plan: ImportPlan, seen: str) -> None:
    if plan.checked.faults or plan.fingerprint != seen:
        raise UnseenPlanError()


def _new_sheet(kind: ImportKind, typed: Typed, reference: str) -> Sheet:
    """Return a new row as a sheet: what is empty is not there."""
    return sheet_of_one(kind, {"reference": reference, **{name: cell for name, cell in typed.cells.items() if cell}})


def _sheet_of(kind: ImportKind, known: KnownRow, typed: Typed) -> Sheet:
    """Return a correction as a sheet: what no row can be without, and what was typed otherwise than it is known.

    So of two who correct different things at a time, neither puts back what the other has changed.
    """
    hand = by_hand_of(kind)
    kept = {name: known.cells.get(name) for name in ("reference", *hand.kept)}
    changed = {name: cell for name, cell in typed.cells.items() if _said(cell) != _said(known.cells.get(name))}
    if changed.keys() & set(hand.together):
        changed |= {name: typed.cells.get(name) for name in hand.together}
    return replace(sheet_of_one(kind, {**kept, **changed}), meant=typed.meant)


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def sheet_of_one(kind: ImportKind, cells: Mapping[str, Cell]) -> Sheet:
    """Return one row as a file of its kind would have it, by the names of its columns."""
    titles = {column.name: column.title() for column in kind.columns if column.name in cells}
    return Sheet(headers=titles, rows=[(_ROW, {name: None if cells[name] == "" else cells[name] for name in titles})])
