"""Who gives and takes the roles of staff: a coordinator, in the modules and territories that she coordinates."""

from __future__ import annotations

import uuid
from typing import Final

from core.contract.acting import COORDINATOR, Actor, NotAllowedError, Permission

MANAGE_STAFF: Final = Permission("accounts.staff.manage", frozenset({COORDINATOR}), by_module=True)


def may_give(actor: Actor, module: str | None, territory_id: uuid.UUID | None) -> bool:
    """Say whether `actor` gives and takes roles for `module` (None: all) in a territory (None: all).

    Nobody gives more than they coordinate: who coordinates one module in one territory gives roles for that alone.
    """
    return actor.system or any(
        grant.module in (None, module) and grant.territory_id in (None, territory_id)
        for grant in actor.holds(MANAGE_STAFF)
    )


def require_may_give(actor: Actor, module: str | None, territory_id: uuid.UUID | None) -> None:
    """Raise NotAllowedError unless `actor` gives and takes such roles."""
    if not may_give(actor, module, territory_id):
        raise NotAllowedError(MANAGE_STAFF.name)
