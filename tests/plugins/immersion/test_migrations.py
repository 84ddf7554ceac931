"""Rounds published before reasons were kept: the migration keeps just what publishing keeps, and asks no other file."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text

from core.settings import PROJECT
from plugins.immersion.services.rounds import ask_new_choices

ROUNDS = text(
    "SELECT number, measures, result_sha256, asked_at, asked_by, asked_letters, snapshot, result "
    "FROM immersion_round ORDER BY number"
)
KEPT = (
    text("SELECT round_id, registration_id, facts FROM immersion_round_reason ORDER BY 1, 2"),
    text("SELECT round_id, offer_id, facts FROM immersion_round_offer ORDER BY 1, 2"),
)


def revision(name: str) -> ModuleType:
    path = PROJECT / "migrations" / "immersion" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.requirement("IM-14")
@pytest.mark.requirement("IM-15")
def test_what_is_filled_for_old_rounds_is_what_publishing_keeps(world, owner_engine: Engine) -> None:
    world.make_host("H1", 1, institution="A")
    world.make_host("H2", 1, institution="B")
    world.make_trainee("S1", "H2", institution="A")
    world.make_trainee("S2", "H1", "H2", institution="B")
    world.make_trainee("S3", "H2", "H1", institution="C")
    world.live(1)
    assert ask_new_choices(world.on(2, world.coordinator()), world.round(2).id, version=1, again=True) == 1
    world.propose(2)
    world.commit()
    tenant = world.unit.tenant.id

    def as_owner(do: Callable[[Any], Any]) -> Any:
        with owner_engine.begin() as connection:
            connection.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(tenant)})
            return do(connection)

    def state(connection: Any) -> list[Any]:
        return [connection.execute(query).all() for query in (ROUNDS, *KEPT)]

    def as_before(connection: Any) -> None:
        for table in ("immersion_round_reason", "immersion_round_offer"):
            connection.execute(text(f"DELETE FROM {table}"))
        columns = ("measures", "result_sha256", "asked_at", "asked_by", "asked_letters")
        emptied = ", ".join(f"{column} = NULL" for column in columns)
        connection.execute(text(f"UPDATE immersion_round SET {emptied}"))

    def fill(connection: Any) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            revision("0003_reasons_kept")._fill(tenant)

    expected = as_owner(state)
    assert [len(rows) for rows in expected] == [3, 2, 2]
    as_owner(as_before)
    assert [len(rows) for rows in as_owner(state)] == [3, 0, 0]
    as_owner(fill)
    assert as_owner(state) == expected
