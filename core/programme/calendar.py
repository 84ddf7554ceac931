"""The phases of an edition as its calendar shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from core.contract.module import Module
from core.language.dates import day_range
from core.language.texts import Texts
from core.programme.rules import PhaseDates, phase_state
from core.web.dates import said_day
from core.web.locale import current_language, offered_languages


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase as the calendar shows it."""

    name: str
    first_day: date
    last_day: date
    state: str
    #: That it has other days than those that were told, and why.
    note: str | None = None
    #: The page that is open in it, if there is one.
    url: str | None = None


def phase_lines(module: Module, phases: Iterable[PhaseDates], today: date) -> tuple[PhaseLine, ...]:
    """Return phases with the names that their module gives them, in the reader's language."""
    labels = {kind.code: kind.label for kind in module.phases}
    return tuple(
        PhaseLine(
            name=str(labels.get(phase.kind, phase.kind)),
            first_day=phase.first_day,
            last_day=phase.last_day,
            state=phase_state(phase.first_day, phase.last_day, today),
            note=said_move(phase),
        )
        for phase in phases
    )


def said_move(phase: PhaseDates) -> str | None:
    """Say that a phase has other days than those that were told, and why; None for one that has not (IM-04)."""
    if phase.moved is None:
        return None
    language = current_language()
    why = Texts(phase.moved.reason).get(language, offered_languages()).text
    if phase.extended:
        return str(
            _(
                "Extended until %(new)s instead of %(old)s: %(reason)s",
                new=said_day(phase.last_day, weekday=False),
                old=said_day(phase.moved.last_day, weekday=False),
                reason=why,
            )
        )
    old = day_range(phase.moved.first_day, phase.moved.last_day, language)
    return str(_("Other days than announced (%(old)s): %(reason)s", old=old, reason=why))
