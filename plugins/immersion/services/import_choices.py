"""Write a file of new choices: a wave of its own for each trainee, after which the earlier ones are history (IM-16)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, tuple_, update

from core.contract.importing import Subject
from core.database.bulk import insert_rows
from core.exchange.changes import Change
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.programme.models import Edition
from core.tenancy.unit import Unit
from plugins.immersion.importing.choices import ChoiceRow, Effect, check_choices
from plugins.immersion.importing.known import KnownFacts, KnownOffer, Wave
from plugins.immersion.models import ImmersionChoice
from plugins.immersion.queries.importing import known_for_requests


def plan_choices(unit: Unit, edition: Edition, sheet: Sheet) -> ImportPlan:
    """Decide what a file of choices does to `edition`."""
    return choices_plan(unit, sheet, known_for_requests(unit, edition))


def choices_plan(unit: Unit, sheet: Sheet, known: KnownFacts) -> ImportPlan:
    """Decide what choices do to what is `known` of an edition, or of one trainee in it."""
    checked = check_choices(sheet, known)
    new = [row for row in checked.rows if row.effect is Effect.NEW]
    changed = [row for row in checked.rows if row.effect is Effect.CHANGED]
    return ImportPlan(
        checked=checked,
        new=[row.reference for row in new],
        updated={row.reference: {"choices": Change(row.before, row.wave.choices)} for row in changed},
        names={row.reference: row.name for row in checked.rows},
        subjects={row.reference: Subject(registration_id=row.registration_id) for row in changed},
        write=lambda: _write(unit, known, new, changed),
    )


def _write(unit: Unit, known: KnownFacts, new: Sequence[ChoiceRow], changed: Sequence[ChoiceRow]) -> None:
    if new:
        ids = [row.registration_id for row in new]
        unit.session.execute(
            update(ImmersionChoice)
            .where(ImmersionChoice.registration_id.in_(ids), ImmersionChoice.current)
            .values(current=False),
            execution_options={"synchronize_session": False},
        )
    delete_waves(unit, [(row.registration_id, row.wave.number) for row in changed])
    insert_waves(unit, known.offers, ((row.registration_id, row.wave) for row in (*new, *changed)))


def delete_waves(unit: Unit, waves: Sequence[tuple[uuid.UUID, int]]) -> None:
    """Delete waves of choices: (registration, wave) pairs."""
    if waves:
        unit.session.execute(
            delete(ImmersionChoice).where(tuple_(ImmersionChoice.registration_id, ImmersionChoice.wave).in_(waves)),
            execution_options={"synchronize_session": False},
        )


def insert_waves(unit: Unit, offers: Mapping[str, KnownOffer], waves: Iterable[tuple[uuid.UUID, Wave]]) -> None:
    """Insert the current waves of registrations, in one statement; `offers` are those of the edition by reference."""
    insert_rows(
        unit.session,
        ImmersionChoice,
        [
            {
                "registration_id": registration_id,
                "wave": wave.number,
                "rank": rank,
                "offer_id": offers[reference].id,
                "received_at": wave.received_at,
            }
            for registration_id, wave in waves
            for rank, reference in enumerate(wave.choices, start=1)
        ],
    )
