"""The chores of modules: done in each edition that is lived, on its own clock."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from functools import partial

from sqlalchemy import select

from core.contract.module import EditionChore, Module
from core.jobs.chores import Chore
from core.jobs.runtime import Runtime
from core.programme.models import Edition
from core.programme.states import OPEN
from core.tenancy.unit import Unit

log = logging.getLogger(__name__)


def chores_of(modules: Iterable[Module]) -> tuple[Chore, ...]:
    """Return the chores of modules as the relay does them."""
    return tuple(
        Chore(chore.name, chore.every, partial(_in_each_edition, module.name, chore))
        for module in modules
        for chore in module.chores
    )


def _in_each_edition(module: str, chore: EditionChore, runtime: Runtime) -> None:
    """Do a chore in every open edition of a module that is on, in a transaction each; where it fails, others go on.

    An edition that is still a draft, or over, is left in peace.
    """
    lived = select(Edition).where(Edition.module == module, Edition.state.in_(OPEN)).order_by(Edition.id)
    found: list[tuple[uuid.UUID, uuid.UUID]] = []

    def look(unit: Unit) -> None:
        if module in unit.tenant.modules:
            found.extend((unit.tenant.id, edition.id) for edition in unit.session.scalars(lived))

    runtime.each_tenant(look)
    for tenant_id, edition_id in found:
        try:
            with runtime.unit(tenant_id) as unit:
                if edition := unit.session.scalar(lived.where(Edition.id == edition_id)):
                    chore.do(unit.inside(edition), edition)
        except Exception:  # One edition must not keep the others from what is theirs.
            log.exception("the chore %s failed in the edition %s", chore.name, edition_id)
