"""The networks as data, in the database: twice is once, and what was changed on a page stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, select, text

from core.audit.models import AuditEntry
from core.contract.acting import Actor, Grant, NotAllowedError
from core.contract.module import EditionPlan, SettingsFault
from core.database.session import SharedSession, TenantSession
from core.language.texts import Texts
from core.settings import PROJECT
from core.tenancy.errors import UnknownTenantError
from core.tenancy.files import ContactFile, TenantFile, TenantFileError, TerritoryFile, read_tenant_files
from core.tenancy.models import TenantOverride
from core.tenancy.queries import find_tenant, view_of
from core.tenancy.services import check_module_tables, sync_tenants
from core.tenancy.switching import differences, switch_modules
from tests.conftest import NETWORKS


@pytest.fixture
def files() -> tuple[TenantFile, ...]:
    return read_tenant_files(NETWORKS, {"lunch"})


@pytest.fixture
def scratch(engine: Engine, owner_engine: Engine) -> Iterator[TenantFile]:
    """A network of the test's own, gone afterwards."""
    yield TenantFile(
        slug="scratch",
        kind="network",
        name=Texts({"fr": "Brouillon"}),
        languages=("fr",),
        modules=("kitchen",),
        accent="#1f6f78",
        territories=(TerritoryFile("mons", Texts({"fr": "Mons"}), ("53053",)),),
    )
    with engine.connect() as connection:
        tenant = connection.scalar(text("SELECT id FROM tenant WHERE slug = 'scratch'"))
    with owner_engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant)})
        for table in ("audit_entry", "tenant_override", "territory_municipality", "territory"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("DELETE FROM tenant WHERE slug = 'scratch'"))


def test_a_second_sync_changes_nothing(engine: Engine, owner_engine: Engine, files: tuple[TenantFile, ...]) -> None:
    assert sync_tenants(owner_engine, files) == ()


def test_a_sync_says_what_it_changes(engine: Engine, owner_engine: Engine, scratch: TenantFile) -> None:
    assert sync_tenants(owner_engine, [scratch]) == (
        "scratch: added",
        "scratch: territory mons added",
        "scratch: territory mons: municipalities changed",
    )
    place = replace(scratch.territories[0], name=Texts({"fr": "Pays de Mons"}), municipalities=("53053", "53065"))
    changed = replace(scratch, accent="#224466", territories=(place,))
    assert sync_tenants(owner_engine, [changed]) == (
        "scratch: accent changed",
        "scratch: territory mons: name changed",
        "scratch: territory mons: municipalities changed",
    )
    assert sync_tenants(owner_engine, [changed]) == ()


def modules_of(engine: Engine, slug: str) -> frozenset[str]:
    with SharedSession(engine) as shared:
        tenant = find_tenant(shared, slug)
    with TenantSession(engine, tenant.id) as session:
        return view_of(session).modules


def test_what_a_coordinator_switched_on_a_page_wins_over_the_file(
    engine: Engine, owner_engine: Engine, scratch: TenantFile, unit_for
) -> None:
    file = scratch.modules[0]
    sync_tenants(owner_engine, [scratch])
    unit = unit_for("scratch")
    assert unit.tenant.modules == {file}
    switch_modules(unit, frozenset({"lunch"}))
    unit.session.commit()
    acts = unit.session.execute(select(AuditEntry.act, AuditEntry.details)).all()
    assert acts == [("tenancy.modules.switched", {"on": ["lunch"], "off": [file]})]
    assert sync_tenants(owner_engine, [scratch]) == ()
    assert modules_of(engine, "scratch") == {"lunch"}
    assert differences(engine) == (
        "scratch: the module lunch is on by a page, off by the file",
        f"scratch: the module {file} is off by a page, on by the file",
    )


def test_a_module_that_the_file_gets_later_is_on_whatever_a_page_saved_before(
    engine: Engine, owner_engine: Engine, scratch: TenantFile, unit_for
) -> None:
    file = scratch.modules[0]
    sync_tenants(owner_engine, [scratch])
    unit = unit_for("scratch")
    switch_modules(unit, frozenset({file}))  # Saved as it was: nothing is kept, and nothing differs.
    unit.session.commit()
    assert unit.session.scalars(select(AuditEntry.act)).all() == []
    assert unit.session.scalars(select(TenantOverride.key)).all() == []
    assert differences(engine) == ()
    sync_tenants(owner_engine, [replace(scratch, modules=(file, "lunch"))])
    assert modules_of(engine, "scratch") == {file, "lunch"}


def test_what_was_kept_as_a_whole_list_is_kept_as_what_differs(
    engine: Engine, owner_engine: Engine, scratch: TenantFile, unit_for
) -> None:
    file = scratch.modules[0]
    sync_tenants(owner_engine, [scratch])
    unit = unit_for("scratch")
    unit.session.add(TenantOverride(key="modules", value={"on": [file, "lunch"]}))
    unit.session.commit()
    path = next((PROJECT / "migrations" / "core").glob("*_switched_modules.py"))
    spec = spec_from_file_location("switched_modules", path)
    revision = module_from_spec(spec)
    spec.loader.exec_module(revision)
    with owner_engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        revision.upgrade()
    assert unit.session.scalars(select(TenantOverride.value)).all() == [{"on": ["lunch"], "off": []}]
    assert modules_of(engine, "scratch") == {file, "lunch"}


def test_switching_modules_is_a_right_over_the_whole_network(engine: Engine, unit_for) -> None:
    unit = unit_for(actor=Actor("A", grants=(Grant("coordinator", "lunch"), Grant("reader"))))
    with pytest.raises(NotAllowedError, match=r"^missing right: tenancy\.module\.switch$"):
        switch_modules(unit, frozenset())


def test_the_coordination_of_the_file_is_kept_and_said(
    engine: Engine, owner_engine: Engine, scratch: TenantFile, unit_for
) -> None:
    assert "scratch: added" in sync_tenants(owner_engine, [scratch])
    assert dict(unit_for("scratch").tenant.contact) == {}
    named = replace(scratch, hostname="scratch.example", contact=ContactFile("Els", "els@scratch.example"))
    assert sync_tenants(owner_engine, [named]) == ("scratch: hostname changed", "scratch: contact changed")
    assert sync_tenants(owner_engine, [named]) == ()
    tenant = unit_for("scratch").tenant
    assert (tenant.hostname, dict(tenant.contact)) == (
        "scratch.example",
        {"name": "Els", "email": "els@scratch.example"},
    )


def test_an_unknown_tenant_is_named_with_those_there_are(engine: Engine) -> None:
    with SharedSession(engine) as session, pytest.raises(UnknownTenantError) as caught:
        find_tenant(session, "nowhere")
    assert str(caught.value).startswith("There is no tenant 'nowhere'; there are: ")
    assert {"harbour", "orchard"} <= set(str(caught.value).rstrip(".").rpartition(": ")[2].split(", "))


def test_a_fault_in_a_modules_table_names_file_and_key(files: tuple[TenantFile, ...]) -> None:
    def refuse(_table: object, _languages: object) -> EditionPlan:
        raise SettingsFault((("rounds", "0 is too few — give at least 1"),))

    with pytest.raises(TenantFileError) as caught:
        check_module_tables([file for file in files if file.slug == "harbour"], {"lunch": refuse})
    assert caught.value.faults == ("tenants/harbour/tenant.toml: lunch.rounds: 0 is too few — give at least 1",)
