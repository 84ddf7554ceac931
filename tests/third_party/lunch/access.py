"""Who may do and see what: rights, and the SQL criteria that decide which rows exist for an actor."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, true

from core.contract.acting import COORDINATOR, READER, REFERENT, Actor, Permission

READ: Final = Permission("lunch.entries.read", frozenset({COORDINATOR, REFERENT, READER}))
EXPORT: Final = Permission("lunch.entries.export", frozenset({COORDINATOR, REFERENT}))
MANAGE: Final = Permission("lunch.entries.manage", frozenset({COORDINATOR}), changes=True)

PERMISSIONS: Final = (READ, EXPORT, MANAGE)


def visible_entries(_actor: Actor) -> ColumnElement[bool]:
    """Return the criterion for the entries that exist for `actor`: here all; narrow it by `actor.territories(READ)`."""
    return true()
