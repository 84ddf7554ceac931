"""Real servers for the tests: a database of its own for each test process, on PostgreSQL and Valkey (or Redis)."""

from __future__ import annotations

import importlib
import math
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from redis import Redis
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url, select, text
from sqlalchemy.exc import DBAPIError

from core.accounts.services import grant_role, make_account
from core.app import create_app
from core.application import Application
from core.cli import compile_translations
from core.contract.acting import SYSTEM, Actor
from core.database.base import Base
from core.database.engine import make_engine
from core.database.migrating import upgrade
from core.database.session import SharedSession, TenantSession
from core.modules import Modules, load_modules
from core.servers import servers
from core.settings import PROJECT, Settings, read_settings
from core.tenancy.files import read_tenant_files
from core.tenancy.models import Territory
from core.tenancy.opening import unit_in
from core.tenancy.queries import find_tenant
from core.tenancy.services import sync_tenants
from core.tenancy.unit import Unit
from tests.ports import free_port
from tests.waiting import PATIENCE

#: Filled once for each test process; every test finds them as the tenants' files say.
KEPT = frozenset({"municipality", "postal_code", "tenant", "consortium_member", "territory", "territory_municipality"})

#: In bytes: up to here the tables are emptied row by row, ten times as fast as by new files for all of them.
SMALL = 2_000_000

#: The networks of the tests themselves, beside those of Liaison.
NETWORKS = Path(__file__).parent / "networks"

#: Said by the owner, it opens the second wall until the end of the transaction; see owner_engine.
NO_SECOND_WALL = "SET LOCAL tests.no_second_wall = 'on'"

#: The same commit says the same everywhere, however slow the machine: no clock, no chance, no memory of other runs.
ANY_MACHINE = hypothesis.settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None, derandomize=True, print_blob=True
)
hypothesis.settings.register_profile("same", ANY_MACHINE)
#: For whoever looks for more: pytest --hypothesis-profile=other draws other examples each time.
hypothesis.settings.register_profile("other", ANY_MACHINE, derandomize=False)
hypothesis.settings.load_profile("same")


@contextmanager
def _own_number(folder: Path) -> Iterator[int]:
    """Hold a number below 16 that no other test process holds: its database of Valkey or Redis."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(16):
        with (folder / f"redis-{number}.lock").open("w") as lock:
            try:
                flock(lock, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return
    raise RuntimeError("Sixteen test processes run already.")


def _drop_left_behind(connection: Connection) -> None:
    """Drop the databases of test processes that were killed: the name of each ends with the number of its process."""
    names = connection.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE 'liaison\\_test\\_%'")).all()
    for name in names:
        if not Path(f"/proc/{name.rsplit('_', 1)[1]}").exists():
            with suppress(DBAPIError):
                connection.execute(text(f"DROP DATABASE {name}"))


@pytest.fixture(scope="session")
def modules() -> Modules:
    return load_modules()


@pytest.fixture(scope="session")
def settings(modules: Modules, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose servers run, with an empty migrated database; throw-away servers unless addresses are given."""
    shared = Path(os.environ.get("LIAISON_TEST_DATA") or PROJECT / "var" / "test-servers")
    environment = {**os.environ, "LIAISON_DATA": str(shared), "LIAISON_SECRET_KEY": "for the tests only"}
    given = replace(read_settings(environment), password_cost="cheap")
    with _own_number(shared) as number, servers(given, fast=True) as filled:
        assert filled.database_url
        assert filled.database_owner_url
        assert filled.redis_url
        name = f"liaison_test_{os.getpid()}"
        admin = create_engine(filled.database_owner_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            _drop_left_behind(connection)
            connection.execute(text(f"CREATE DATABASE {name}"))
        owner = make_url(filled.database_owner_url).set(database=name)
        web = make_url(filled.database_url).set(database=name)
        redis, _, _ = filled.redis_url.partition("?")
        redis_url = (
            f"{redis}?db={number}" if redis.startswith("unix") else urlsplit(redis)._replace(path=f"/{number}").geturl()
        )
        upgrade(owner.render_as_string(hide_password=False), str(web.username), modules.revision_folders())
        yield replace(
            filled,
            data=tmp_path_factory.mktemp("data"),
            sink_port=free_port(),  # No Liaison that runs on this machine hears the letters of a test.
            database_url=web.render_as_string(hide_password=False),
            database_owner_url=owner.render_as_string(hide_password=False),
            redis_url=redis_url,
        )
        with admin.connect() as connection, suppress(DBAPIError):  # The next run drops what is still in use now.
            connection.execute(text(f"DROP DATABASE {name}"))


@pytest.fixture(scope="session")
def owner_engine(settings: Settings) -> Iterator[Engine]:
    """The engine of the tables' owner, for what the application's role may not do.

    The owner stands behind the second wall too. A policy of the test database alone opens it, only in a transaction
    that begins with NO_SECOND_WALL: what Liaison itself does as the owner is tried as it will be.
    """
    assert settings.database_owner_url
    engine = create_engine(settings.database_owner_url)
    opened = "USING (current_setting('tests.no_second_wall', true) = 'on')"
    with engine.begin() as connection:
        for table in Base.metadata.tables:
            connection.execute(text(f"CREATE POLICY tests_no_second_wall ON {table} TO CURRENT_USER {opened}"))
    yield engine
    engine.dispose()


@pytest.fixture
def first_wall_alone(owner_engine: Engine, engine: Engine) -> Iterator[Connection]:
    """A connection to which no row-level security applies: what it refuses, the first wall refuses. Never committed."""
    with owner_engine.connect() as connection:
        connection.exec_driver_sql(NO_SECOND_WALL)
        yield connection
        connection.rollback()


def emptied_tables() -> list[str]:
    """The tables that a test may fill, each after those that refer to it."""
    return [table.name for table in reversed(Base.metadata.sorted_tables) if table.name not in KEPT]


@pytest.fixture(scope="session")
def emptying(owner_engine: Engine) -> Callable[[], None]:
    """Empty the database but for the tenants and places: emptying()."""
    tables = emptied_tables()
    size = text("SELECT sum(pg_relation_size(name::regclass)) FROM unnest(CAST(:tables AS text[])) AS name")
    one_by_one = "; ".join(f"DELETE FROM {table}" for table in tables)

    def empty() -> None:
        with owner_engine.begin() as connection:
            # Whoever still writes is waited for, so that nothing arrives in the next test.
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'")
            connection.exec_driver_sql(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")
            if connection.execute(size, {"tables": tables}).scalar_one() > SMALL:
                connection.exec_driver_sql(f"TRUNCATE {', '.join(tables)}")
            else:
                connection.exec_driver_sql(f"{NO_SECOND_WALL}; {one_by_one}")

    return empty


@pytest.fixture(scope="session")
def web_engine(settings: Settings, modules: Modules, owner_engine: Engine) -> Iterator[Engine]:
    """The engine of the application's role, with the tenants' files in the database."""
    assert settings.database_url
    engine = make_engine(settings.database_url)
    try:
        for folder in (PROJECT / "tenants", NETWORKS):
            sync_tenants(owner_engine, read_tenant_files(folder, modules.names))
        yield engine
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def queue(settings: Settings) -> Iterator[Redis]:
    """This test process's own database of Valkey or Redis."""
    connection = Redis.from_url(settings.redis_url)
    connection.flushdb()
    yield connection
    connection.close()


@pytest.fixture
def engine(web_engine: Engine, emptying: Callable[[], None], queue: Redis) -> Iterator[Engine]:
    """The application's engine on a database that is emptied after the test, but for the tenants and places."""
    yield web_engine
    queue.flushdb()
    emptying()


UnitFor = Callable[..., Unit]


@pytest.fixture
def network() -> str:
    """The network in which a test acts unless it names one; the tests of a module choose their own."""
    return "harbour"


@pytest.fixture
def unit_for(engine: Engine, modules: Modules, network: str) -> Iterator[UnitFor]:
    """Open units: unit_for(slug, actor=..., now=...); each has a session of its own, and a test commits itself."""
    opened: list[TenantSession] = []

    def open_unit(
        slug: str = network,
        *,
        actor: Actor = SYSTEM,
        now: datetime = datetime(2024, 2, 19, 9, tzinfo=UTC),
    ) -> Unit:
        with SharedSession(engine) as shared:
            tenant = find_tenant(shared, slug)
        session = TenantSession(engine, tenant.id)
        opened.append(session)
        return unit_in(session, modules.dispatcher, site="https://liaison.example", actor=actor, now=now)

    yield open_unit
    for session in opened:
        session.close()


class Statements:
    """How many statements were sent, between two looks."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    def count(self) -> int:
        return len(self.texts)


@pytest.fixture
def statements(engine: Engine) -> Callable[[], Any]:
    """Count statements: `with statements() as sent: ...; sent.count`."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        sent = Statements()

        def note(_connection: Any, _cursor: Any, text: str, *_others: Any) -> None:
            sent.texts.append(text)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


def pytest_configure(config: pytest.Config) -> None:
    """Register every table before a fixture looks at them; hear signals as on a terminal.

    Whoever runs the tests in the background lets us inherit ignored signals, and so would the processes we start.
    """
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for room in (
        "tenancy",
        "accounts",
        "staff",
        "directory",
        "programme",
        "site",
        "catalogue",
        "audit",
        "jobs",
        "messages",
        "exchange",
        "forms",
    ):
        importlib.import_module(f"core.{room}.models")


@pytest.fixture(scope="session")
def application(settings: Settings, modules: Modules, web_engine: Engine) -> Application:
    """The application of the test settings; its engine is the tests' own."""
    application = Application(settings, modules)
    application.__dict__.update(settings=settings, engine=web_engine)
    return application


def refuse_shadows(app: Flask) -> None:
    """Let a view fail that gives its template a name with which the layout means something of its own."""
    merge = app.update_template_context

    def careful(context: dict[str, Any]) -> None:
        surroundings: dict[str, Any] = {}
        merge(surroundings)
        assert set(context) & set(surroundings) == set(), "the layout has these names already"
        merge(context)

    app.update_template_context = careful  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def app(application: Application) -> Iterator[Flask]:
    """The site; the hostnames of networks are asked for once, so that no page costs a statement more now and then."""
    compile_translations(application)
    app = create_app(application)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    refuse_shadows(app)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("core.tenancy.hostnames.KEPT", math.inf)
        yield app


SignIn = Callable[..., FlaskClient]


@pytest.fixture
def sign_in(app: Flask, application: Application, engine: Engine, network: str) -> SignIn:
    """Return a client that is signed in: sign_in(role, module="lunch", territory="north")."""

    def signed_in(
        role: str = "coordinator",
        *,
        tenant: str = network,
        module: str | None = None,
        territory: str | None = None,
        language: str = "en",
    ) -> FlaskClient:
        email = f"{role}.{territory or 'all'}@{tenant}.example"
        with application.unit(tenant) as unit:
            account = make_account(
                unit.session, email=email, name=email, password="long enough", language=language, cost="cheap"
            )
            place = select(Territory.id).where(Territory.code == territory)
            territory_id = unit.session.scalar(place) if territory else None
            grant_role(unit, account, role, module=module, territory_id=territory_id)
        client = app.test_client()
        answer = client.post(f"/{tenant}/sign-in", data={"email": email, "password": "long enough"})
        assert answer.status_code == 302
        return client

    return signed_in
