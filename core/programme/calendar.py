"""The phases of an edition as its calendar shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.contract.module import Module
from core.programme.rules import PhaseDates, phase_state


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase as the calendar shows it."""

    name: str
    first_day: date
    last_day: date
    state: str


def phase_lines(module: Module, phases: Iterable[PhaseDates], today: date) -> tuple[PhaseLine, ...]:
    """Return phases with the names that their module gives them, in the reader's language."""
    labels = {kind.code: kind.label for kind in module.phases}
    return tuple(
        PhaseLine(
            name=str(labels.get(phase.kind, phase.kind)),
            first_day=phase.first_day,
            last_day=phase.last_day,
            state=phase_state(phase.first_day, phase.last_day, today),
        )
        for phase in phases
    )
