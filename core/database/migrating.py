"""Bring a database to the present: the core's revisions, then each module's, each with a version table of its own."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.sql.schema import SchemaItem

from core.database.base import Base
from core.database.engine import owner_engine
from core.database.walls import FUNCTIONS, PLAIN_FUNCTIONS, rights_on
from core.settings import SHIPPED

#: One migration at a time in a database, whoever starts it.
_LOCK = 7_265_371


class MigrationError(Exception):
    """The database cannot be brought to the present; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class RevisionFolder:
    """The revisions of one owner: the core, or a module, whose tables begin with its name."""

    owner: str
    folder: Path


CORE = RevisionFolder("core", SHIPPED / "migrations" / "core")


def upgrade(owner_url: str, web_role: str, folders: Sequence[RevisionFolder]) -> None:
    """Run what is missing of `folders`, in order, as the owner of the database at `owner_url`.

    Each folder's revisions run in one transaction. `web_role` gets its rights on the tables at the end. Raises
    MigrationError when the database was made by revisions that are not there.
    """
    with alone(owner_url) as connection:
        for folder in folders:
            try:
                command.upgrade(config_of(connection, folder, folders), "head")
            except CommandError as error:
                raise MigrationError(
                    f"The revisions of {folder.owner} are not those that made this database ({error}): bring their "
                    "files back, or begin with an empty database."
                ) from error
        grant(connection, web_role)
        connection.commit()


def check(owner_url: str, folders: Sequence[RevisionFolder]) -> None:
    """Raise alembic's CommandError if the tables in the database differ from the models."""
    with alone(owner_url) as connection:
        for folder in folders:
            command.check(config_of(connection, folder, folders))


def grant(connection: Connection, web_role: str) -> None:
    """Give the application's role the rights that the models say, table by table, and no other."""
    role = connection.dialect.identifier_preparer.quote(web_role)
    # A database on the way through older revisions lacks what newer ones make.
    there = {
        name: {column["name"] for column in columns}
        for (_schema, name), columns in inspect(connection).get_multi_columns().items()
    }
    rights = [
        f"GRANT {right} ON {table.name} TO {role}"
        for table in Base.metadata.sorted_tables
        if table.name in there
        for right in (on_columns(said, there[table.name]) for said in rights_on(table) or ())
        if right
    ]
    callable_ = [
        function
        for function in (*FUNCTIONS, *PLAIN_FUNCTIONS)
        if connection.scalar(select(func.to_regprocedure(function)))
    ]
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        *rights,
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC",
        *(f"GRANT EXECUTE ON FUNCTION {function} TO {role}" for function in callable_),
    ):
        connection.execute(text(statement))


def on_columns(right: str, there: Container[str]) -> str | None:
    """Return a right of `application_may` on those of its columns that are `there`; None when none of them is."""
    kind, named, columns = right.partition(" (")
    if not named:
        return right
    kept = [column for column in columns.rstrip(")").split(", ") if column in there]
    return f"{kind} ({', '.join(kept)})" if kept else None


def owns(owner: str, others: Sequence[str], table: str) -> bool:
    """Say whether `table` belongs to `owner`: to a module by its prefix, to the core if to no module."""
    if owner != "core":
        return table.startswith(f"{owner}_")
    return not any(table.startswith(f"{other}_") for other in others)


@contextmanager
def alone(owner_url: str) -> Iterator[Connection]:
    """Connect as the owner, without a pool (a pooled lock would wait for itself), and let nobody else migrate."""
    with owner_engine(owner_url) as engine, engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.commit()
        yield connection


def config_of(connection: Connection, folder: RevisionFolder, folders: Sequence[RevisionFolder]) -> Config:
    """Say to alembic where the revisions of `folder` lie, and which tables are its own."""
    config = Config()
    config.set_main_option("script_location", str(SHIPPED / "migrations"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(folder.folder))
    others = [other.owner for other in folders if other.owner not in ("core", folder.owner)]

    def mine(item: SchemaItem, name: str | None, kind: str, _reflected: bool, _compared: SchemaItem | None) -> bool:
        del item
        return kind != "table" or (name is not None and owns(folder.owner, others, name))

    config.attributes.update(connection=connection, version_table=f"alembic_{folder.owner}", include_object=mine)
    return config
