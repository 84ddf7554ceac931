"""Revision core0016: whom only a rehearsal knew belongs to it, and nobody else does."""

from __future__ import annotations

import runpy
from uuid import UUID

import pytest
from lunch.statuses import GUESTS
from sqlalchemy import Engine, select, text

from core.accounts.models import Person
from core.accounts.people import add_people
from core.accounts.rules import PersonFacts
from core.programme.models import Edition, Registration
from core.settings import PROJECT
from tests.editions import edition_in

REVISION = PROJECT / "migrations" / "core" / "0016_rehearsals_apart.py"


@pytest.mark.requirement("IM-25")
def test_people_of_one_rehearsal_alone_belong_to_it(unit_for, owner_engine: Engine) -> None:
    unit = unit_for()
    editions = {
        code: edition_in(unit, code, state)
        for code, state in (("2022", "live"), ("2023", "rehearsal"), ("2024", "rehearsal"))
    }

    def somebody(name: str, *codes: str) -> UUID:
        (person,) = add_people(unit, [(PersonFacts("Ada", name), None)], language="fr")
        unit.session.add_all(taking_part(editions[code], person, f"{name}{code}") for code in codes)
        return person

    for name, codes in {
        "Real": ["2022"],
        "Both": ["2022", "2024"],
        "Twice": ["2023", "2024"],
        "Tried": ["2024"],
    }.items():
        somebody(name, *codes)
    somebody("Nowhere")
    unit.session.commit()
    with owner_engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(unit.tenant.id)})
        connection.execute(text(runpy.run_path(str(REVISION))["REHEARSED"]))
    found = unit.session.execute(select(Person.last_name, Person.rehearsal_id).order_by(Person.last_name)).all()
    assert {name: rehearsal for name, rehearsal in found if rehearsal} == {"Tried": editions["2024"].id}


def taking_part(edition: Edition, person: UUID, reference: str) -> Registration:
    return Registration(
        edition_id=edition.id,
        role="guest",
        reference=reference,
        person_id=person,
        registered_at=edition.created_at,
        **GUESTS[0].columns,
    )
