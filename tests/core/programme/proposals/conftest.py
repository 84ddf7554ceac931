"""An edition of lunches in which people register for institutions that the directory does not have."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from lunch.statuses import HERE, LAID

from core.accounts.models import Person
from core.contract.module import Status
from core.contract.standing import Standing
from core.database.base import uuid7
from core.directory.proposing import NewOrganisation, SaidInstitution, Stands, settle_said
from core.directory.rules import PublicFacts
from core.programme.models import Edition, Offer, Registration
from core.tenancy.unit import Unit
from tests.core.programme.lunches import made

NORTH = PublicFacts("Rue du Parc 81", "7000", "53053", frozenset({"youth-care"}))
BASTIDE = SaidInstitution(new=NewOrganisation("La Bastide", None, NORTH))

Guest = Callable[..., uuid.UUID]


@pytest.fixture
def edition(unit_for) -> Edition:
    return made(unit_for(), state="live")


def stands(unit: Unit, edition: Edition, said: SaidInstitution) -> Stands:
    return settle_said(unit, edition.id, said)


@pytest.fixture
def guest(unit_for, edition) -> Guest:
    """Register somebody, with an offer: guest("G001", BASTIDE, person=None, status=HERE); their registration."""

    def register(
        reference: str,
        said: SaidInstitution = BASTIDE,
        person: uuid.UUID | None = None,
        status: Status[Standing] = HERE,
    ) -> uuid.UUID:
        unit = unit_for()
        if person is None:
            person = uuid7()
            unit.session.add(Person(id=person, first_name="Ada", last_name="Dupont", language="fr"))
            unit.session.flush()
        where = stands(unit, edition, said)
        row = Registration(
            id=uuid7(),
            edition_id=edition.id,
            person_id=person,
            role="guest",
            reference=reference,
            registered_at=unit.now,
            **where.columns,
            **status.columns,
        )
        unit.session.add(row)
        unit.session.flush()
        unit.session.add(
            Offer(
                edition_id=edition.id,
                registration_id=row.id,
                reference=f"L{reference}",
                title={"fr": "Table"},
                organisation_id=where.organisation_id,
                territory_id=where.territory_id,
                **LAID.columns,
            )
        )
        unit.session.commit()
        return row.id

    return register
