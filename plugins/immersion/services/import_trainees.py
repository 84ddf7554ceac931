"""Write the file of trainees: people, registrations, what they say of themselves, and their first choices."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from core.accounts.importing import Mention, enter_people
from core.database.base import uuid7
from core.database.bulk import insert_rows, update_rows
from core.directory.rules import KnownOrganisation, OrganisationKey
from core.directory.services import OrganisationPlan, enter_organisations, plan_organisations
from core.exchange.importing import ImportPlan
from core.exchange.reading import Sheet
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
    known = known_for_trainees(unit, edition, sheet)
    checked = check_trainees(sheet, known)
    organisations = plan_organisations(unit, (row.organisation for row in checked.rows), corrects=False)
    new = [row for row in checked.rows if row.reference not in known.trainees]
    updated = {
        row.reference: columns
        for row in checked.rows
        if (trainee := known.trainees.get(row.reference))
        and (columns := (*changed_columns(row, trainee), *_filled(row, organisations)))
    }
    changed = [row for row in checked.rows if row.reference in updated]
    return ImportPlan(
        checked=checked,
        new=[row.reference for row in new],
        updated=updated,
        write=lambda: _write(unit, edition, known, organisations, new=new, changed=changed),
    )


def _filled(row: TraineeRow, organisations: OrganisationPlan) -> tuple[str, ...]:
    return ("organisation",) if row.organisation.key in organisations.changed else ()


def _write(
    unit: Unit,
    edition: Edition,
    known: KnownFacts,
    plan: OrganisationPlan,
    *,
    new: Sequence[TraineeRow],
    changed: Sequence[TraineeRow],
) -> None:
    organisations = enter_organisations(unit, plan)
    people = enter_people(unit, [_mention(row, known, organisations) for row in (*new, *changed)])
    added = [(row, uuid7()) for row in new]
    kept = [(row, known.trainees[row.reference].registration_id) for row in changed]
    said = {
        row.reference: {
            "person_id": person_id,
            "organisation_id": organisations[row.organisation.key].id,
            "territory_id": row.territory_id,
            "registered_at": row.registered_at,
        }
        for row, person_id in zip((*new, *changed), people, strict=True)
    }
    insert_rows(
        unit.session,
        Registration,
        [{"id": id_, "reference": row.reference, **said[row.reference]} for row, id_ in added],
        edition_id=edition.id,
        role=ParticipantKind.TRAINEE.value,
        **REGISTERED.columns,
    )
    step_past(unit, edition.id, (row.reference for row in new))
    versions = {row.reference: known.trainees[row.reference].version + 1 for row in changed}
    update_rows(
        unit.session,
        Registration,
        {id_: {**said[row.reference], "version": versions[row.reference]} for row, id_ in kept},
    )
    _write_details(unit, added, kept)
    _write_choices(unit, known, added, kept)


def _mention(row: TraineeRow, known: KnownFacts, organisations: Mapping[OrganisationKey, KnownOrganisation]) -> Mention:
    trainee = known.trainees.get(row.reference)
    current = trainee.person if trainee else None
    return Mention.of(row.person, current, known.people, organisations[row.organisation.key].id)


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

    Once a trainee has newer choices the first wave is history, and stays as it was.
    """
    again = [(row, id) for row, id in kept if _is_other_wave(row, known.trainees[row.reference])]
    delete_waves(unit, [(id, 1) for _, id in again])
    insert_waves(unit, known.offers, ((id, Wave(1, row.choices, row.registered_at)) for row, id in (*added, *again)))


def _is_other_wave(row: TraineeRow, trainee: KnownTrainee) -> bool:
    return len(trainee.waves) <= 1 and trainee.waves != (Wave(1, row.choices, row.registered_at),)
