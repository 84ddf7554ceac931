"""The networks that Liaison comes with: their files, and what they become in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from core.database.session import SharedSession
from core.modules import Modules
from core.settings import PROJECT
from core.tenancy.files import TenantFile, read_tenant_files
from core.tenancy.models import ConsortiumMember, Tenant
from core.tenancy.queries import find_tenant, territories, territory_by_municipality
from core.tenancy.services import sync_tenants


@pytest.fixture
def files(modules: Modules) -> dict[str, TenantFile]:
    return {tenant.slug: tenant for tenant in read_tenant_files(PROJECT / "tenants", modules.names)}


@pytest.mark.requirement("IM-64")
def test_the_networks_of_the_project_are_without_fault(files: dict[str, TenantFile]) -> None:
    assert {slug: tenant.example for slug, tenant in files.items()} == {
        "archipel": True,
        "brusano": True,
        "bruzel": False,
        "immersion-0-23": False,
        "kirikou": True,
        "matilda": True,
        "maya": True,
        "realism": True,
        "rezone": True,
        "rheseau": True,
        "smes": True,
    }


@pytest.mark.requirement("IM-23")
def test_immersion_0_23_covers_wallonia_by_province_and_network(files: dict[str, TenantFile]) -> None:
    joint = files["immersion-0-23"]
    assert [(member.territory, member.tenant) for member in joint.members] == [
        ("walloon-brabant", "archipel"),
        ("hainaut", "rheseau"),
        ("liege", "realism"),
        ("luxembourg", "matilda"),
        ("namur", "kirikou"),
    ]
    assert sum(len(territory.municipalities) for territory in joint.territories) == 261
    assert all(territory.referent and territory.referent.phone for territory in joint.territories)


def test_addresses_of_the_project_s_networks_are_invented(files: dict[str, TenantFile]) -> None:
    for tenant in files.values():
        contacts = [tenant.contact, *(territory.referent for territory in tenant.territories)]
        assert [contact.email for contact in contacts if contact and not contact.email.endswith(".example")] == []


def test_a_second_sync_changes_nothing(owner_engine: Engine, engine: Engine, files: dict[str, TenantFile]) -> None:
    assert sync_tenants(owner_engine, tuple(files.values())) == ()


def test_the_consortium_names_its_five_members(engine: Engine) -> None:
    with SharedSession(engine) as session:
        consortium = find_tenant(session, "immersion-0-23")
        rows = session.execute(
            select(Tenant.slug, ConsortiumMember.territory_code)
            .join(ConsortiumMember, ConsortiumMember.member_id == Tenant.id)
            .where(ConsortiumMember.consortium_id == consortium.id)
        )
        assert {slug: code for slug, code in rows} == {
            "archipel": "walloon-brabant",
            "rheseau": "hainaut",
            "realism": "liege",
            "matilda": "luxembourg",
            "kirikou": "namur",
        }


def test_the_five_provinces_hold_the_261_municipalities_of_wallonia(unit_for) -> None:
    unit = unit_for("immersion-0-23")
    codes = [row.code for row in territories(unit.session)]
    assert codes == ["walloon-brabant", "hainaut", "liege", "luxembourg", "namur"]
    assert len(territory_by_municipality(unit.session)) == 261  # Bastogne and Bertogne are one since 2025.
