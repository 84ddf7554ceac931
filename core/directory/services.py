"""Find or make institutions and services in bulk; a fixed number of statements however many there are.

A step of larger acts, such as an import, which check the right. Looking (`plan_organisations`) and writing
(`enter_organisations`) are apart, so that a check can say what an import would change.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, update

from core.audit.services import record
from core.database.base import uuid7
from core.database.bulk import insert_links, insert_missing
from core.database.rows import grouped
from core.directory.models import Organisation, OrganisationSector
from core.directory.queries import organisations_by_key
from core.directory.rules import (
    KnownOrganisation,
    OrganisationKey,
    PublicFacts,
    SaidOrganisation,
    corrected,
    filled,
    together,
)
from core.tenancy.unit import Unit


@dataclass(frozen=True, slots=True)
class OrganisationPlan:
    """What entering organisations would do: those there are, those missing, and the facts that would change."""

    known: Mapping[OrganisationKey, KnownOrganisation]
    missing: Mapping[OrganisationKey, SaidOrganisation]
    changed: Mapping[OrganisationKey, PublicFacts]


def plan_organisations(
    unit: Unit,
    said: Iterable[SaidOrganisation],
    *,
    corrects: bool,
    among: Callable[[PublicFacts], bool] = lambda _facts: True,
) -> OrganisationPlan:
    """Compare what is said of organisations with the directory.

    With `corrects`, what is said replaces what is known of an organisation that the unit's tenant stewards; otherwise,
    and for an organisation of another tenant, or one whose facts are not `among` those that the actor may correct, it
    only fills what is missing. Several mentions count together. What a rehearsal says changes nothing of the directory.
    """
    mentions = grouped((one.key, one) for one in said)
    merged = {
        key: SaidOrganisation(same[0].institution, same[0].service, together(one.facts for one in same))
        for key, same in mentions.items()
    }
    for key, one in list(merged.items()):  # A service needs its institution, of which nothing else was said.
        merged.setdefault(key.of_institution, SaidOrganisation(one.institution))
    known = organisations_by_key(unit.session, merged.keys(), rehearsal=unit.rehearsal)
    changed: dict[OrganisationKey, PublicFacts] = {}
    for key, there in known.items():
        if key not in merged or there.rehearsal_id != unit.rehearsal:
            continue
        correct = corrects and there.steward_id == unit.tenant.id and among(there.facts)
        facts = (corrected if correct else filled)(there.facts, merged[key].facts)
        if facts != there.facts:
            changed[key] = facts
    missing = {key: merged[key] for key in merged if key not in known}
    return OrganisationPlan(known=known, missing=missing, changed=changed)


def enter_organisations(unit: Unit, plan: OrganisationPlan) -> dict[OrganisationKey, KnownOrganisation]:
    """Do what `plan` says, and return every organisation of it by its key.

    The unit's tenant becomes the steward of what it enters; inside a rehearsal it is of that rehearsal alone. What
    another tenant enters meanwhile is used as it is.
    """
    found = dict(plan.known)
    institutions = {key: one for key, one in plan.missing.items() if key.service is None}
    services = {key: one for key, one in plan.missing.items() if key.service is not None}
    for missing in (institutions, services):
        if missing:
            _insert(unit, missing, found)
            found.update(organisations_by_key(unit.session, missing.keys(), rehearsal=unit.rehearsal))
    if plan.changed:
        _change(unit, {found[key].id: (found[key].facts, facts) for key, facts in plan.changed.items()})
    if plan.missing or plan.changed:
        record(unit, "directory.organisations.entered", entered=len(plan.missing), changed=len(plan.changed))
    return found


def _insert(
    unit: Unit,
    missing: Mapping[OrganisationKey, SaidOrganisation],
    found: Mapping[OrganisationKey, KnownOrganisation],
) -> None:
    rows = []
    sectors = []
    for key in sorted(missing, key=str):  # In one order, so that two imports never wait for each other.
        said, new_id = missing[key], uuid7()
        parent = found[key.of_institution].institution_id if key.service is not None else None
        rows.append(
            {
                "id": new_id,
                "parent_id": parent,
                "institution_id": parent or new_id,
                "name": said.service or said.institution,
                "name_key": key.service or key.institution,
                "street": said.facts.street,
                "postal_code": said.facts.postal_code,
                "nis": said.facts.nis,
                "steward_id": unit.tenant.id,
                "rehearsal_id": unit.rehearsal,
            }
        )
        sectors.append((new_id, said.facts.sectors))
    made = insert_missing(unit.session, Organisation, rows)
    _insert_sectors(unit, ((id, codes) for id, codes in sectors if id in made))


def _insert_sectors(unit: Unit, sectors: Iterable[tuple[uuid.UUID, frozenset[str]]]) -> None:
    rows = [{"organisation_id": id, "sector": sector} for id, codes in sectors for sector in sorted(codes)]
    insert_links(unit.session, OrganisationSector, rows)


def _change(unit: Unit, changes: Mapping[uuid.UUID, tuple[PublicFacts, PublicFacts]]) -> None:
    unit.session.execute(
        update(Organisation),
        [
            {"id": id, "street": new.street, "postal_code": new.postal_code, "nis": new.nis}
            for id, (_, new) in changes.items()
        ],
    )
    sectors = {id: new.sectors for id, (old, new) in changes.items() if old.sectors != new.sectors}
    if sectors:
        unit.session.execute(delete(OrganisationSector).where(OrganisationSector.organisation_id.in_(list(sectors))))
        _insert_sectors(unit, sectors.items())
