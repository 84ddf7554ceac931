"""Checks a file of new choices: a later round asks those without a place to choose again (IM-16)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final

from core.exchange import cells
from core.exchange.reading import Sheet
from plugins.immersion.importing import faults as names
from plugins.immersion.importing.checked import Checked
from plugins.immersion.importing.columns import CHOICES
from plugins.immersion.importing.known import KnownFacts, KnownTrainee, Wave
from plugins.immersion.importing.rows import Notes, Row
from plugins.immersion.importing.shared import read_choices

_NEVER: Final = datetime(1, 1, 2, tzinfo=UTC)


class Effect(Enum):
    """What a row of choices does."""

    NEW = "new"
    CHANGED = "changed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A row without fault: the wave of choices it stands for, and what it does to those there are."""

    number: int
    reference: str
    registration_id: uuid.UUID
    wave: Wave
    effect: Effect


def check_choices(sheet: Sheet, known: KnownFacts) -> Checked[ChoiceRow]:
    """Check every row of a sheet against the edition; pure.

    Choices received at the moment of earlier ones are those again, mended or not; later ones are a new wave; choices
    older than the current ones come too late.
    """
    notes = Notes(sheet, CHOICES)
    seen: set[str] = set()
    rows = [found for row in notes.rows() if (found := _row(row, known, seen))]
    return Checked(len(sheet.rows), rows, notes.faults, notes.warnings)


def _row(row: Row, known: KnownFacts, seen: set[str]) -> ChoiceRow | None:
    reference = row.reference()
    trainee = known.trainees.get(reference)
    if reference and reference in seen:
        row.fault("reference", names.REPEATED_REFERENCE)
    elif trainee is None:
        row.fault("reference", names.UNKNOWN_TRAINEE)
    seen.add(reference)
    institution = trainee.organisation.institution if trainee else ""
    choices = read_choices(row, known.offers, institution, known.max_choices)
    received_at = row.need("received_at", cells.moment, _NEVER)
    if not row.valid or trainee is None:
        return None
    wave, effect, wrong = judged(trainee, choices, received_at)
    if wrong is not None:
        row.fault(*wrong)
        return None
    return ChoiceRow(row.number, reference, trainee.registration_id, wave, effect)


def judged(
    trainee: KnownTrainee, choices: tuple[str, ...], received_at: datetime
) -> tuple[Wave, Effect, tuple[str, str] | None]:
    """Return the wave that choices stand for, what they do, and what is wrong with them: (column, fault) or None."""
    same = next((wave for wave in trainee.waves if wave.received_at == received_at), None)
    if same is not None and same.choices == choices:
        return same, Effect.NOTHING, None
    last = trainee.waves[-1] if trainee.waves else None
    number = same.number if same else (last.number if last else 0) + 1
    effect = Effect.CHANGED if same else Effect.NEW
    return Wave(number, choices, received_at), effect, _refusal(trainee, last, received_at)


def _refusal(trainee: KnownTrainee, last: Wave | None, received_at: datetime) -> tuple[str, str] | None:
    if not trainee.alive:
        return "reference", names.WITHDRAWN
    if trainee.has_place:
        return "reference", names.HAS_A_PLACE
    if last is not None and received_at < last.received_at:
        return "received_at", names.OLDER_CHOICES
    return None
