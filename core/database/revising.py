"""Write the next revision of an owner's tables from what the models have and the tables lack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import renderers
from alembic.operations.ops import CreateTableOp, MigrateOperation, MigrationScript
from alembic.script import Script
from sqlalchemy import Table

from core.database.base import Base, TenantOwned
from core.database.migrating import RevisionFolder, alone, config_of


def write_revision(owner_url: str, folders: Sequence[RevisionFolder], owner: str, message: str) -> Path:
    """Write the next revision of `owner`, say where, and return it; a tenant's new table gets its wall.

    Raises alembic's CommandError when the database is not up to date.
    """
    folder = next(each for each in folders if each.owner == owner)
    number = 1 + max((int(path.name[:4]) for path in folder.folder.glob("[0-9][0-9][0-9][0-9]_*.py")), default=0)
    with alone(owner_url) as connection:
        config = config_of(connection, folder, folders)
        config.set_main_option("file_template", f"{number:04}_%%(slug)s")
        made = command.revision(
            config,
            message,
            autogenerate=True,
            rev_id=f"{owner}{number:04}",
            process_revision_directives=_put_behind_walls,
        )
    assert isinstance(made, Script), "one revision was asked for"  # noqa: S101
    path = Path(made.path)
    path.write_text(_without_comments(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


class _Wall(MigrateOperation):
    """The wall of a table, which a comparison of tables does not see."""

    def __init__(self, table: str) -> None:
        self.table = table


@renderers.dispatch_for(_Wall)
def _written(context: AutogenContext, wall: _Wall) -> str:
    context.imports.add("\nfrom core.database.walls import wall")
    return f'op.execute(wall("{wall.table}"))'


def _put_behind_walls(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    tables = (each.local_table for each in Base.registry.mappers if issubclass(each.class_, TenantOwned))
    owned = {table.name for table in tables if isinstance(table, Table)}
    for upgrade in (script.upgrade_ops for script in directives):
        if upgrade is not None:
            upgrade.ops = list(_with_walls(upgrade.ops, owned))


def _with_walls(operations: Iterable[MigrateOperation], owned: set[str]) -> Iterable[MigrateOperation]:
    for operation in operations:
        yield operation
        if isinstance(operation, CreateTableOp) and operation.table_name in owned:
            yield _Wall(operation.table_name)


def _without_comments(revision: str) -> str:
    """Leave out what alembic says around the statements; what the revision does stands in its name."""
    return "".join(line for line in revision.splitlines(keepends=True) if not line.lstrip().startswith("# ###"))
