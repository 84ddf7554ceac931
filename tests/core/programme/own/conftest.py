"""A guest of an edition of lunches, and the link that a letter brings them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from lunch.statuses import GONE, HERE

from core.accounts.models import Person
from core.application import Application
from core.database.base import uuid7
from core.programme.models import Registration
from core.programme.own.links import personal_links
from core.programme.services import create_edition
from core.tenancy.sealing import token_of
from tests.core.programme.lunches import PLAN

AT = datetime(2024, 2, 19, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Guest:
    """Somebody in an edition, and the path of their link, sealed."""

    registration_id: uuid.UUID
    person_id: uuid.UUID
    edition_id: uuid.UUID
    link: str


@pytest.fixture
def guest(application: Application, unit_for) -> Callable[..., Guest]:
    """Register somebody with a link: guest("Ada", slug="harbour", state="live", ended=False)."""

    def register(name: str, *, slug: str = "harbour", state: str = "live", ended: bool = False) -> Guest:
        unit = unit_for(slug)
        plan = replace(PLAN, title={"fr": f"Lunchs de {name}"})
        edition = create_edition(unit, module="lunch", code=name.lower(), year=2024, plan=plan, state=state)
        person, registration_id = uuid7(), uuid7()
        unit.session.add(Person(id=person, first_name=name, last_name="Dupont", language="fr"))
        unit.session.flush()
        unit.session.add(
            Registration(
                id=registration_id,
                edition_id=edition.id,
                person_id=person,
                role="guest",
                reference="G001",
                registered_at=AT,
                **(GONE if ended else HERE).columns,
            )
        )
        unit.session.flush()
        link = personal_links(unit, [registration_id])[registration_id]
        unit.session.commit()
        token = token_of(application.settings.signing_key, unit.tenant.id, link.id)
        return Guest(registration_id, person, edition.id, f"/{slug}/l/{token}")

    return register
