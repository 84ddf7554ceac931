"""The first command on a database of one's own prepares it; on a given one it says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from core.settings import Settings
from tests.conftest import NETWORKS


def liaison(environment: dict[str, str], *words: str) -> tuple[int, str]:
    command = str(Path(sys.executable).parent / "liaison")
    done = subprocess.run([command, *words], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def unprepared(settings: Settings):
    """The environment of a given database in which no migration has run."""
    admin = create_engine(settings.owner_address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    name = f"liaison_test_{os.getpid()}_empty"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    addresses = {
        key: make_url(url).set(database=name).render_as_string(hide_password=False)
        for key, url in (("DATABASE_URL", settings.web_address), ("DATABASE_OWNER_URL", settings.owner_address))
    }
    networks = {"LIAISON_TENANTS": str(NETWORKS), "PYTHONPATH": str(NETWORKS.parent / "third_party")}
    yield {"PATH": "/usr/bin:/bin", "REDIS_URL": settings.redis_url or "", **networks, **addresses}
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))


def test_a_given_database_is_prepared_by_hand_and_says_so(unprepared: dict[str, str]) -> None:
    words = ("account", "add", "a@b.example", "--tenant", "orchard", "--role", "reader", "--password", "a long secret")
    assert liaison(unprepared, *words) == (
        2,
        "The database is not up to date: run liaison migrate, then liaison tenants sync.\n",
    )
    assert liaison(unprepared, "migrate") == (0, "The database is up to date.\n")
    code, said = liaison(unprepared, "tenants", "sync")
    assert (code, "orchard: added" in said.splitlines()) == (0, True)
    assert liaison(unprepared, "tenants", "sync") == (0, "Nothing changed.\n")
    assert liaison(unprepared, *words)[0] == 0
