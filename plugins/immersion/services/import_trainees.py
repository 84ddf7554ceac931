"""Write the file of trainees: people, registrations, what they say of themselves, and their first choices."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from core.database.base import uuid7
from core.database.bulk import insert_rows, update_rows
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
from core.programme.importing.registrations import Compared, compare
from core.programme.models import Edition, Registration
from core.programme.references import step_past
from core.tenancy.unit import Unit
from plugins.immersion.enums import ParticipantKind
from plugins.immersion.importing.known import KnownFacts, KnownTrainee, Wave
from plugins.immersion.importing.trainees import TraineeRow, changed_columns, check_trainees
from plugins.immersion.models import ImmersionTrainee
from plugins.immersion.queries.importing import known_for_trainees
from plugins.immersion.services.import_choices import delete_waves, insert_waves
from plugins.immersion.statuses import REGISTERED

#: A row to write, with its registration.
_Written = Sequence[tuple[TraineeRow, uuid.UUID]]


def plan_trainees(unit: Unit, edition: Edition, sheet: Sheet) -> ImportPlan:
    """Decide what a file of trainees does to `edition`; what it says of organisations only fills what is missing."""
    return trainees_plan(unit, edition, sheet, known_for_trainees(unit, edition, sheet))


def trainees_plan(unit: Unit, edition: Edition, sheet: Sheet, known: KnownFacts) -> ImportPlan:
    """Decide what rows of trainees do to an edition of which so much is `known`."""
    compared = compare(
        unit, check_trainees(sheet, known), known.trainees, changed_columns, people=known.people, corrects=False
    )
    return compared.plan(lambda: _write(unit, edition, known, compared))


def _write(unit: Unit, edition: Edition, known: KnownFacts, compared: Compared[TraineeRow, KnownTrainee]) -> None:
    said = compared.enter(unit, known.people)
    added = [(row, uuid7()) for row in compared.new]
    kept = [(row, known.trainees[row.reference].registration_id) for row in compared.changed]
    insert_rows(
        unit.session,
        Registration,
        [{"id": id_, "reference": row.reference, **said[row.reference]} for row, id_ in added],
        edition_id=edition.id,
        role=ParticipantKind.TRAINEE.value,
        **REGISTERED.columns,
    )
    step_past(unit, edition.id, (row.reference for row in compared.new))
    update_rows(unit.session, Registration, {id_: said[row.reference] for row, id_ in kept})
    _write_details(unit, added, kept)
    _write_choices(unit, known, added, kept)


def add_trainee(
    unit: Unit, edition: Edition, known: KnownFacts, row: TraineeRow, columns: Mapping[str, Any]
) -> uuid.UUID:
    """Add one trainee whose person and organisation stand already, as `columns` of the registration say; return it."""
    added = [(row, uuid7())]
    insert_rows(
        unit.session,
        Registration,
        [{"id": added[0][1], "reference": row.reference, "registered_at": row.registered_at, **columns}],
        edition_id=edition.id,
        role=ParticipantKind.TRAINEE.value,
        **REGISTERED.columns,
    )
    _write_details(unit, added, ())
    _write_choices(unit, known, added, ())
    return added[0][1]


def _write_details(unit: Unit, added: _Written, kept: _Written) -> None:
    if kept:
        ids = [registration_id for _, registration_id in kept]
        unit.session.execute(delete(ImmersionTrainee).where(ImmersionTrainee.registration_id.in_(ids)))
    insert_rows(unit.session, ImmersionTrainee, [_details(row, id) for row, id in (*added, *kept)])


def _details(row: TraineeRow, registration_id: uuid.UUID) -> dict[str, Any]:
    return {
        "registration_id": registration_id,
        "profession": row.details.profession,
        "expectations": row.details.expectations,
        "said_host_service": row.details.said_host_service,
    }


def _write_choices(unit: Unit, known: KnownFacts, added: _Written, kept: _Written) -> None:
    """Write the first wave of the new, and again that of those who choose or registered otherwise.

    Once a trainee has newer choices, or their place was released, the first wave is history, and stays as it was.
    """
    again = [(row, id) for row, id in kept if _is_other_wave(row, known.trainees[row.reference])]
    delete_waves(unit, [(id, 1) for _, id in again])
    insert_waves(unit, known.offers, ((id, Wave(1, row.choices, row.registered_at)) for row, id in (*added, *again)))


def _is_other_wave(row: TraineeRow, trainee: KnownTrainee) -> bool:
    return trainee.asks and len(trainee.waves) <= 1 and trainee.waves != (Wave(1, row.choices, row.registered_at),)
