"""A database as it was before placements hung on participations comes along with all that was lived in it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text

from core.database import migrating
from core.modules import Modules
from core.settings import Settings

#: Where the lived database stands: the last revision of each owner then.
BEFORE = {"core": "core0004", "immersion": "immersion0002"}
PLACED, LEFT = datetime(2024, 3, 18, 9, tzinfo=UTC), datetime(2024, 4, 2, 9, tzinfo=UTC)


def id_of(name: str) -> uuid.UUID:
    """Return a key that says whose it is, in the order of the names."""
    return uuid.UUID(bytes=name.encode().ljust(16, b"."))


TENANT, EDITION, HOUSE, ROUND = (id_of(name) for name in ("tenant", "edition", "house", "round"))

OLD_ROWS = """
INSERT INTO tenant (id, slug, kind, languages, name, description, accent, dutch_manner, example, modules, settings)
    VALUES (:tenant, 'lived', 'network', '["nl", "fr"]', '{}', '{}', '#000000', 'je', false, '["immersion"]', '{}');
SELECT set_config('app.tenant', cast(:tenant AS text), false);
INSERT INTO organisation (id, institution_id, name, name_key) VALUES (:house, :house, 'Huis', 'huis');
INSERT INTO edition (tenant_id, id, module, code, year, title, state, settings, created_at)
    VALUES (:tenant, :edition, 'immersion', '2024', 2024, '{}', 'live', '{}', :placed),
        (:tenant, :trial, 'immersion', '2023', 2023, '{}', 'rehearsal', '{}', :placed);
INSERT INTO person (tenant_id, id, first_name, last_name, language)
    SELECT :tenant, id, 'A', 'B', 'nl' FROM unnest(ARRAY[:host, :stays, :leaves, :tried]) AS id;
INSERT INTO registration (tenant_id, id, edition_id, person_id, role, reference, organisation_id, status,
        registered_at, withdrawn_at, version)
    VALUES (:tenant, :host, :edition, :host, 'host', 'H009', :house, 'registered', :placed, NULL, 1),
        (:tenant, :stays, :edition, :stays, 'trainee', 'S077', :house, 'registered', :placed, NULL, 1),
        (:tenant, :leaves, :edition, :leaves, 'trainee', 'S012', :house, 'withdrawn', :placed, :left, 2),
        (:tenant, :tried, :trial, :tried, 'trainee', 'S001', :house, 'registered', :placed, NULL, 1);
INSERT INTO offer (tenant_id, id, edition_id, registration_id, organisation_id, reference, title, status, version)
    VALUES (:tenant, :host, :edition, :host, :house, 'H009', 'Een dag "mee"', 'accepted', 1),
        (:tenant, :house, :edition, :host, :house, 'H010', 'Later', 'proposed', 1);
INSERT INTO opening (tenant_id, id, edition_id, offer_id, capacity, taken)
    VALUES (:tenant, :host, :edition, :host, 2, 0);
INSERT INTO participation (tenant_id, id, edition_id, opening_id, registration_id, person_id, status, holds_place,
        seats)
    VALUES (:tenant, :leaves, :edition, :host, :leaves, :leaves, 'withdrawn', false, 1),
        (:tenant, :stays, :edition, :host, :stays, :stays, 'placed', true, 1);
INSERT INTO status_change (tenant_id, id, participation_id, old, new, by, at, reason)
    VALUES (:tenant, :leaves, :leaves, NULL, 'placed', 'C', :placed, NULL),
        (:tenant, :stays, :stays, NULL, 'placed', 'C', :placed, NULL),
        (:tenant, :house, :leaves, 'placed', 'withdrawn', 'R', :left, 'verhuisd');
INSERT INTO immersion_round (tenant_id, id, edition_id, number, planned_day, pool, objective, commitment, seed,
        committed_at, state, deviations, version)
    VALUES (:tenant, :round, :edition, 1, '2024-03-18', 'everybody', 'priority', 'c', 's', :placed, 'planned', '[]', 1);
INSERT INTO immersion_placement (tenant_id, id, edition_id, registration_id, offer_id, participation_id, round_id,
        rank, placed_at, ended_at)
    VALUES (:tenant, :leaves, :edition, :leaves, :host, :leaves, :round, 2, :placed, :left),
        (:tenant, :stays, :edition, :stays, :host, :stays, :round, 1, :placed, NULL)
"""


@pytest.fixture
def lived(settings: Settings, modules: Modules) -> Iterator[Engine]:
    """A database of its own that was lived in at the old revisions, and is upgraded now."""
    name = f"liaison_test_lived_{os.getpid()}"
    admin = create_engine(settings.owner_address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(settings.owner_address).set(database=name)
    engine = create_engine(url, poolclass=NullPool)
    try:
        own = [folder for folder in modules.revision_folders() if folder.owner in BEFORE]
        with engine.connect() as connection:
            for folder in own:
                command.upgrade(migrating.config_of(connection, folder, own), BEFORE[folder.owner])
            connection.commit()
            live(connection)
            connection.commit()
        web = str(make_url(settings.database_url or "").username)
        migrating.upgrade(url.render_as_string(hide_password=False), web, own)
        yield engine
    finally:
        engine.dispose()
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}"))


def live(connection: Connection) -> None:
    people = {name: id_of(name) for name in ("host", "leaves", "stays", "tried", "trial")}
    known = {"tenant": TENANT, "edition": EDITION, "house": HOUSE, "round": ROUND, "placed": PLACED, "left": LEFT}
    for statement in OLD_ROWS.split(";\n"):
        connection.execute(text(statement), {**known, **people})


def test_a_lived_database_keeps_places_history_and_words(lived: Engine) -> None:
    with lived.connect() as connection:
        connection.execute(text("SELECT set_config('app.tenant', :tenant, false)"), {"tenant": str(TENANT)})

        def rows(query: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in connection.execute(text(query))]

        assert rows("SELECT reference, standing, status FROM registration ORDER BY reference") == [
            ("H009", "active", "registered"),
            ("S001", "active", "registered"),
            ("S012", "ended", "withdrawn"),
            ("S077", "active", "registered"),
        ]
        assert rows("SELECT reference, standing, status, title FROM offer ORDER BY reference") == [
            ("H009", "active", "accepted", {"nl": 'Een dag "mee"'}),
            ("H010", "asked", "proposed", {"nl": "Later"}),
        ]
        places = "SELECT id, standing, status, sole, seats, begun_at, ended_at FROM participation ORDER BY arrival"
        assert rows(places) == [
            (id_of("leaves"), "ended", "withdrawn", True, 1, PLACED, LEFT),
            (id_of("stays"), "holding", "placed", True, 1, PLACED, None),
        ]
        assert rows("SELECT participation_id, round_id, rank FROM immersion_placement ORDER BY rank") == [
            (id_of("stays"), ROUND, 1),
            (id_of("leaves"), ROUND, 2),
        ]
        assert rows("SELECT old, new, by, at, reason FROM status_change ORDER BY at, participation_id") == [
            (None, "placed", "C", PLACED, None),
            (None, "placed", "C", PLACED, None),
            ("placed", "withdrawn", "R", LEFT, "verhuisd"),
        ]
        assert rows("SELECT capacity, taken FROM opening") == [(2, 1)]
        counted = "SELECT prefix, last FROM reference_counter ORDER BY prefix, last"
        assert rows(counted) == [("H", 10), ("S", 1), ("S", 77)]
        rehearsed = "SELECT id, rehearsal_id FROM person WHERE rehearsal_id IS NOT NULL"
        assert rows(rehearsed) == [(id_of("tried"), id_of("trial"))]
        connection.execute(text("UPDATE participation SET standing = 'ended', ended_at = now()"))
        assert rows("SELECT taken FROM opening") == [(0,)]


def test_the_walls_stand_again_after_an_upgrade(lived: Engine) -> None:
    with lived.connect() as connection:
        for table in ("registration", "offer", "participation", "status_change", "immersion_placement"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
