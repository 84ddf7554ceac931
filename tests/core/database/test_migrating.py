"""A database is brought to the present by the revisions that made it, and by no others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.cli import speak_plainly
from core.database.migrating import CORE, RevisionFolder, on_columns, upgrade
from core.settings import Settings


def test_a_revision_of_which_there_is_no_file_is_named(
    settings: Settings, owner_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(CORE.folder, tmp_path / "core", ignore=shutil.ignore_patterns("__pycache__"))
    last = sorted((tmp_path / "core").glob("[0-9]*.py"))[-1]
    last.unlink()
    with pytest.raises(SystemExit), speak_plainly():
        upgrade(settings.owner_address, "nobody", (RevisionFolder("core", tmp_path / "core"),))
    assert capsys.readouterr().err == (
        "The revisions of core are not those that made this database (Can't locate revision identified by "
        f"'core{last.name[:4]}'): bring their files back, or begin with an empty database.\n"
    )


@pytest.mark.parametrize(
    ("right", "given"),
    [
        ("DELETE", "DELETE"),
        ("SELECT (id, name)", "SELECT (id, name)"),
        ("UPDATE (name, newer)", "UPDATE (name)"),
        ("UPDATE (newer)", None),
    ],
)
def test_a_right_on_a_column_waits_for_the_revision_that_makes_it(right: str, given: str | None) -> None:
    assert on_columns(right, {"id", "name"}) == given
