"""Who manages editions, and for whom an edition exists."""

from __future__ import annotations

from typing import Final

from core.contract.acting import COORDINATOR, Actor, Permission
from core.programme.models import Edition
from core.programme.states import EditionState

MANAGE_EDITION: Final = Permission("programme.edition.manage", frozenset({COORDINATOR}), by_module=True)


def exists_for(actor: Actor, edition: Edition) -> bool:
    """Say whether an edition exists for `actor`: a draft does for those alone who manage the editions of its module."""
    return edition.state != EditionState.DRAFT or actor.may(MANAGE_EDITION, edition.module)
