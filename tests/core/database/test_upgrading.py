"""A database of an earlier version is upgraded with what it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from core.database import migrating
from core.database.migrating import CORE, upgrade
from core.settings import Settings

TENANT, EDITION, ADA = (f"01890000-0000-7000-8000-00000000000{number}" for number in (1, 2, 3))
#: What stood in a database before letters and work belonged to modules.
ROWS = f"""
INSERT INTO tenant (id, slug, kind, languages, name, description, accent, dutch_manner, example, modules, settings)
VALUES ('{TENANT}', 'old', 'network', '["fr"]', '{{}}', '{{}}', '#000000', 'u', false, '[]', '{{}}');
INSERT INTO account (id, email, email_key, name, password_hash, language, created_at)
VALUES ('{ADA}', 'a@b.example', 'a@b.example', 'Ada', '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA', 'fr', now());
INSERT INTO account_session (token_hash, account_id, created_at, last_seen_at, expires_at, label)
VALUES ('hash', '{ADA}', now(), now(), now() + interval '1 day', 'Firefox');
INSERT INTO role_grant (tenant_id, id, account_id, role) VALUES ('{TENANT}', '{ADA}', '{ADA}', 'referent');
INSERT INTO edition (tenant_id, id, module, code, year, title, state, settings, created_at)
VALUES ('{TENANT}', '{EDITION}', 'walks', '2024', 2024, '{{}}', 'live', '{{}}', now());
INSERT INTO job_run (tenant_id, id, kind, subject_id, state, done, total, by_name, created_at)
VALUES ('{TENANT}', '{ADA}', 'walks.count', '{ADA}', 'done', 0, 0, 'Liaison', now());
INSERT INTO audit_entry (tenant_id, id, act, by_name, at, counted_at, details)
VALUES
('{TENANT}', '{ADA}', 'walks.walker.withdrawn', 'Ada', now(), now(), '{{"reference": "W1", "reason": "ill"}}'),
('{TENANT}', '{EDITION}', 'walks.walk.moved', 'Ada', now(), now(), '{{"reason": "rain"}}');
"""
LETTER = (
    "INSERT INTO message (tenant_id, id, kind, language, to_name, to_address, subject, body, message_id, captured, "
    "state, attempts, edition_id, written_at) VALUES (:tenant, gen_random_uuid(), :kind, 'fr', '', '', '', '', :kind, "
    "false, 'sent', 0, :edition, now())"
)


@pytest.fixture
def old(settings: Settings) -> Iterator[Engine]:
    """A database with the tables of revision core0004, and rows in them."""
    name = f"liaison_test_old_{os.getpid()}"
    admin = create_engine(settings.owner_address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    address = make_url(settings.owner_address).set(database=name)
    engine = create_engine(address, poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        with migrating.alone(address.render_as_string(hide_password=False)) as connection:
            command.upgrade(migrating.config_of(connection, CORE, [CORE]), "core0004")
            connection.commit()
        with engine.begin() as connection:
            connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": TENANT})
            connection.execute(text("SELECT set_config('app.account', :ada, true)"), {"ada": ADA})
            connection.exec_driver_sql(ROWS)
            for kind, edition in (("walks.invited", EDITION), ("room.confirmed", EDITION), ("talks.invited", None)):
                connection.execute(text(LETTER), {"tenant": TENANT, "kind": kind, "edition": edition})
        yield engine
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}"))


def test_letters_and_work_find_their_module_and_sign_ins_their_wall(old: Engine, settings: Settings) -> None:
    role = make_url(settings.web_address).username or ""
    upgrade(old.url.render_as_string(hide_password=False), role, [CORE])
    web = create_engine(make_url(settings.web_address).set(database=old.url.database), poolclass=NullPool)
    with web.begin() as connection:
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": TENANT})
        letters = connection.execute(text("SELECT kind, module FROM message ORDER BY kind")).all()
        runs = connection.execute(text("SELECT kind, module FROM job_run")).all()
        seen = connection.execute(text("SELECT name FROM account")).all()
        trail = connection.execute(text("SELECT act, details FROM audit_entry ORDER BY act")).all()
        secrets = connection.scalars(text("SELECT DISTINCT secret FROM message")).all()
        contact = connection.scalar(text("SELECT contact FROM tenant"))
        begun = connection.scalar(
            text(
                "SELECT begin_session('a@b.example', '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA', 'new', now(), "
                "now(), '')"
            )
        )
        connection.execute(text("SELECT set_config('app.session', 'hash', true)"))
        session = connection.execute(text("SELECT account_id::text FROM account_session")).all()
    assert (secrets, contact) == ([False], {})
    assert trail == [("walks.walk.moved", {"reason": "rain"}), ("walks.walker.withdrawn", {"reference": "W1"})]
    assert letters == [("room.confirmed", "walks"), ("talks.invited", "talks"), ("walks.invited", "walks")]
    assert (runs, seen, str(begun), session) == ([("walks.count", "walks")], [("Ada",)], ADA, [(ADA,)])
