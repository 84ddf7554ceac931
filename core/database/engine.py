"""The engine, and the refusal to start with a role that could step over the wall."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, NullPool, create_engine, text


class UnsafeRoleError(Exception):
    """The application's database role owns tables or may bypass row-level security."""


def make_engine(url: str, *, pool_size: int = 10, pooled: bool = False) -> Engine:
    """Make the engine of a process; a connection that the server closed meanwhile is replaced unnoticed.

    Behind a pooler (`pooled`) no statement is prepared, for the next one may reach another server process.

    Its errors name the statement without its values: names and addresses have no place in a log.
    """
    arguments = {"prepare_threshold": None} if pooled else {}
    return create_engine(
        url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, hide_parameters=True, connect_args=arguments
    )


@contextmanager
def owner_engine(url: str) -> Iterator[Engine]:
    """Open the database as the owner of its tables, for what the application's role may not do.

    Without a pool: a connection that is kept would keep what it locked.
    """
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        yield engine
    finally:
        engine.dispose()


def is_empty(engine: Engine) -> bool:
    """Say whether no migration has made the tables yet."""
    with engine.connect() as connection:
        return connection.scalar(text("SELECT to_regclass('tenant') IS NULL")) is True


def refuse_unsafe_role(engine: Engine) -> None:
    """Raise UnsafeRoleError unless the role is an ordinary one, to whom row-level security applies."""
    with engine.connect() as connection:
        role = connection.execute(
            text(
                "SELECT rolname, rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class c JOIN pg_namespace n "
                "ON n.oid = c.relnamespace WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p') "
                "AND n.nspname NOT LIKE 'pg_%') FROM pg_roles r WHERE rolname = current_user"
            )
        ).one()
    name, superuser, bypasses, owns = role
    if superuser or bypasses or owns:
        what = "is superuser" if superuser else "may bypass row security" if bypasses else "owns a table"
        raise UnsafeRoleError(
            f"The database role {name} of DATABASE_URL {what}: give the application an ordinary role, "
            "and keep the owner for DATABASE_OWNER_URL."
        )
