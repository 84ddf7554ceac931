"""An edition of lunches as it is made, and two who coordinate it."""

from __future__ import annotations

from uuid import uuid4

from core.contract.acting import Actor, Grant
from core.contract.module import EditionPlan, PhaseDay, PhasePlan
from core.programme.models import Edition
from core.programme.services import create_edition
from core.tenancy.unit import Unit

PLAN = EditionPlan(
    title={"fr": "Lunchs {year}", "nl": "Lunches {year}"},
    phases=(PhasePlan("entries", PhaseDay(2, 1), PhaseDay(3, 31)),),
    settings={"seats": 12},
)
ADA = Actor("Ada", account_id=uuid4(), grants=(Grant("coordinator"),))
BEA = Actor("Bea", account_id=uuid4(), grants=(Grant("coordinator"),))


def made(unit: Unit, code: str = "2024", *, state: str) -> Edition:
    """Make an edition of the year with which its code begins, in a state."""
    edition = create_edition(unit, module="lunch", code=code, year=int(code[:4]), plan=PLAN, state=state)
    unit.session.commit()
    return edition
