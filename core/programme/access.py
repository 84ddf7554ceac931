"""Who manages editions, and for whom an edition exists."""

from __future__ import annotations

from typing import Final

from core.contract.acting import COORDINATOR, Actor, Permission
from core.programme.models import Edition
from core.programme.states import EditionState

MANAGE_EDITION: Final = Permission("programme.edition.manage", frozenset({COORDINATOR}), by_module=True)


def exists_for(actor: Actor, edition: Edition) -> bool:
    """Say whether an edition exists for `actor`.

    A draft does for those alone who manage the editions of its module, one in rehearsal for those who belong there.
    """
    if edition.state == EditionState.DRAFT:
        return actor.may(MANAGE_EDITION, edition.module)
    takes_part = any(part.module == edition.module for part in actor.parts)
    return edition.state != EditionState.REHEARSAL or takes_part or actor.belongs(edition.module)
