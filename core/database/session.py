"""Sessions: one belongs to one tenant, the other sees only what is shared. This is the first of the two walls."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event, insert, text
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, with_loader_criteria

from core.database.base import TenantOwned, uuid7


class TenantWallError(Exception):
    """A statement or a row reached across the wall between tenants; always a fault of ours, never of a person."""


class SharedSession(Session):
    """A session for what is shared: tenants, sign-ins, the directory. It refuses tenant-owned tables.

    `known` holds what row-level security lets a sign-in see of itself: `account` (its id), `session` (the hash of
    its token), `sign_in` (the address somebody types); and what it lets a chore see: `sweep` ("sessions", those that
    are over).
    """

    def __init__(self, engine: Engine | Connection, *, known: Mapping[str, str] | None = None) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.known: dict[str, str] = dict(known or {})

    def know(self, name: str, value: str) -> None:
        """Let row-level security see `value` as app.`name` from now on, in this and in later transactions."""
        self.known[name] = value
        if self.in_transaction():
            _tell(self.connection(), {name: value})


class TenantSession(SharedSession):
    """A session that belongs to one tenant: every statement gets its criterion, every new row its stamp.

    With `read_only`, PostgreSQL refuses whatever would write or lock.
    """

    def __init__(
        self,
        engine: Engine | Connection,
        tenant_id: uuid.UUID,
        *,
        known: Mapping[str, str] | None = None,
        read_only: bool = False,
    ) -> None:
        if not isinstance(tenant_id, uuid.UUID):
            raise TenantWallError("a session of a tenant needs the tenant's id")
        super().__init__(engine, known={**(known or {}), "tenant": str(tenant_id)})
        self.tenant_id = tenant_id
        self.read_only = read_only

    def insert_many(self, model: type[TenantOwned], rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert plain rows (column name to value) in bulk, each stamped with the tenant and an id; return how many."""
        stamped = [{"id": uuid7(), **row, "tenant_id": self.tenant_id} for row in rows]
        if stamped:
            # Empty values are written as such: left out, they would divide the rows into as many statements.
            self.execute(insert(model), stamped, execution_options={"render_nulls": True})
        return len(stamped)


def _tell(connection: Connection, known: Mapping[str, str], *, read_only: bool = False) -> None:
    """Set app.* for this transaction only, so that a pooled connection forgets them."""
    calls = ", ".join(f"set_config('app.{name}', :{name}, true)" for name in known)
    calls += ", set_config('transaction_read_only', 'on', true)" if read_only else ""
    connection.execute(text(f"SELECT {calls}"), dict(known))


@event.listens_for(SharedSession, "after_begin")
def _begin(session: SharedSession, transaction: SessionTransaction, connection: Connection) -> None:
    if session.known and not transaction.nested:
        _tell(connection, session.known, read_only=isinstance(session, TenantSession) and session.read_only)


@event.listens_for(SharedSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> None:
    session = state.session
    if isinstance(session, TenantSession):
        if (state.is_select or state.is_update or state.is_delete) and not state.is_column_load:
            tenant_id = session.tenant_id
            state.statement = state.statement.options(
                with_loader_criteria(TenantOwned, lambda row: row.tenant_id == tenant_id, include_aliases=True)
            )
    elif any(issubclass(mapper.class_, TenantOwned) for mapper in state.all_mappers):
        raise TenantWallError("a tenant-owned table was asked for in a session without a tenant")


@event.listens_for(SharedSession, "before_flush")
def _stamp(session: SharedSession, _context: UOWTransaction, _instances: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, TenantOwned):
            continue
        if not isinstance(session, TenantSession):
            raise TenantWallError("a tenant-owned row was written in a session without a tenant")
        stamped: uuid.UUID | None = row.tenant_id
        if stamped is None:
            row.tenant_id = session.tenant_id
        elif stamped != session.tenant_id:
            raise TenantWallError("a row of another tenant was written")
