"""Bring the tenants of the database in line with their files; what a coordinator changed on a page stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.orm import Session

from core.contract.module import EditionPlan, SettingsFault
from core.database.base import uuid7
from core.database.session import SharedSession, TenantSession
from core.tenancy.files import TenantFile, TenantFileError, TerritoryFile
from core.tenancy.geography import load_municipalities, load_postal_codes
from core.tenancy.models import ConsortiumMember, Municipality, PostalCode, Tenant, Territory, TerritoryMunicipality

#: Reads a module's table of a tenant's file: (table, languages of the tenant) to a plan.
SettingsReader = Callable[[Mapping[str, Any], tuple[str, ...]], EditionPlan]


def check_module_tables(files: Iterable[TenantFile], readers: Mapping[str, SettingsReader]) -> None:
    """Let each module read its table of each file; raises TenantFileError with every fault of every file."""
    faults = []
    for file in files:
        for module, table in file.modules_settings.items():
            try:
                if module in readers:
                    readers[module](table, file.languages)
            except SettingsFault as error:
                faults += [f"{file.file}: {module}.{key}: {fault}" for key, fault in error.faults]
    if faults:
        raise TenantFileError(faults)


def sync_tenants(engine: Engine, files: Sequence[TenantFile]) -> tuple[str, ...]:
    """Write what the files say into the database, all or nothing; return one line for each thing changed.

    Called twice, the second call changes nothing and returns nothing. A tenant without a file stays as it is.
    """
    changes: list[str] = []
    with engine.begin() as connection:
        with SharedSession(connection) as session:
            changes += _places(session)
            rows = {file.slug: _tenant(session, file, changes) for file in files}
            session.flush()
            changes += _members(session, files, rows)
            session.commit()
        for file in files:
            changes += _territories(connection, rows[file.slug], file)
    return tuple(changes)


def _places(session: Session) -> list[str]:
    """Fill the municipalities and postal codes once; they change when the reference data of a release does."""
    known = set(session.scalars(select(Municipality.nis)))
    missing = [row for row in load_municipalities() if row.nis not in known]
    if missing:
        columns = ("nis", "fr", "nl", "de", "province")
        session.execute(insert(Municipality), [{name: getattr(row, name) for name in columns} for row in missing])
    codes = {(code, nis) for code, nis in session.execute(select(PostalCode.code, PostalCode.nis))}
    missing_codes = [row for row in load_postal_codes() if (row.code, row.nis) not in codes]
    if missing_codes:
        session.execute(insert(PostalCode), [{"code": row.code, "nis": row.nis} for row in missing_codes])
    counts = ((len(missing), "municipalities added"), (len(missing_codes), "postal codes added"))
    return [f"{count} {what}" for count, what in counts if count]


def _tenant(session: Session, file: TenantFile, changes: list[str]) -> Tenant:
    said: dict[str, Any] = {
        "kind": file.kind,
        "hostname": file.hostname,
        "languages": list(file.languages),
        "name": file.name.as_json(),
        "description": file.description.as_json() if file.description else {},
        "contact": _contact(file),
        "accent": file.accent,
        "dutch_manner": file.dutch_manner,
        "example": file.example,
        "modules": list(file.modules),
        "settings": _plain(file.modules_settings),
    }
    tenant = session.scalar(select(Tenant).where(Tenant.slug == file.slug))
    if tenant is None:
        tenant = Tenant(id=uuid7(), slug=file.slug, **said)
        session.add(tenant)
        changes.append(f"{file.slug}: added")
        return tenant
    for key, value in said.items():
        if getattr(tenant, key) != value:
            setattr(tenant, key, value)
            changes.append(f"{file.slug}: {key} changed")
    return tenant


def _contact(file: TenantFile) -> dict[str, str]:
    """Return the coordination as it is kept: what the file says of it, and nothing else."""
    said = file.contact
    facts = {"name": said.name, "email": said.email, "phone": said.phone} if said else {}
    return {key: value for key, value in facts.items() if value}


def _plain(settings: Mapping[str, Mapping[str, object]]) -> dict[str, Any]:
    """Return a module's table as JSON keeps it, so that comparing it with the stored one is exact."""
    return dict(json.loads(json.dumps({module: dict(table) for module, table in settings.items()}, default=str)))


def _members(session: Session, files: Sequence[TenantFile], rows: Mapping[str, Tenant]) -> list[str]:
    changes = []
    for file in files:
        consortium = rows[file.slug]
        said = {(rows[member.tenant].id, member.territory) for member in file.members}
        query = select(ConsortiumMember.member_id, ConsortiumMember.territory_code)
        rows_known = session.execute(query.where(ConsortiumMember.consortium_id == consortium.id))
        known = {(member, territory) for member, territory in rows_known}
        if said != known:
            session.execute(delete(ConsortiumMember).where(ConsortiumMember.consortium_id == consortium.id))
            session.add_all(
                ConsortiumMember(consortium_id=consortium.id, member_id=member, territory_code=territory)
                for member, territory in said
            )
            changes.append(f"{file.slug}: members changed")
    return changes


def _territories(connection: Connection, tenant: Tenant, file: TenantFile) -> list[str]:
    changes: list[str] = []
    with TenantSession(connection, tenant.id) as session:
        known = {row.code: row for row in session.scalars(select(Territory))}
        places: dict[Any, set[str]] = {}
        for territory_id, nis in session.execute(select(TerritoryMunicipality.territory_id, TerritoryMunicipality.nis)):
            places.setdefault(territory_id, set()).add(nis)
        for position, said in enumerate(file.territories):
            row = known.get(said.code)
            if row is None:
                row = Territory(id=uuid7(), code=said.code, **_facts(said, position))
                session.add(row)
                session.flush()
                changes.append(f"{file.slug}: territory {said.code} added")
            else:
                for key, value in _facts(said, position).items():
                    if getattr(row, key) != value:
                        setattr(row, key, value)
                        changes.append(f"{file.slug}: territory {said.code}: {key} changed")
            if places.get(row.id, set()) != set(said.municipalities):
                _replace_municipalities(session, row, said)
                changes.append(f"{file.slug}: territory {said.code}: municipalities changed")
        session.commit()
    return changes


def _facts(said: TerritoryFile, position: int) -> dict[str, Any]:
    referent = said.referent
    return {
        "name": said.name.as_json(),
        "position": position,
        "referent_name": referent.name if referent else None,
        "referent_email": referent.email if referent else None,
        "referent_phone": referent.phone if referent else None,
    }


def _replace_municipalities(session: TenantSession, row: Territory, said: TerritoryFile) -> None:
    """Write the municipalities anew, taking them from a territory that gives them up in the same sync."""
    moved = TerritoryMunicipality.nis.in_(said.municipalities) | (TerritoryMunicipality.territory_id == row.id)
    session.execute(delete(TerritoryMunicipality).where(moved))
    session.insert_many(TerritoryMunicipality, ({"territory_id": row.id, "nis": nis} for nis in said.municipalities))
