"""Reads choices, in a file of trainees and in one of new choices: a later round asks to choose again (IM-11, IM-16)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from core.exchange.checking import CheckedSheet, SheetRow, check_sheet
from core.exchange.flaws import Flaw
from core.exchange.reading import Sheet
from plugins.immersion.importing import flaws
from plugins.immersion.importing.columns import CHOICES, choice_column
from plugins.immersion.importing.known import KnownFacts, KnownOffer, KnownTrainee, Wave
from plugins.immersion.settings import MOST_CHOICES

_CHOICE_COLUMNS: Final = tuple(choice_column(rank) for rank in range(1, MOST_CHOICES + 1))


def read_choices(row: SheetRow, offers: Mapping[str, KnownOffer], institution: str, most: int) -> tuple[str, ...]:
    """Return the offers chosen, first choice first; `institution` is the folded name of the trainee's (IM-11).

    A gap is closed, with a warning. What is wrong is noted: no first choice, too many, an unknown offer, the same
    twice, one's own institution.
    """
    chosen: list[str] = []
    missing = False
    for rank, column in enumerate(_CHOICE_COLUMNS, start=1):
        reference = row.text(column)
        if reference is None:
            if rank == 1:
                row.note(column, flaws.FIRST_CHOICE_MISSING)
            missing = True
            continue
        reference = reference.upper()
        if rank > most:
            row.note(column, flaws.TOO_MANY_CHOICES)
        elif wrong := _wrong_choice(reference, chosen, offers.get(reference), institution):
            row.note(column, wrong)
        else:
            if missing and chosen:
                row.note(column, flaws.GAP_IN_CHOICES)
            if not offers[reference].accepted:
                row.note(column, flaws.OFFER_NOT_OPEN)
            chosen.append(reference)
    return tuple(chosen)


def said_choices(row: SheetRow) -> bool:
    """Say whether a row names any choice."""
    return any(row.text(column) is not None for column in _CHOICE_COLUMNS)


def _wrong_choice(reference: str, chosen: list[str], offer: KnownOffer | None, institution: str) -> Flaw | None:
    if offer is None:
        return flaws.UNKNOWN_OFFER
    if reference in chosen:
        return flaws.SAME_CHOICE_TWICE
    if offer.institution == institution:
        return flaws.OWN_INSTITUTION
    return None


def known_trainee(row: SheetRow, known: KnownFacts) -> KnownTrainee | None:
    """Return the trainee whom a row means; a reference that nobody has is noted."""
    trainee = known.trainees.get(row.reference())
    if trainee is None:
        row.note("reference", flaws.UNKNOWN_TRAINEE)
    return trainee


class Effect(Enum):
    """What a row of choices does."""

    NEW = "new"
    CHANGED = "changed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A row without fault: the wave of choices it stands for, and what it does to those there are."""

    reference: str
    registration_id: uuid.UUID
    wave: Wave
    effect: Effect
    name: str = ""
    before: tuple[str, ...] = ()


def check_choices(sheet: Sheet, known: KnownFacts) -> CheckedSheet[ChoiceRow]:
    """Check every row of a sheet against the edition; pure.

    Choices received at the moment of earlier ones are those again, mended or not, unless a round was opened on them;
    later ones are a new wave; choices older than the current ones come too late.
    """
    return check_sheet(sheet, CHOICES, lambda row: _row(row, known), known.days)


def _row(row: SheetRow, known: KnownFacts) -> ChoiceRow | None:
    trainee = known_trainee(row, known)
    institution = trainee.organisation.institution if trainee else ""
    choices = read_choices(row, known.offers, institution, known.max_choices)
    received_at = row.needed_moment("received_at")
    if not row.valid or trainee is None:
        return None
    wave, effect, wrong = judged(trainee, choices, received_at)
    if wrong is not None:
        row.note(*wrong)
        return None
    before = next((each.choices for each in trainee.waves if each.number == wave.number), ())
    return ChoiceRow(trainee.reference, trainee.registration_id, wave, effect, trainee.name, before)


def judged(
    trainee: KnownTrainee, choices: tuple[str, ...], received_at: datetime
) -> tuple[Wave, Effect, tuple[str, Flaw] | None]:
    """Return the wave that choices stand for, what they do, and what is wrong with them: (column, fault) or None."""
    same = next((wave for wave in trainee.waves if wave.received_at == received_at), None)
    if same is not None and same.choices == choices:
        return same, Effect.NOTHING, None
    last = trainee.waves[-1] if trainee.waves else None
    if same is not None and same.choices in trainee.decided:
        return same, Effect.NOTHING, ("received_at", flaws.DECIDED_CHOICES)
    number = same.number if same else (last.number if last else 0) + 1
    effect = Effect.CHANGED if same else Effect.NEW
    return Wave(number, choices, received_at), effect, _refusal(trainee, last, received_at)


def _refusal(trainee: KnownTrainee, last: Wave | None, received_at: datetime) -> tuple[str, Flaw] | None:
    if not trainee.alive:
        return "reference", flaws.WITHDRAWN
    if trainee.has_place:
        return "reference", flaws.HAS_A_PLACE
    if last is not None and received_at < last.received_at:
        return "received_at", flaws.OLDER_CHOICES
    return None
