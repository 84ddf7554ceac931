"""Files that waited when their one word became columns: nothing that somebody could still want is lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from core.database.base import uuid7
from core.database.migrating import CORE, RevisionFolder, upgrade
from core.settings import Settings

REVISION = next(CORE.folder.glob("*_kept_files.py"))


@pytest.fixture
def address(settings: Settings, owner_engine: Engine) -> Iterator[str]:
    """The address of a database of its own, for its owner."""
    name = f"liaison_test_kept_{os.getpid()}"
    admin = owner_engine.execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(settings.owner_address).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def revisions(folder: Path, *, before: Path | None = None) -> tuple[RevisionFolder, ...]:
    """Copy the core's revisions up to the one in question, which comes too unless it is `before` that one."""
    folder.mkdir(exist_ok=True)
    for path in sorted(CORE.folder.glob("0*.py")):
        if path.name < REVISION.name or (path == REVISION and before is None):
            shutil.copy(path, folder)
    return (RevisionFolder("core", folder),)


def test_files_that_wait_and_reports_are_carried_over(address: str, settings: Settings, tmp_path: Path) -> None:
    role = str(make_url(settings.web_address).username)
    upgrade(address, role, revisions(tmp_path / "core", before=REVISION))
    tenant, edition, waiting, done, odd = (uuid7() for _ in range(5))
    report = {"rows": 3, "valid": 2, "imported": 1, "unchanged": 1, "updated": 0, "faults": 1, "warnings": []}
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant)})
        connection.execute(
            text(
                "INSERT INTO tenant (id, slug, kind, languages, name, description, accent, dutch_manner, modules,"
                " example, settings)"
                " VALUES (:id, 'x', 'network', '[\"fr\"]', '{}', '{}', 'teal', 'u', '[]', true, '{}')"
            ),
            {"id": tenant},
        )
        connection.execute(
            text(
                "INSERT INTO edition (tenant_id, id, module, code, year, title, state, settings, created_at)"
                " VALUES (:tenant, :id, 'lunch', '2024', 2024, '{}', 'live', '{}', now())"
            ),
            {"tenant": tenant, "id": edition},
        )
        for id, kind, content in (
            (waiting, f"lunch.import.waiting.dishes.{edition}", b"a workbook"),
            (done, f"lunch.import.done.dishes.{edition}", json.dumps(report).encode()),
            (odd, "something else", b"?"),
        ):
            connection.execute(
                text(
                    "INSERT INTO stored_file (tenant_id, id, kind, name, content, created_at, expires_at)"
                    " VALUES (:tenant, :id, :kind, 'a.xlsx', :content, now(), now())"
                ),
                {"tenant": tenant, "id": id, "kind": kind, "content": content},
            )
    upgrade(address, role, revisions(tmp_path / "core"))
    query = text(
        "SELECT id, module, purpose, kind, state, edition_id, name, content, facts FROM stored_file ORDER BY state"
    )
    with engine.begin() as connection:
        assert connection.scalars(text("SELECT 1 FROM stored_file")).all() == []  # The wall stands again.
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant)})
        rows = [tuple(row) for row in connection.execute(query)]
    engine.dispose()
    assert [(*row[:7], bytes(row[7]), row[8]) for row in rows] == [
        (done, "lunch", "import", "dishes", "done", edition, "a.xlsx", b"", report),
        (waiting, "lunch", "import", "dishes", "new", edition, "a.xlsx", b"a workbook", {}),
    ]
