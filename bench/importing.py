"""How long an import of 10,000 trainees takes, against bare openpyxl reading the same file.

Run: .venv/bin/python -m bench.importing [--profile]. It starts throw-away servers unless addresses are given. The aim
is a ratio of at most 3: read, check, compare and write.
"""

from __future__ import annotations

import cProfile
import gc
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import NullPool, create_engine, make_url, text

from core.contract.acting import SYSTEM
from core.database.engine import make_engine, owner_engine
from core.database.migrating import upgrade
from core.database.session import SharedSession, TenantSession
from core.modules import load_modules
from core.programme.importing.services import import_file
from core.programme.services import create_edition
from core.servers import servers
from core.settings import PROJECT, read_settings
from core.tenancy.files import read_tenant_files
from core.tenancy.queries import find_tenant, view_of
from core.tenancy.services import sync_tenants
from core.tenancy.unit import Unit
from plugins.immersion.services.importing import HOSTS, TRAINEES
from plugins.immersion.settings import read_settings as read_plan

ROWS, REPEATS = 10_000, 3
FILES = PROJECT / "demo" / "immersion-2024"


def trainees() -> bytes:
    """Return a file of 10,000 trainees: those of 2024 again and again, each with a name and an address of their own."""
    source = openpyxl.load_workbook(FILES / "stagiaires.xlsx", read_only=True).worksheets[0]
    header, *rows = source.iter_rows(values_only=True)
    book = openpyxl.Workbook()  # Not in write-only mode: Excel too says in the file how many rows there are.
    sheet = book.worksheets[0]
    sheet.append(header)
    for number in range(ROWS):
        row: list[Any] = list(rows[number % len(rows)])
        row[0] = f"S{number:05}"
        row[2] = f"{row[2]} {number}"
        row[3] = f"stagiaire.{number}@{str(row[3]).rpartition('@')[2]}"
        row[-1] = datetime(2024, 2, 13, 9) + timedelta(minutes=number)  # noqa: DTZ001 - Excel knows no zones.
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def bare(content: bytes) -> int:
    """Read every row with openpyxl alone; return how many."""
    sheet = openpyxl.load_workbook(BytesIO(content), read_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))


@contextmanager
def database() -> Iterator[str]:
    """Give the address of a database that is migrated and holds the tenants' files, and drop it afterwards."""
    data = os.environ.get("LIAISON_TEST_DATA") or str(PROJECT / "var" / "test-servers")
    with addresses(data, fast=True) as (web, _owner):
        yield web


@contextmanager
def addresses(data: str, *, fast: bool) -> Iterator[tuple[str, str]]:
    """Give the addresses of such a database, the application's and the owner's, on servers in a folder.

    A `fast` server may lose everything when the machine stops; another one writes each transaction to the disk.
    """
    environment = {**os.environ, "LIAISON_DATA": data, "LIAISON_SECRET_KEY": "for measuring only"}
    with servers(read_settings(environment), fast=fast, until_stopped=True) as settings:
        name = f"liaison_bench_{os.getpid()}"
        admin = create_engine(settings.owner_address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            owner = make_url(settings.owner_address).set(database=name)
            web = make_url(settings.web_address).set(database=name)
            modules, owner_url = load_modules(), owner.render_as_string(hide_password=False)
            upgrade(owner_url, str(web.username), modules.revision_folders())
            with owner_engine(owner_url) as engine:
                sync_tenants(engine, read_tenant_files(Path(PROJECT / "tenants"), modules.names))
            yield web.render_as_string(hide_password=False), owner_url
        finally:
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def unit_in(address: str) -> Iterator[Unit]:
    """Give a unit of immersion-0-23 in a database with the tenants' files in it."""
    modules, engine = load_modules(), make_engine(address)
    with SharedSession(engine) as shared:
        tenant = find_tenant(shared, "immersion-0-23")
    with TenantSession(engine, tenant.id) as session:
        now = datetime(2024, 3, 1, tzinfo=UTC)
        yield Unit(session, view_of(session), SYSTEM, now, modules.dispatcher, site="http://localhost")
    engine.dispose()


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    gc.collect()
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def measure() -> tuple[float, ...]:
    """Return the seconds of bare openpyxl, a dry run, an import, and the same import again: medians of turns.

    Each import is in a transaction that is rolled back.
    """
    content = trainees()
    with database() as address, unit_in(address) as unit:
        plan = read_plan(unit.tenant.settings["immersion"], unit.tenant.languages)
        edition = create_edition(unit, module="immersion", code="2024", year=2024, plan=plan, state="live")
        import_file(unit, edition, HOSTS, (FILES / "hotes.xlsx").read_bytes())
        unit.session.commit()

        def first() -> None:
            report = import_file(unit, edition, TRAINEES, content)
            assert (report.imported, report.faults) == (ROWS, ())  # noqa: S101

        def again() -> None:
            assert import_file(unit, edition, TRAINEES, content).unchanged == ROWS  # noqa: S101

        def check() -> None:
            import_file(unit, edition, TRAINEES, content, dry_run=True)

        if "--profile" in sys.argv:
            profile = cProfile.Profile()
            profile.runcall(first)
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
            sys.exit()
        measured: list[tuple[float, ...]] = []
        for _ in range(REPEATS):
            times = [seconds(lambda: bare(content)), seconds(check), seconds(first), seconds(again)]
            unit.session.rollback()
            measured.append(tuple(times))
    return tuple(statistics.median(each) for each in zip(*measured, strict=True))


def main() -> None:
    """Print the medians and their ratios."""
    base, checked, imported, repeated = measure()
    print(f"bare openpyxl reading of {ROWS:,} rows: {base:.2f} s")
    for name, took in (("dry run", checked), ("import", imported), ("import again", repeated)):
        print(f"{name}: {took:.2f} s, ratio {took / base:.2f}")


if __name__ == "__main__":
    main()
