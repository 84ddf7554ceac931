"""An edition in a state, for tests that need one and nothing in it."""

from __future__ import annotations

from core.contract.module import EditionPlan
from core.programme.models import Edition
from core.programme.services import create_edition
from core.tenancy.unit import Unit


def edition_in(unit: Unit, code: str, state: str) -> Edition:
    """Make the edition `code` of a module that nobody installed, without phases, in a state."""
    plan = EditionPlan(title={unit.tenant.language: code}, phases=(), settings={})
    return create_edition(unit, module="walks", code=code, year=int(code), plan=plan, state=state)
