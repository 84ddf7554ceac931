"""Change the calendar of an edition; once it is open, with a reason that pages and letters tell (IM-03, IM-04)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, select

from core.audit.services import record
from core.contract.module import Module
from core.programme.errors import EditionMovedError, NotOpenError, PhaseNeededError, ReasonMissingError
from core.programme.holding import hold_to_change
from core.programme.models import Edition, Phase, PhaseChange
from core.programme.rules import PhaseDates
from core.programme.states import OPEN, EditionState
from core.tenancy.unit import Unit

CHANGED: Final = "programme.phases.changed"


def change_phases(
    unit: Unit,
    edition: Edition,
    module: Module,
    phases: Sequence[PhaseDates],
    *,
    version: int,
    reason: Mapping[str, str],
) -> bool:
    """Give an edition these phases; return False when they are so already, and nothing changes.

    A draft gets any. In an edition that is open each phase whose days change leaves a PhaseChange with the reason, and
    none goes: people count with it. Raises ReasonMissingError, PhaseNeededError for a phase that cannot go,
    NotOpenError for an edition that is closed, and what hold_to_change raises.
    """
    fresh = hold_to_change(unit, edition, {CHANGED}, version)
    if edition.state == EditionState.CLOSED:
        raise NotOpenError(edition.module, edition.code, edition.state)
    there = {row.kind: row for row in unit.session.scalars(select(Phase).where(Phase.edition_id == edition.id))}
    wanted = {phase.kind: phase for phase in phases}
    changed = {kind: _days(phase) for kind, phase in wanted.items() if _days(there.get(kind)) != _days(phase)}
    gone = there.keys() - wanted.keys()
    if not fresh:
        return _done_alike(changed or gone)
    if not changed and not gone:
        return False
    told = edition.state in OPEN
    _refuse_to_lose(module, gone, told=told)
    if told and not any(text.strip() for text in reason.values()):
        raise ReasonMissingError()
    steps = {kind: {"old": _said(there.get(kind)), "new": _said(wanted.get(kind))} for kind in {*changed, *gone}}
    for position, code in enumerate(kind.code for kind in module.phases):
        if code in wanted:
            row = there.get(code)
            if row is not None and told and code in changed:
                unit.session.add(_change(unit, row, wanted[code], reason))
            _write(unit, edition, row, wanted[code], position)
    unit.session.execute(delete(Phase).where(Phase.edition_id == edition.id, Phase.kind.in_(gone)))
    edition.version += 1
    record(unit, CHANGED, edition.id, version=version, phases=steps, reason=dict(reason) if told else {})
    return True


def forget_changes(unit: Unit, edition: Edition) -> None:
    """Take the calendar of an edition in which nobody is as one that never was another: nobody counted with that."""
    phases = select(Phase.id).where(Phase.edition_id == edition.id)
    unit.session.execute(delete(PhaseChange).where(PhaseChange.phase_id.in_(phases)))


def _done_alike(left: Collection[str]) -> bool:
    """Say that this very change was made a moment ago; raises EditionMovedError when it was another one."""
    if left:
        raise EditionMovedError()
    return True


def _refuse_to_lose(module: Module, gone: set[str], *, told: bool) -> None:
    needed = {kind.code for kind in module.phases if kind.needed}
    for kind in sorted(gone):
        if told or kind in needed:
            raise PhaseNeededError(kind)


def _change(unit: Unit, row: Phase, phase: PhaseDates, reason: Mapping[str, str]) -> PhaseChange:
    return PhaseChange(
        phase_id=row.id,
        old_first_day=row.first_day,
        old_last_day=row.last_day,
        new_first_day=phase.first_day,
        new_last_day=phase.last_day,
        by=unit.actor.name,
        at=unit.now,
        reason=dict(reason),
    )


def _write(unit: Unit, edition: Edition, row: Phase | None, phase: PhaseDates, position: int) -> None:
    if row is None:
        row = Phase(edition_id=edition.id, kind=phase.kind)
        unit.session.add(row)
    row.position, row.first_day, row.last_day = position, phase.first_day, phase.last_day


def _days(phase: Phase | PhaseDates | None) -> tuple[Any, ...] | None:
    return (phase.first_day, phase.last_day) if phase else None


def _said(phase: Phase | PhaseDates | None) -> list[str] | None:
    return [phase.first_day.isoformat(), phase.last_day.isoformat()] if phase else None
