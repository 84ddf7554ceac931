"""Which rows of a module and a territory exist for an actor: the criterion that every room of the core asks with."""

from __future__ import annotations

import uuid

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import InstrumentedAttribute

from core.contract.acting import Actor, Permission, owner_of


def owner_of_kind(context: DefaultExecutionContext) -> str:
    """Return, as the default of a column `module`, the module or the room of the core that the row's `kind` is of."""
    row: dict[str, str] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return owner_of(row["kind"])


def reached(
    actor: Actor,
    permission: Permission,
    *,
    module: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    territory: InstrumentedAttribute[uuid.UUID | None] | None = None,
) -> ColumnElement[bool]:
    """Return the criterion of the rows over which `actor` has `permission` by a grant.

    `module` and `territory` are the columns that say where a row belongs. Without `territory`, a grant for one
    territory reaches every row of its module: the rows lie nowhere.
    """
    if actor.system:
        return true()
    found: dict[str | None, set[uuid.UUID | None]] = {}
    for grant in actor.holds(permission):
        found.setdefault(grant.module, set()).add(grant.territory_id if territory is not None else None)
    return or_(
        false(),
        *(
            and_(
                true() if name is None else module == name,
                true() if territory is None or None in places else territory.in_(places),
            )
            for name, places in found.items()
        ),
    )
