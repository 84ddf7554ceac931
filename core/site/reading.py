"""The texts of the site as they are read: their layers, and what stands in them of the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from core.database.session import SharedSession, TenantSession
from core.messages.envelope import coordination
from core.site.info import HOME, core_texts
from core.site.layers import PageLayers, mannered
from core.site.models import SitePageVersion
from core.tenancy.models import Tenant
from core.tenancy.queries import tenants
from core.tenancy.unit import TenantView, Unit


def layers_of(unit: Unit, page: str) -> PageLayers:
    """Return the layers of a page's text; one statement."""
    return read_page(unit, page)[0]


def read_page(unit: Unit, page: str) -> tuple[PageLayers, int]:
    """Return the layers of a page's text, and its version: 0 for one that nobody has changed; one statement."""
    latest = (
        select(SitePageVersion).where(SitePageVersion.page == page).order_by(SitePageVersion.version.desc()).limit(1)
    ).subquery()
    written = aliased(SitePageVersion, latest)
    query = (
        select(Tenant.pages[page], written.texts, written.version)
        .outerjoin(written, written.tenant_id == Tenant.id)
        .where(Tenant.id == unit.tenant.id)
    )
    file, texts, version = unit.session.execute(query).one()
    return PageLayers(default_texts(unit.tenant, page, file or {}), texts or {}, unit.tenant.languages), version or 0


def default_texts(tenant: TenantView, page: str, file: Mapping[str, str]) -> dict[str, str]:
    """Return the default of a page: the network's file over the core, whose Dutch has the network's manner.

    Where a network's file says a page, it says it in its own languages, and the core adds none.
    """
    if file:
        return dict(file)
    return dict(tenant.description) if page == HOME else mannered(core_texts(page), tenant.dutch_manner)


def words_of(tenant: TenantView, language: str) -> dict[str, str]:
    """Return what a text may name by `{network}` and `{coordination}`, in a language."""
    contact = coordination(tenant)
    address = f"<{contact.email}>" if contact.email else None
    parts: Sequence[str | None] = (contact.name, address, contact.phone)
    name = tenant.text(tenant.name, language)
    return {"network": name, "coordination": ", ".join(part for part in parts if part) or name}


def history_of(unit: Unit, page: str) -> Sequence[SitePageVersion]:
    """Return the versions of a page, the latest first."""
    query = select(SitePageVersion).where(SitePageVersion.page == page)
    return unit.session.scalars(query.order_by(SitePageVersion.version.desc())).all()


def latest_versions(session: TenantSession) -> dict[str, SitePageVersion]:
    """Return the latest version of each page that was changed; one statement."""
    query = select(SitePageVersion).ext(distinct_on(SitePageVersion.page))
    rows = session.scalars(query.order_by(SitePageVersion.page, SitePageVersion.version.desc()))
    return {row.page: row for row in rows}


def text_differences(engine: Engine) -> tuple[str, ...]:
    """Return which texts of the tenants' sites were written on a page and are read instead of those of the files."""
    lines: list[str] = []
    with SharedSession(engine) as shared:
        all_tenants = tenants(shared)
    for tenant in all_tenants:
        with TenantSession(engine, tenant.id) as session:
            rows = latest_versions(session)
        for row in rows.values():
            if row.texts:
                written = ", ".join(sorted(row.texts))
                lines.append(f"{tenant.slug}: the text {row.page} ({written}) is one that {row.by} wrote on a page")
    return tuple(lines)
