"""The next revision is written from what the models have and the tables lack."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from core.app import create_app
from core.application import Application
from core.cli import build_cli
from core.database.migrating import CORE, RevisionFolder


@pytest.fixture
def folders(tmp_path: Path) -> tuple[RevisionFolder, ...]:
    """A copy of the core's revisions, for one that is written is a file."""
    shutil.copytree(CORE.folder, tmp_path / "core", ignore=shutil.ignore_patterns("__pycache__"))
    return (RevisionFolder("core", tmp_path / "core"), RevisionFolder("lunch", tmp_path / "none"))


@pytest.fixture
def run(application: Application, folders, modules, monkeypatch) -> Callable[..., Result]:
    """`liaison migrations new ...`, which writes into the copy."""
    monkeypatch.setattr(type(modules), "revision_folders", lambda _self: folders)
    command = build_cli(application, create_app)
    return lambda *words: CliRunner().invoke(command, ["migrations", "new", *words], obj=application)


def test_the_next_revision_holds_what_the_models_have_and_the_tables_lack(run, owner_engine, folders) -> None:
    before = sorted(path.name for path in folders[0].folder.glob("*.py"))
    with owner_engine.begin() as connection:
        connection.execute(text("ALTER TABLE person DROP COLUMN phone"))
    try:
        result = run("core", "Phones of people")
    finally:
        with owner_engine.begin() as connection:
            connection.execute(text("ALTER TABLE person ADD COLUMN phone varchar"))
    number = len(before) + 1
    path = folders[0].folder / f"{number:04}_phones_of_people.py"
    assert (result.exit_code, result.stdout) == (0, f"Generating {path} ...  done\n")
    written = path.read_text()
    assert written.startswith('"""Phones of people"""\n')
    assert f'\nrevision = "core{number:04}"\ndown_revision = "core{number - 1:04}"\n' in written
    assert written.endswith(
        "def upgrade() -> None:\n"
        '    op.add_column("person", sa.Column("phone", sa.String(), nullable=True))\n'
        "\n\n"
        "def downgrade() -> None:\n"
        '    op.drop_column("person", "phone")\n'
    )


def test_a_new_table_of_tenants_gets_its_wall(run, owner_engine, folders) -> None:
    with owner_engine.begin() as connection:  # A table of this name is none of ours.
        connection.execute(text("ALTER TABLE tenant_override RENAME TO alembic_hidden"))
    try:
        assert run("core", "Overrides").exit_code == 0
    finally:
        with owner_engine.begin() as connection:
            connection.execute(text("ALTER TABLE alembic_hidden RENAME TO tenant_override"))
    (path,) = folders[0].folder.glob("*_overrides.py")
    written = path.read_text()
    assert written.count("from core.database.walls import wall\n") == 1
    assert '    )\n    op.execute(wall("tenant_override"))\n\n\ndef downgrade()' in written
    formatted = subprocess.run([sys.executable, "-m", "ruff", "format", "--check", str(path)], check=False)
    assert formatted.returncode == 0


def test_a_database_that_is_behind_is_refused(run, folders) -> None:
    last = sorted(path.name for path in folders[0].folder.glob("*.py"))[-1][:4]
    (folders[0].folder / "9998_later.py").write_text(
        f'"""Later"""\nrevision = "core9998"\ndown_revision = "core{last}"\n\n\ndef upgrade() -> None: ...\n'
    )
    result = run("core", "Even later")
    assert (result.exit_code, list(folders[0].folder.glob("9999_*"))) == (1, [])
    assert result.stderr == "Error: Target database is not up to date. Run liaison migrate first.\n"


def test_a_room_that_has_no_tables_is_named(run) -> None:
    result = run("kitchen", "More pans")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: Invalid value for ROOM: there is no 'kitchen'; there are: core, lunch.\n")
